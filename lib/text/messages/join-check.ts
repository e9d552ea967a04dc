import type { MessageTable } from '../types.ts'

/** What is measured before a host joins. */
export const joinCheckMessages = {
  'joinCheck.what.rivals': { en: 'whether another machine uses its address', zh: '是否有其他机器使用其地址' },
  'joinCheck.what.clusterIp': { en: 'whether the cluster IP is in use', zh: '集群IP 是否已被占用' },
  'joinCheck.what.layer2': { en: 'whether both are on one network segment', zh: '双方是否在同一网段' },
  'joinCheck.what.trip': { en: 'how long packets take', zh: '数据包的往返时间' },
  'joinCheck.what.mtu': { en: 'how large a packet arrives', zh: '可到达的最大数据包' },
  'joinCheck.what.clock': { en: 'how far the clocks differ', zh: '时钟的差异' },
  'joinCheck.what.disk': { en: 'how fast the disk is', zh: '磁盘的速度' },
} as const satisfies MessageTable
