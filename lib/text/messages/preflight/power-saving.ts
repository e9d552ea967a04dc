import type { MessageTable } from '../../types.ts'

/** What the check of power saving finds. */
export const powerSavingMessages = {
  'preflight.powerSaving.title': { en: 'Power saving', zh: '节能设置' },
  'preflight.powerSaving.unread.cause': {
    en: 'The power saving settings could not be read.',
    zh: '无法读取节能设置。',
  },
  'preflight.powerSaving.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.powerSaving.fixed.cause': {
    en: 'Power saving was set from {before} to {after}.',
    zh: '节能设置已由 {before} 改为 {after}。',
  },
  'preflight.powerSaving.fixed.remedy': { en: 'Nothing needs to be done.', zh: '无需处理。' },
  'preflight.powerSaving.idleStates.cause': {
    en: 'Idle processors fall into deep sleep and take long to wake up: virtual machines stutter.',
    zh: '处理器空闲时会进入深度睡眠，唤醒较慢，导致虚拟机卡顿。',
  },
  'preflight.powerSaving.idleStates.remedy': {
    en: 'In the firmware setup choose the profile for maximum performance (System Profile, Power Profile, Operating Mode or Power Policy), or disable C-states one by one: C6 report, package C-state, C1E. Until the next start --fix does it by software.',
    zh: '请在 BIOS 设置中将电源方案（System Profile、Power Profile、Operating Mode 或 Power Policy）选为最高性能，或逐项关闭 C-State：C6 Report、Package C-State、C1E。也可用 --fix 由软件关闭，重启前有效。',
  },
  'preflight.powerSaving.governor.cause': {
    en: 'The processor frequency is governed to save power, not for performance.',
    zh: '处理器频率调节策略为节能，而非性能优先。',
  },
  'preflight.powerSaving.governor.remedy': {
    en: 'In the firmware setup choose the profile for maximum performance (System Profile, Power Profile, Operating Mode or Power Policy). Until the next start --fix sets the governor by software.',
    zh: '请在 BIOS 设置中将电源方案（System Profile、Power Profile、Operating Mode 或 Power Policy）选为最高性能。也可用 --fix 由软件设置，重启前有效。',
  },
  'preflight.powerSaving.bias.cause': {
    en: 'The processor is told to save energy rather than to perform.',
    zh: '处理器的能耗偏好不是性能优先。',
  },
  'preflight.powerSaving.bias.remedy': {
    en: 'Set the energy performance bias, or the power profile, to Performance in the firmware setup. Until the next start --fix sets it by software.',
    zh: '请在 BIOS 设置中将能耗偏好（Energy Performance Bias）或电源配置改为 Performance。也可用 --fix 由软件设置，重启前有效。',
  },
  'preflight.powerSaving.turboOff.cause': {
    en: 'Turbo is off: single virtual machines cannot use the processor’s full speed.',
    zh: '睿频（Turbo）未开启，单台虚拟机无法用到处理器的最高频率。',
  },
  'preflight.powerSaving.turboOff.remedy': {
    en: 'Enable Turbo Boost or Core Performance Boost in the firmware setup, unless it was switched off on purpose.',
    zh: '请在 BIOS 设置中启用 Turbo Boost 或 Core Performance Boost，除非是有意关闭。',
  },
} as const satisfies MessageTable
