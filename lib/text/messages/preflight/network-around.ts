import type { MessageTable } from '../../types.ts'

/** What the check of the network around finds. */
export const networkAroundMessages = {
  'preflight.networkAround.title': { en: 'Network around', zh: '周边网络' },
  'preflight.networkAround.untried.cause': {
    en: 'The network around the machine was not tried.',
    zh: '未对周边网络进行探测。',
  },
  'preflight.networkAround.untried.remedy': {
    en: 'Boot the machine from a station, or run the check with its network connected and as root.',
    zh: '请从部署站启动本机，或接好网线后以 root 身份重新检查。',
  },
  'preflight.networkAround.addressInUse.cause': {
    en: 'Another machine ({mac}) answers to an address that is meant for this one.',
    zh: '有其他设备（{mac}）占用了本机将要使用的地址。',
  },
  'preflight.networkAround.addressInUse.remedy': {
    en: 'Find that device by its Ethernet address in the switch’s table, and change its address or the planned one.',
    zh: '请在交换机的 MAC 地址表中找到该设备，更改它的地址或计划使用的地址。',
  },
  'preflight.networkAround.gatewaySilent.cause': { en: 'The gateway does not answer.', zh: '网关没有应答。' },
  'preflight.networkAround.gatewaySilent.remedy': {
    en: 'Check the gateway’s address, the cable, and the VLAN of the switch port.',
    zh: '请检查网关地址、网线以及交换机端口的 VLAN。',
  },
  'preflight.networkAround.otherDhcp.cause': {
    en: 'Another DHCP server answers on this network.',
    zh: '网络中有其他 DHCP 服务器应答。',
  },
  'preflight.networkAround.otherDhcp.remedy': {
    en: 'If it is the site’s own, run the station in proxy mode beside it; if nobody knows it, find it and switch it off.',
    zh: '若为现场自有服务器，请让部署站以代理模式与其并存；若来历不明，请找到并关闭。',
  },
  'preflight.networkAround.mtuLower.cause': {
    en: 'Packets of the wanted size do not reach {target} whole.',
    zh: '所需大小的数据包无法完整到达 {target}。',
  },
  'preflight.networkAround.mtuLower.remedy': {
    en: 'Set the same MTU on every switch port along the path, or a smaller one in the policy and the answer file.',
    zh: '请在沿途所有交换机端口设置相同的 MTU，或在预检策略与应答文件中改用较小的值。',
  },
  'preflight.networkAround.probeSilent.cause': {
    en: 'The probe IP does not answer.',
    zh: '网络连通性探测IP没有应答。',
  },
  'preflight.networkAround.probeSilent.remedy': {
    en: 'Check that the device is on and answers to ping; else choose another address that is always there, such as the gateway.',
    zh: '请确认该设备已开机并允许 ping；否则请改用始终在线的地址，例如网关。',
  },
  'preflight.networkAround.probeUntried.cause': {
    en: 'The probe IP {address} could not be tried.',
    zh: '未能探测网络连通性探测IP {address}。',
  },
  'preflight.networkAround.probeUntried.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.networkAround.vlanUnexpected.cause': {
    en: 'The switch {switch} announces another VLAN than expected on its port {port}, to which {subject} is connected.',
    zh: '网卡 {subject} 所连交换机 {switch} 的端口 {port} 通告的 VLAN 与预期不符。',
  },
  'preflight.networkAround.vlanUnexpected.remedy': {
    en: 'Check that the cable is in the right switch port, and the port’s untagged (access) VLAN.',
    zh: '请确认网线插在正确的交换机端口，并检查该端口的 untagged（access）VLAN。',
  },
} as const satisfies MessageTable
