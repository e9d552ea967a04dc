import type { MessageTable } from '../../types.ts'

/** What the check of data on disks finds. */
export const dataOnDisksMessages = {
  'preflight.dataOnDisks.title': { en: 'Data on disks', zh: '磁盘上的数据' },
  'preflight.dataOnDisks.disksUnread.cause': {
    en: 'What the disks hold could not be read.',
    zh: '无法读取磁盘上的内容。',
  },
  'preflight.dataOnDisks.disksUnread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.dataOnDisks.foreignMarker.cause': {
    en: 'Disk {subject} (serial number {serial}, {size}) belongs to the VMP host {host} of the cluster {cluster}.',
    zh: '磁盘 {subject}（序列号 {serial}，{size}）属于 VMP 集群 {cluster} 的主机 {host}。',
  },
  'preflight.dataOnDisks.foreignMarker.remedy': {
    en: 'Do not install here before you know whose disk this is: it may hold the only copy of virtual machines. Put it back into its host, or have a person release it by name.',
    zh: '在查明该磁盘的归属之前请勿安装：它可能保存着虚拟机的唯一副本。请将其装回原主机，或由管理员指明并确认后再解除。',
  },
  'preflight.dataOnDisks.ownMarker.cause': {
    en: 'Disk {subject} (serial number {serial}, {size}) belongs to the VMP host {host} of this cluster ({cluster}).',
    zh: '磁盘 {subject}（序列号 {serial}，{size}）属于本集群（{cluster}）的 VMP 主机 {host}。',
  },
  'preflight.dataOnDisks.ownMarker.remedy': {
    en: 'An installation would destroy that host’s copy of its data. Only a person may release the disk.',
    zh: '安装会破坏该主机的数据副本。只能由管理员确认后解除。',
  },
  'preflight.dataOnDisks.unfinished.cause': {
    en: 'Disk {subject} (serial number {serial}, {size}) carries an installation of VMP that was never finished ({host}).',
    zh: '磁盘 {subject}（序列号 {serial}，{size}）上有未完成的 VMP 安装（{host}）。',
  },
  'preflight.dataOnDisks.unfinished.remedy': {
    en: 'Install again: the installation may go on on this machine. If the disk comes from another machine, find out which first.',
    zh: '请重新安装，本机可继续该安装。若磁盘来自其他裸机，请先查明来源。',
  },
  'preflight.dataOnDisks.content.cause': {
    en: 'Disk {subject} (serial number {serial}, {size}) is not blank; an installation on it would destroy what it holds.',
    zh: '磁盘 {subject}（序列号 {serial}，{size}）不是空盘，在其上安装会破坏已有数据。',
  },
  'preflight.dataOnDisks.content.remedy': {
    en: 'Make sure that nobody needs it, or save it. The installation plan shows once more which disks it will use.',
    zh: '请确认数据不再需要，或先备份。安装计划会再次列出将要使用的磁盘。',
  },
  'preflight.dataOnDisks.unread.cause': {
    en: 'What disk {subject} (serial number {serial}, {size}) holds could not be read.',
    zh: '无法读取磁盘 {subject}（序列号 {serial}，{size}）上的内容。',
  },
  'preflight.dataOnDisks.unread.remedy': {
    en: 'Take it for a disk that holds data. If it does not answer to reads, replace it.',
    zh: '请按有数据的磁盘对待。若磁盘读取无响应，请更换。',
  },
} as const satisfies MessageTable
