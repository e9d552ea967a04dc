import type { MessageTable } from '../../types.ts'

/** What software can set right. */
export const preflightFixMessages = {
  'preflight.fix.clock': { en: 'Clocks, by the reference', zh: '按参考时间校正时钟' },
  'preflight.fix.powerRestore': { en: 'Power-on after power loss, in the BMC', zh: 'BMC 来电自动开机策略' },
  'preflight.fix.governor': { en: 'Frequency governor, until the next start', zh: '频率调节策略（重启前有效）' },
  'preflight.fix.bias': { en: 'Energy preference, until the next start', zh: '能耗偏好（重启前有效）' },
  'preflight.fix.idle': { en: 'Deep idle states, until the next start', zh: '深度空闲状态（重启前有效）' },
  'preflight.fix.lasting': {
    en: 'For good: kernel arguments and tuned profile of the installed system',
    zh: '长期有效：已安装系统的内核参数与 tuned 方案',
  },
} as const satisfies MessageTable
