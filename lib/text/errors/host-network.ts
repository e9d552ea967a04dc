import type { ErrorTable } from '../types.ts'

/** Changes of a host’s own network. */
export const hostNetworkErrors = {
  'hostNetwork.nonsense': {
    status: 400,
    exit: 2,
    en: {
      what: 'These network settings cannot be meant: {problem} {value}',
      why: 'The host would not be reached with them.',
      remedy: 'Correct them; nothing was changed.',
    },
    zh: {
      what: '网络设置有误：{problem}{value}',
      why: '使用这些设置将无法访问该物理主机。',
      remedy: '请更正设置；目前没有任何更改。',
    },
  },
  'hostNetwork.same': {
    status: 409,
    exit: 1,
    en: {
      what: 'The host has these network settings already.',
      why: 'Nothing in them differs from what is in force.',
      remedy: 'Nothing is to be done.',
    },
    zh: {
      what: '物理主机已在使用这些网络设置。',
      why: '与当前设置没有任何差别。',
      remedy: '无需操作。',
    },
  },
  'hostNetwork.addressTaken': {
    status: 409,
    exit: 2,
    en: {
      what: 'The address {address} is in use by {host}.',
      why: 'Two with one address reach each other by chance only.',
      remedy: 'Choose a free address; nothing was changed.',
    },
    zh: {
      what: '地址 {address} 已被{host}使用。',
      why: '两者使用同一地址时，通信将时断时续。',
      remedy: '请选择空闲的地址；目前没有任何更改。',
    },
  },
  'hostNetwork.addressInUse': {
    status: 409,
    exit: 2,
    en: {
      what: 'Another machine uses the address {address}: {macs}.',
      why: 'It answered on the management network.',
      remedy: 'Choose a free address, or find that machine by its MAC address; nothing was changed.',
    },
    zh: {
      what: '另一台机器正在使用地址 {address}：{macs}。',
      why: '该机器在管理网络中以该地址应答。',
      remedy: '请选择空闲的地址，或按 MAC 地址找到该机器；目前没有任何更改。',
    },
  },
  'hostNetwork.clusterIpOutside': {
    status: 409,
    exit: 2,
    en: {
      what: 'The cluster IP {address} is outside the new network {network}.',
      why: 'This host could not take the cluster IP over, and the controller would seem offline.',
      remedy: 'Keep the host in the network of the cluster IP, or change the cluster IP first; nothing was changed.',
    },
    zh: {
      what: '集群IP {address} 不在新网段 {network} 内。',
      why: '本物理主机将无法接管集群IP，控制器会显示为离线。',
      remedy: '请让主机保持在集群IP 所在的网段，或先更改集群IP；目前没有任何更改。',
    },
  },
  'hostNetwork.busy': {
    status: 409,
    exit: 1,
    en: {
      what: 'Other network settings are on trial, begun by {by} at {at}.',
      why: 'One change at a time: who confirms must know what.',
      remedy: 'Confirm them, give them up, or wait a minute until the old ones are back.',
    },
    zh: {
      what: '另一项网络设置正在试用中，由 {by} 于 {at} 开始。',
      why: '一次只能试用一项更改，以便明确确认的内容。',
      remedy: '请确认或放弃该更改，或等待一分钟，旧设置会自动恢复。',
    },
  },
  'hostNetwork.noTrial': {
    status: 404,
    exit: 1,
    en: {
      what: 'There is no trial {id} of network settings.',
      why: 'It ended: confirmed, or the old settings came back by themselves.',
      remedy: 'Look at the host’s network settings, and begin again if they are the old ones.',
    },
    zh: {
      what: '没有网络设置试用 {id}。',
      why: '试用已结束：已确认，或旧设置已自动恢复。',
      remedy: '请查看物理主机的网络设置；如果仍是旧设置，请重新更改。',
    },
  },
  'hostNetwork.notYet': {
    status: 409,
    exit: 1,
    en: {
      what: 'The new network settings are not in force yet.',
      why: 'They are being applied.',
      remedy: 'Confirm again in a few seconds.',
    },
    zh: {
      what: '新的网络设置尚未生效。',
      why: '正在应用。',
      remedy: '请过几秒再确认。',
    },
  },
  'hostNetwork.tooLate': {
    status: 409,
    exit: 1,
    en: {
      what: 'The confirmation came too late.',
      why: 'New network settings must be confirmed within {seconds} s; the old ones are coming back.',
      remedy: 'Begin again, and have the new address open in a second window.',
    },
    zh: {
      what: '确认得太晚。',
      why: '新的网络设置须在 {seconds} 秒内确认；旧设置正在恢复。',
      remedy: '请重新更改，并提前在另一个窗口中准备好新地址。',
    },
  },
  'hostNetwork.otherWay': {
    status: 409,
    exit: 1,
    en: {
      what: 'The confirmation came in at {address}, not at the new address ({wanted}).',
      why: 'Only whoever comes through the new settings shows that they work.',
      remedy: 'Open the host at its new address, and confirm there.',
    },
    zh: {
      what: '确认请求到达的是 {address}，而不是新地址（{wanted}）。',
      why: '只有通过新设置访问主机，才能证明新设置可用。',
      remedy: '请打开物理主机的新地址，在那里确认。',
    },
  },
} as const satisfies ErrorTable
