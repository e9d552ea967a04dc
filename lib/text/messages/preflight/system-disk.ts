import type { MessageTable } from '../../types.ts'

/** What the check of the system disk and of disks’ health finds. */
export const systemDiskMessages = {
  'preflight.systemDisk.title': { en: 'System disk and disk health', zh: '系统盘与磁盘健康' },
  'preflight.systemDisk.unread.cause': { en: 'The disks could not be read.', zh: '无法读取磁盘信息。' },
  'preflight.systemDisk.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.systemDisk.none.cause': {
    en: 'No fixed disk is large enough for the system.',
    zh: '没有容量足够安装系统的固定磁盘。',
  },
  'preflight.systemDisk.none.remedy': {
    en: 'Install a disk of that size. If the server has a RAID controller, make an array in its setup (Ctrl+R, Ctrl+H or F8 while the server starts, or a page of the UEFI setup), or set its disks to JBOD (HBA mode); check that storage controllers are enabled in the firmware setup.',
    zh: '请安装达到该容量的磁盘。若服务器有 RAID 卡，请在其配置界面（开机时按 Ctrl+R、Ctrl+H 或 F8，或在 UEFI 设置中）创建阵列，或将磁盘设为直通（JBOD/HBA 模式）；并确认 BIOS 设置中启用了存储控制器。',
  },
  'preflight.systemDisk.failing.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) says that it is failing.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）自检报告即将损坏。',
  },
  'preflight.systemDisk.failing.remedy': {
    en: 'Save what is on it and replace it before the installation. Compare the serial number with the label before you pull a disk.',
    zh: '请先备份其中的数据，并在安装前更换该磁盘。拔盘前请核对标签上的序列号。',
  },
  'preflight.systemDisk.attributes.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) warns of its state.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）报告了健康告警。',
  },
  'preflight.systemDisk.attributes.remedy': {
    en: 'Look at its values with smartctl --all; replace it when they get worse.',
    zh: '请用 smartctl --all 查看各项数值；若继续恶化请更换。',
  },
  'preflight.systemDisk.reallocated.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) has replaced bad sectors.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）已有坏扇区被重映射。',
  },
  'preflight.systemDisk.reallocated.remedy': {
    en: 'Check again after a read scan (vmp preflight run --deep disks); if the number grows, replace the disk.',
    zh: '请做一次读取扫描后再检查（vmp preflight run --deep disks）；若数量增加，请更换磁盘。',
  },
  'preflight.systemDisk.pending.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) has sectors that it cannot read.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）有待处理的坏扇区。',
  },
  'preflight.systemDisk.pending.remedy': {
    en: 'Replace the disk before the installation. Compare the serial number with the label before you pull a disk.',
    zh: '请在安装前更换该磁盘。拔盘前请核对标签上的序列号。',
  },
  'preflight.systemDisk.mediaErrors.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) has lost data: errors that it could not correct.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）出现过无法纠正的介质错误。',
  },
  'preflight.systemDisk.mediaErrors.remedy': {
    en: 'Replace the disk before the installation. Compare the serial number with the label before you pull a disk.',
    zh: '请在安装前更换该磁盘。拔盘前请核对标签上的序列号。',
  },
  'preflight.systemDisk.worn.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) has used up most of its life.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）的写入寿命已消耗大半。',
  },
  'preflight.systemDisk.worn.remedy': {
    en: 'Plan its replacement; do not use it as cache.',
    zh: '请安排更换，且不要将其用作缓存盘。',
  },
  'preflight.systemDisk.spareLow.cause': {
    en: 'Disk {subject} ({model}, serial number {serial}) has few spare blocks left.',
    zh: '磁盘 {subject}（{model}，序列号 {serial}）剩余的备用块很少。',
  },
  'preflight.systemDisk.spareLow.remedy': {
    en: 'Plan its replacement; do not use it as cache.',
    zh: '请安排更换，且不要将其用作缓存盘。',
  },
  'preflight.systemDisk.healthUnread.cause': {
    en: 'The health of these disks could not be read: {disks}.',
    zh: '无法读取以下磁盘的健康状态：{disks}。',
  },
  'preflight.systemDisk.healthUnread.remedy': {
    en: 'See the reason in what the report lists as not read, and try smartctl --all on each; a disk that does not answer should be replaced.',
    zh: '请查看报告中“未能读取”的原因，并对每块磁盘执行 smartctl --all；没有响应的磁盘应更换。',
  },
  'preflight.systemDisk.healthHidden.cause': {
    en: 'A RAID controller hides the health of the disks behind: {disks}.',
    zh: 'RAID 卡隐藏了以下卷背后磁盘的健康状态：{disks}。',
  },
  'preflight.systemDisk.healthHidden.remedy': {
    en: 'Look at the disks in the controller’s setup or in the management controller’s web page.',
    zh: '请在 RAID 卡配置界面或管理控制器（BMC）网页中查看磁盘状态。',
  },
  'preflight.systemDisk.noCache.cause': {
    en: 'All disks are hard disks: there is no SSD for a cache.',
    zh: '所有磁盘均为机械硬盘，没有可作缓存的固态硬盘。',
  },
  'preflight.systemDisk.noCache.remedy': {
    en: 'An SSD as cache makes virtual machines answer much faster; add one if a slot is free.',
    zh: '用固态硬盘作缓存可显著提升虚拟机响应速度；如有空余盘位，建议加装。',
  },
} as const satisfies MessageTable
