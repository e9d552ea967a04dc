import type { MessageTable } from '../../types.ts'

/** What the check of power-on after a power loss finds. */
export const powerRestoreMessages = {
  'preflight.powerRestore.title': { en: 'Power-on after power loss', zh: '来电自启' },
  'preflight.powerRestore.unread.cause': {
    en: 'The management controller could not be read.',
    zh: '无法读取管理控制器（BMC）。',
  },
  'preflight.powerRestore.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.powerRestore.fixed.cause': {
    en: 'Power-on after a power loss was set from {before} to {after}.',
    zh: '来电自启策略已由 {before} 改为 {after}。',
  },
  'preflight.powerRestore.fixed.remedy': { en: 'Nothing needs to be done.', zh: '无需处理。' },
  'preflight.powerRestore.off.cause': {
    en: 'The server stays off after a power loss.',
    zh: '断电恢复后服务器不会自动开机。',
  },
  'preflight.powerRestore.off.remedy': {
    en: 'Set AC Power Recovery (also: Restore on AC Power Loss, Power Restore Policy, Automatic Power-On) to Always On or Last State in the firmware setup, or in the management controller: ipmitool chassis policy always-on. --fix does the latter.',
    zh: '请在 BIOS 设置中将来电自启（AC Power Recovery，也称 Restore on AC Power Loss、Power Restore Policy、Automatic Power-On）设为 Always On 或 Last State；也可通过管理控制器（BMC）设置：ipmitool chassis policy always-on，或用 --fix 完成。',
  },
  'preflight.powerRestore.unknown.cause': {
    en: 'The management controller does not say whether the server starts again after a power loss.',
    zh: '管理控制器（BMC）未提供来电自启策略。',
  },
  'preflight.powerRestore.unknown.remedy': {
    en: 'Look for AC Power Recovery (Restore on AC Power Loss) in the firmware setup and set it to Always On.',
    zh: '请在 BIOS 设置中查找 AC Power Recovery（Restore on AC Power Loss）并设为 Always On。',
  },
  'preflight.powerRestore.noBmc.cause': {
    en: 'No management controller was found that could be asked: whether the machine starts again after a power loss must be seen by hand.',
    zh: '未发现可查询的管理控制器（BMC）：来电自启需手工确认。',
  },
  'preflight.powerRestore.noBmc.remedy': {
    en: 'Look in the firmware setup for Restore on AC Power Loss (After Power Failure) and set it to Power On.',
    zh: '请在 BIOS 设置中查找 Restore on AC Power Loss（After Power Failure）并设为 Power On。',
  },
} as const satisfies MessageTable
