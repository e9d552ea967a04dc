import type { MessageTable } from '../types.ts'

/** The hooks, and what an installed host says of itself. */
export const hooksMessages = {
  'host.help.status': {
    en: 'how this host is: image, hooks, arrays, problems',
    zh: '本物理主机的状态：镜像、安装后钩子、阵列和问题',
  },
  'host.status.host': {
    en: 'Host {name}, image {image} in slot {slot}',
    zh: '物理主机 {name}，主机镜像 {image}，系统槽位 {slot}',
  },
  'host.status.verifying': { en: 'Being verified.', zh: '正在验证。' },
  'host.status.verified': {
    en: 'Verified: all hooks and checks passed.',
    zh: '已验证：所有安装后钩子和检查均已通过。',
  },
  'host.status.notVerified': { en: 'Not verified.', zh: '未通过验证。' },
  'host.status.addresses': { en: 'Addresses: {addresses}', zh: '地址：{addresses}' },
  'host.status.station': { en: 'Station: {url}, heard at {at}', zh: '部署站：{url}，最近一次成功报告：{at}' },
  'host.status.stationSilent': { en: 'Station: {url}, not reached yet', zh: '部署站：{url}，尚未连通' },
  'host.status.hook': { en: 'Hook', zh: '安装后钩子' },
  'host.status.outcome': { en: 'Result', zh: '结果' },
  'host.status.took': { en: 'Time', zh: '用时' },
  'host.status.array': { en: 'Array', zh: '阵列' },
  'host.status.state': { en: 'State', zh: '状态' },
  'host.outcome.held': { en: 'held already', zh: '原已符合' },
  'host.outcome.applied': { en: 'applied', zh: '已应用' },
  'host.outcome.failed': { en: 'failed', zh: '失败' },
  'host.outcome.skipped': { en: 'skipped', zh: '已跳过' },
  'host.array.optimal': { en: 'optimal', zh: '正常' },
  'host.array.degraded': { en: 'degraded', zh: '降级' },
  'host.array.rebuilding': { en: 'rebuilding', zh: '重建中' },
  'host.array.failed': { en: 'failed', zh: '失效' },
} as const satisfies MessageTable
