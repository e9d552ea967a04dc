import type { ErrorTable } from '../types.ts'

/** What is wrong with the way between a host and the cluster that it is to join. */
export const joinCheckNetworkErrors = {
  'joinCheck.otherSubnet': {
    status: 409,
    exit: 1,
    en: {
      what: 'The host is in another network than the controller: {host}, {controller}.',
      why: 'The cluster IP, and the watch of the hosts over each other, work within one network only.',
      remedy: 'Give the host an address of the controller’s network, and look whether its port and VLAN are right.',
    },
    zh: {
      what: '物理主机与集群控制器不在同一网段：{host}，{controller}。',
      why: '集群IP 和主机之间的相互监测只能在同一网段内工作。',
      remedy: '请为主机设置控制器所在网段的地址，并检查网口和 VLAN 是否正确。',
    },
  },
  'joinCheck.prefixDiffers': {
    status: 409,
    exit: 1,
    en: {
      what: 'The host’s network mask is another than the controller’s: {host}, {controller}.',
      why: 'Some hosts would be near for one and far for the other.',
      remedy: 'Correct the length of the prefix on the one where it is wrong.',
    },
    zh: {
      what: '物理主机与集群控制器的子网掩码不同：{host}，{controller}。',
      why: '部分主机对一方来说在本网段内，对另一方则不在。',
      remedy: '请更正错误一方的前缀长度。',
    },
  },
  'joinCheck.notSameLayer2': {
    status: 409,
    exit: 1,
    en: {
      what: 'From {from}, nobody answers for {to} on the same network segment.',
      why: 'The two are on different VLANs or switches, or the switch keeps its ports apart (port isolation).',
      remedy: 'Look at the VLAN of both switch ports. Host and controller must be in one broadcast domain.',
    },
    zh: {
      what: '从 {from} 发出询问，同一网段内没有机器以 {to} 应答。',
      why: '两者位于不同的 VLAN 或交换机，或交换机启用了端口隔离。',
      remedy: '请检查两个交换机端口的 VLAN。物理主机与控制器必须在同一个广播域内。',
    },
  },
  'joinCheck.answeredByOther': {
    status: 409,
    exit: 1,
    en: {
      what: 'Seen from {from}, another machine answers for {address}: {macs}.',
      why: 'A router answers in its place (proxy ARP), or two machines have this address.',
      remedy: 'Switch proxy ARP off for this network, or find the machine by its MAC address.',
    },
    zh: {
      what: '从 {from} 看，另一台机器以 {address} 应答：{macs}。',
      why: '可能有路由器代为应答（ARP 代理），或有两台机器使用该地址。',
      remedy: '请关闭该网络的 ARP 代理，或按 MAC 地址找到该机器。',
    },
  },
  'joinCheck.slowTrip': {
    status: 409,
    exit: 1,
    en: {
      what: 'A packet takes {milliseconds} ms from the host to the controller and back.',
      why: 'The hosts agree on every change; each waits for the others. On one site it is below a millisecond.',
      remedy: 'Look for a slow line, a busy switch, or a port at 100 Mb/s between the two.',
    },
    zh: {
      what: '物理主机与集群控制器之间的往返时间为 {milliseconds} 毫秒。',
      why: '每次更改都需要各主机达成一致，彼此等待；同一机房内通常不到一毫秒。',
      remedy: '请检查两者之间是否有慢速线路、繁忙的交换机或 100 Mb/s 的端口。',
    },
  },
  'joinCheck.packetsLost': {
    status: 409,
    exit: 1,
    en: {
      what: '{percent} % of the packets between host and controller are lost.',
      why: 'A cable, a plug or a port is bad, or the network is overloaded.',
      remedy: 'Look at the error counters of both switch ports, and change the cable.',
    },
    zh: {
      what: '物理主机与集群控制器之间的丢包率为 {percent} %。',
      why: '网线、接头或端口有问题，或网络过载。',
      remedy: '请查看两个交换机端口的错误计数，并更换网线。',
    },
  },
  'joinCheck.pathMtu': {
    status: 409,
    exit: 1,
    en: {
      what: 'From {from} to {to}, packets of {expected} bytes do not arrive; of {path} bytes they do.',
      why: 'A switch in between takes only smaller ones: small messages pass, large ones hang.',
      remedy: 'Set the MTU of the switch ports to {expected} or more, or that of the hosts to {path}.',
    },
    zh: {
      what: '从 {from} 到 {to}，{expected} 字节的数据包无法到达，{path} 字节可以。',
      why: '中间的交换机只转发较小的数据包：小消息能通过，大消息会卡住。',
      remedy: '请将交换机端口的 MTU 设为 {expected} 或更大，或将主机的 MTU 设为 {path}。',
    },
  },
  'joinCheck.mtuDiffers': {
    status: 409,
    exit: 1,
    en: {
      what: 'The host’s MTU is {host}, the controller’s {controller}.',
      why: 'They can talk, but large packets to the one with less are lost without a word.',
      remedy: 'Set the same MTU on all hosts of the cluster.',
    },
    zh: {
      what: '物理主机的 MTU 为 {host}，集群控制器为 {controller}。',
      why: '双方可以通信，但发往 MTU 较小一方的大数据包会被悄悄丢弃。',
      remedy: '请在集群的所有物理主机上设置相同的 MTU。',
    },
  },
} as const satisfies ErrorTable
