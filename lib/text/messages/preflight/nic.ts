import type { MessageTable } from '../../types.ts'

/** What the check of network ports finds. */
export const nicMessages = {
  'preflight.nic.title': { en: 'Network ports', zh: '网卡' },
  'preflight.nic.unread.cause': { en: 'The network ports could not be read.', zh: '无法读取网卡信息。' },
  'preflight.nic.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.nic.speedUnread.cause': {
    en: 'No wired port says that it is fast enough; these do not say how fast they are: {nics}.',
    zh: '没有有线网卡报告了足够的速率；以下网卡未报告速率：{nics}。',
  },
  'preflight.nic.speedUnread.remedy': {
    en: 'Check the cable and the switch port, and bring the port up (ip link set NAME up).',
    zh: '请检查网线与交换机端口，并启用该网卡（ip link set 名称 up）。',
  },
  'preflight.nic.none.cause': {
    en: 'No wired port has a link that is fast enough.',
    zh: '没有达到速率要求且已连接的有线网卡。',
  },
  'preflight.nic.none.remedy': {
    en: 'Connect a port to a switch of that speed, with a cable of category 5e or better (or the right optical module), and check that the switch port is not shut down or fixed to a lower speed.',
    zh: '请将网卡接到相应速率的交换机，使用超五类及以上网线（或匹配的光模块），并确认交换机端口未关闭、未限定为低速。',
  },
  'preflight.nic.halfDuplex.cause': {
    en: 'Port {subject} runs in half duplex: it loses packets under load.',
    zh: '网卡 {subject} 处于半双工模式，负载下会丢包。',
  },
  'preflight.nic.halfDuplex.remedy': {
    en: 'Set both sides, port and switch, to auto-negotiation; replace the cable if it stays.',
    zh: '请将网卡与交换机两端都设为自动协商；若仍为半双工，请更换网线。',
  },
  'preflight.nic.belowCapability.cause': {
    en: 'Port {subject} runs slower than it could.',
    zh: '网卡 {subject} 的连接速率低于其能力。',
  },
  'preflight.nic.belowCapability.remedy': {
    en: 'Check the cable (all eight wires, category), the optical module and the switch port’s speed. If the switch is no faster, nothing is wrong.',
    zh: '请检查网线（八芯是否全通、类别）、光模块及交换机端口速率。若交换机本身不支持更高速率，则属正常。',
  },
  'preflight.nic.errors.cause': {
    en: 'Port {subject} has counted transmission errors.',
    zh: '网卡 {subject} 出现了传输错误计数。',
  },
  'preflight.nic.errors.remedy': {
    en: 'Replace the cable or the optical module, or try another switch port, then restart and check again: the count goes on until the restart.',
    zh: '请更换网线或光模块，或换一个交换机端口，重启后重新检查：计数在重启前不会清零。',
  },
  'preflight.nic.noSecond.cause': {
    en: 'Only one wired port has a link: there is no second one for the storage network.',
    zh: '只有一个有线网卡已连接，没有用于存储网络的第二个网卡。',
  },
  'preflight.nic.noSecond.remedy': {
    en: 'For storage over several hosts, connect a second port, best to a switch of its own.',
    zh: '若要使用跨主机的虚拟存储，请连接第二个网卡，最好接到独立的交换机。',
  },
  'preflight.nic.slowStorage.cause': {
    en: 'No port is as fast as is advised for the storage network.',
    zh: '没有达到存储网络建议速率的网卡。',
  },
  'preflight.nic.slowStorage.remedy': {
    en: 'For storage over several hosts, install and connect a port of 10 Gb/s or more.',
    zh: '若要使用跨主机的虚拟存储，建议加装并连接 10 Gb/s 及以上的网卡。',
  },
} as const satisfies MessageTable
