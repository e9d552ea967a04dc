import type { MessageTable } from '../../types.ts'

/** What the check of RAID finds. */
export const raidMessages = {
  'preflight.raid.title': { en: 'RAID', zh: 'RAID 阵列' },
  'preflight.raid.unread.cause': { en: 'The arrays could not be read.', zh: '无法读取 RAID 阵列信息。' },
  'preflight.raid.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.raid.failed.cause': {
    en: 'The array {array} has failed.',
    zh: '阵列 {array} 已失效。',
  },
  'preflight.raid.failed.remedy': {
    en: 'If its data is needed, change nothing and have it recovered. Otherwise replace the disks that failed and make the array anew in the controller’s setup.',
    zh: '若需要其中的数据，请勿做任何更改并安排恢复。否则请更换故障磁盘，并在 RAID 卡配置界面重新创建阵列。',
  },
  'preflight.raid.degraded.cause': {
    en: 'The array {array} is degraded: a disk is missing or has failed.',
    zh: '阵列 {array} 已降级：有磁盘缺失或故障。',
  },
  'preflight.raid.degraded.remedy': {
    en: 'Find the disk by its amber light or in the controller’s setup, compare its serial number with the label, replace it, and let the array rebuild. If it is the rest of an old software array that nobody needs, wipe its disks.',
    zh: '请通过硬盘橙色指示灯或 RAID 卡配置界面找出故障磁盘，核对标签上的序列号后更换，待阵列重建完成。若是无人需要的旧软件阵列残留，请清空其磁盘。',
  },
  'preflight.raid.rebuilding.cause': {
    en: 'The array {array} is rebuilding: until then it does not survive the loss of a disk.',
    zh: '阵列 {array} 正在重建，完成之前再坏一块磁盘就可能丢失数据。',
  },
  'preflight.raid.rebuilding.remedy': {
    en: 'Wait until the controller shows it as optimal, and check again.',
    zh: '请等待阵列恢复正常（Optimal）后重新检查。',
  },
  'preflight.raid.stateUnread.cause': {
    en: 'The state of the array {array} could not be read.',
    zh: '无法读取阵列 {array} 的状态。',
  },
  'preflight.raid.stateUnread.remedy': {
    en: 'Look in the controller’s setup or in the management controller’s web page that it is optimal.',
    zh: '请在 RAID 卡配置界面或管理控制器（BMC）网页中确认其状态正常（Optimal）。',
  },
  'preflight.raid.oneDisk.cause': {
    en: 'There is one disk only, {subject}: when it fails, the host and what it holds are lost.',
    zh: '只有一块磁盘 {subject}：一旦损坏，主机及其数据都会丢失。',
  },
  'preflight.raid.oneDisk.remedy': {
    en: 'Add a second disk of the same size: VMP mirrors the two, or make a RAID 1 in the controller’s setup.',
    zh: '请增加一块相同容量的磁盘，由 VMP 做镜像，或在 RAID 卡配置界面创建 RAID 1。',
  },
  'preflight.raid.noRedundancy.cause': {
    en: 'The only disk {subject} is an array without redundancy: when one of its disks fails, everything is lost.',
    zh: '唯一的磁盘 {subject} 是没有冗余的阵列：任意一块成员盘损坏都会丢失全部数据。',
  },
  'preflight.raid.noRedundancy.remedy': {
    en: 'Make a RAID 10 (from four disks on) or a RAID 1 instead in the controller’s setup (Ctrl+R, Ctrl+H or F8 while the server starts, or a page of the UEFI setup), or present the disks singly: VMP makes the array. This destroys what is on them.',
    zh: '请在 RAID 卡配置界面（开机时按 Ctrl+R、Ctrl+H 或 F8，或在 UEFI 设置中）改建为 RAID 10（四块盘起）或 RAID 1，或将磁盘逐块直通，由 VMP 创建阵列。此操作会清除磁盘上的数据。',
  },
  'preflight.raid.levelHidden.cause': {
    en: 'The RAID controller does not tell Linux which level {subject} has, nor whether it is whole.',
    zh: 'RAID 卡未向系统提供 {subject} 的阵列级别和状态。',
  },
  'preflight.raid.levelHidden.remedy': {
    en: 'Look in the controller’s setup that it is a RAID 10 or RAID 1, and that its state is optimal.',
    zh: '请在 RAID 卡配置界面确认其为 RAID 10 或 RAID 1，且状态正常（Optimal）。',
  },
  'preflight.raid.raid10.cause': {
    en: 'The array {subject} is {level}; its disks would make a RAID 10, which writes faster and rebuilds sooner.',
    zh: '阵列 {subject} 为 {level}；其磁盘数量可以组成 RAID 10，写入更快、重建更短。',
  },
  'preflight.raid.raid10.remedy': {
    en: 'For virtual machines RAID 10 is advised: make it in the controller’s setup (Ctrl+R, Ctrl+H or F8 while the server starts, or a page of the UEFI setup) before the installation. This destroys what is on the disks, and gives less space.',
    zh: '运行虚拟机建议使用 RAID 10：请在安装前于 RAID 卡配置界面（开机时按 Ctrl+R、Ctrl+H 或 F8，或在 UEFI 设置中）改建。此操作会清除磁盘数据，且可用容量会减少。',
  },
} as const satisfies MessageTable
