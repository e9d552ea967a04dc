import type { MessageTable } from '../types.ts'

/** What is wrong with network settings, as part of `hostNetwork.nonsense`. */
export const hostNetworkMessages = {
  'hostNetwork.problem.schema': {
    en: 'a part is missing, or is of another kind.',
    zh: '缺少部分内容，或内容的类型不对。',
  },
  'hostNetwork.problem.noAddress': {
    en: 'the management network would have no address.',
    zh: '管理网络将没有地址。',
  },
  'hostNetwork.problem.ports': {
    en: 'without a bond it is one port, and none twice:',
    zh: '未绑定时只能使用一个网口，且网口不能重复：',
  },
  'hostNetwork.problem.bond': { en: 'there is no such kind of bond:', zh: '没有这种绑定模式：' },
  'hostNetwork.problem.vlan': { en: 'a VLAN is a number from 1 to 4094, not', zh: 'VLAN 的范围为 1 至 4094，不能是 ' },
  'hostNetwork.problem.mtu': {
    en: 'an MTU is a number from 576 to 9216, not',
    zh: 'MTU 的范围为 576 至 9216，不能是 ',
  },
  'hostNetwork.problem.address': {
    en: 'this is no address of a host:',
    zh: '以下地址不能作为主机地址：',
  },
  'hostNetwork.problem.prefix': {
    en: 'the prefix of a network is from 8 to 30:',
    zh: '子网前缀长度的范围为 8 至 30：',
  },
  'hostNetwork.problem.gateway': {
    en: 'the gateway is another address of the same network, not',
    zh: '网关必须是同一网段内的另一个地址，不能是 ',
  },
  'hostNetwork.problem.dns': { en: 'this is no address of a name server:', zh: '以下地址不能作为 DNS 服务器：' },
  'hostNetwork.problem.overlap': {
    en: 'management and storage network overlap:',
    zh: '管理网络与存储网络的网段重叠：',
  },
  'hostNetwork.clusterIp': { en: 'the cluster, as its cluster IP', zh: '集群（集群IP）' },
  'hostNetwork.probeIp': { en: 'the cluster, as its probe IP', zh: '集群（网络连通性探测IP）' },
} as const satisfies MessageTable
