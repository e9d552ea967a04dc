import type { MessageTable } from '../types.ts'

/** Why a disk has its role. `area` is one of plan.area.*. */
const why = {
  'plan.area.system': { en: 'system', zh: '系统盘' },
  'plan.area.data': { en: 'data', zh: '数据盘' },
  'plan.area.cache': { en: 'cache', zh: '缓存盘' },
  'plan.why.chosen': { en: 'chosen for {area}', zh: '被选为{area}' },
  'plan.why.boot': { en: 'this machine was started from it', zh: '本机由它启动' },
  'plan.why.removable': { en: 'it can be taken out', zh: '可移动介质' },
  'plan.why.readOnly': { en: 'it cannot be written', zh: '只读，无法写入' },
  'plan.why.noSize': { en: 'it does not answer, or has no size', zh: '无响应，或容量为零' },
  'plan.why.remote': {
    en: 'it is reached over a network (iSCSI, Fibre Channel): only when named by serial or WWN',
    zh: '网络磁盘（iSCSI、光纤通道），仅在按序列号或 WWN 指定时使用',
  },
  'plan.why.card': {
    en: 'it is a card or eMMC: only when named by serial or WWN',
    zh: '存储卡或 eMMC，仅在按序列号或 WWN 指定时使用',
  },
  'plan.why.serial': {
    en: '{area}: serial number {is} is not {wanted}',
    zh: '{area}：序列号 {is} 不符合 {wanted}',
  },
  'plan.why.wwn': { en: '{area}: WWN {is} is not {wanted}', zh: '{area}：WWN {is} 不符合 {wanted}' },
  'plan.why.model': { en: '{area}: model {is} is not {wanted}', zh: '{area}：型号 {is} 不符合 {wanted}' },
  'plan.why.kind': { en: '{area}: it is {is}, not {wanted}', zh: '{area}：类型为 {is}，不是 {wanted}' },
  'plan.why.size': { en: '{area}: {is} is not {wanted}', zh: '{area}：容量 {is} 不符合 {wanted}' },
  'plan.why.unclear': {
    en: '{area}: the answer file does not say whether this one is meant',
    zh: '{area}：应答文件未指明是否使用本盘',
  },
  'plan.why.taken': { en: '{area}: another use has it', zh: '{area}：已作他用' },
} as const satisfies MessageTable

/** What the plan says of itself. `array` is one of plan.array.*. */
const notes = {
  'plan.array.system': { en: 'The mirror of the system', zh: '系统镜像阵列' },
  'plan.array.main': { en: 'The rest of the system disks', zh: '系统盘剩余空间' },
  'plan.array.data': { en: 'The data disks', zh: '数据盘' },
  'plan.array.cache': { en: 'The cache disks', zh: '缓存盘' },
  'plan.note.single': {
    en: '{array}: one disk ({disk}), no RAID. When it fails, this host and what only it holds are lost.',
    zh: '{array}：仅一块磁盘（{disk}），无 RAID。磁盘损坏后，本主机及只存于其上的数据将丢失。',
  },
  'plan.note.controller': {
    en: '{array}: {disk} is an array that a RAID controller presents. It is used as it is; its redundancy is the controller’s.',
    zh: '{array}：{disk} 是 RAID 卡提供的阵列，按原样使用，冗余由 RAID 卡负责。',
  },
  'plan.note.raid1': {
    en: '{array}: RAID 1 over {count} disks, each holds everything. {others} may fail.',
    zh: '{array}：{count} 块磁盘组成 RAID 1，每块均存有全部数据，可损坏 {others} 块。',
  },
  'plan.note.raid10': {
    en: '{array}: RAID 10 over {count} disks, half of the room. Any one may fail.',
    zh: '{array}：{count} 块磁盘组成 RAID 10，可用一半容量，可损坏任意一块。',
  },
  'plan.note.raid10odd': {
    en: '{array}: RAID 10 over {count} disks, an odd number: every block stands on two of them, half of the room. Any one may fail.',
    zh: '{array}：{count} 块磁盘（奇数）组成 RAID 10，每个数据块存于其中两块，可用一半容量，可损坏任意一块。',
  },
  'plan.note.raid5': {
    en: '{array}: RAID 5 over {count} disks. Any one may fail; virtual machines write slowly on it.',
    zh: '{array}：{count} 块磁盘组成 RAID 5，可损坏任意一块；虚拟机在其上写入较慢。',
  },
  'plan.note.raid6': {
    en: '{array}: RAID 6 over {count} disks. Any two may fail; virtual machines write slowly on it.',
    zh: '{array}：{count} 块磁盘组成 RAID 6，可损坏任意两块；虚拟机在其上写入较慢。',
  },
  'plan.note.mixed': {
    en: '{array}: disks of different kinds in one array ({disks}). It is as slow as the slowest.',
    zh: '{array}：同一阵列中磁盘类型不同（{disks}），速度取决于最慢的一块。',
  },
  'plan.note.unequal': {
    en: '{array}: disks of different sizes. Each gives what the smallest has ({smallest}); {wasted} stay unused.',
    zh: '{array}：磁盘容量不同，各盘均按最小的一块（{smallest}）使用，共 {wasted} 闲置。',
  },
  'plan.note.slowCache': {
    en: 'The cache is on disks that turn ({disks}); it makes nothing quicker.',
    zh: '缓存位于机械硬盘（{disks}），无法提速。',
  },
  'plan.note.free': {
    en: '{free} of the {size} of group {group} stay free for replicated storage; local storage can grow into them.',
    zh: '卷组 {group} 共 {size}，其中 {free} 留给虚拟存储，本地存储也可扩展到其中。',
  },
  'plan.note.freeBeside': {
    en: '{free} of the {size} of group {group} stay free: local storage is on the data disks.',
    zh: '卷组 {group} 共 {size}，其中 {free} 空闲：本地存储位于数据盘。',
  },
  'plan.note.nameless': {
    en: 'Disk {disk} has neither a WWN nor a serial number: only its size and contents tell it from others.',
    zh: '磁盘 {disk} 没有 WWN 和序列号，只能凭容量和内容区分。',
  },
  'plan.note.sameNames': {
    en: 'Disk {disk} is left alone and holds arrays or groups with the names of this installation ({names}). They do not get in its way, for it goes by UUID; but take the disk out if it is not needed.',
    zh: '磁盘 {disk} 不会改动，但其中有与本次安装同名的阵列或卷组（{names}）。安装按 UUID 识别，不受影响；若不需要该磁盘，建议拔出。',
  },
  'plan.note.torn': {
    en: 'Disk {disk} is left alone, but an array or volume group on it stands on {disks}, too: what is written there may make the data of {disk} unreadable.',
    zh: '磁盘 {disk} 不会改动，但其上的阵列或卷组同时位于 {disks}：写入后 {disk} 上的数据可能无法读取。',
  },
  'plan.note.firmwareRaid': {
    en: 'Array {array} ({disks}) was made by the RAID of the chipset. VMP makes its own and does not need it: switch it off in the firmware (SATA mode AHCI).',
    zh: '阵列 {array}（{disks}）由主板芯片组 RAID 创建。VMP 使用自己的阵列，不需要它：请在 BIOS 中将 SATA 模式改为 AHCI。',
  },
} as const satisfies MessageTable

/** What people read before anything is written. */
const view = {
  'plan.title': { en: 'Installation plan', zh: '安装计划' },
  'plan.counts': {
    en: 'Disks: {all}, of which {used} to be written, {kept} left alone',
    zh: '共 {all} 块磁盘：写入 {used} 块，不动 {kept} 块',
  },
  'plan.destroys': { en: 'DATA WILL BE DESTROYED on {disks}', zh: '以下磁盘上的数据将被销毁：{disks}' },
  'plan.destroysNothing': {
    en: 'No data is destroyed: the disks used are empty',
    zh: '不会销毁数据：所用磁盘均为空盘',
  },
  'plan.usesNothing': { en: 'No disk is written', zh: '不写入任何磁盘' },
  'plan.mark.wipe': { en: 'WIPE', zh: '清除' },
  'plan.mark.use': { en: 'USE', zh: '使用' },
  'plan.mark.keep': { en: 'KEEP', zh: '不动' },
  'plan.role.system': { en: 'system disk', zh: '系统盘' },
  'plan.role.data': { en: 'data disk', zh: '数据盘' },
  'plan.role.cache': { en: 'cache disk', zh: '缓存盘' },
  'plan.role.untouched': { en: 'left alone', zh: '不改动' },
  'plan.holds': { en: 'holds now', zh: '现有内容' },
  'plan.allowed': { en: 'allowed', zh: '许可' },
  'plan.because': { en: 'because', zh: '原因' },
  'plan.becomes': { en: 'becomes', zh: '写入后' },
  'plan.holds.nothing': { en: 'nothing', zh: '空盘' },
  'plan.holds.unknown': { en: 'could not be read: it may hold data', zh: '无法读取，可能有数据' },
  'plan.holds.installed': {
    en: 'VMP HOST {host}, of cluster {cluster}: perhaps the only copy of its virtual machines',
    zh: 'VMP 主机 {host}（集群 {cluster}），可能是其虚拟机的唯一副本',
  },
  'plan.holds.single': {
    en: 'VMP HOST {host}, of no cluster: perhaps the only copy of its virtual machines',
    zh: 'VMP 主机 {host}（未加入集群），可能是其虚拟机的唯一副本',
  },
  'plan.holds.unfinished': {
    en: 'an installation of VMP that was never finished ({host})',
    zh: '未完成的 VMP 安装（{host}）',
  },
  'plan.permission.empty': { en: 'it is empty', zh: '空盘' },
  'plan.permission.rule': { en: 'a wipe rule of the answer file names it', zh: '应答文件的 wipe 规则允许' },
  'plan.permission.resumed': { en: 'the unfinished installation is this machine’s own', zh: '未完成的安装属于本机' },
  'plan.permission.rearmed': {
    en: 'it is this machine’s own, and a person unlocked it',
    zh: '属于本机，且已由管理员解除锁定',
  },
  'plan.permission.code': { en: 'NOT YET: only by the code', zh: '尚未许可，须输入代码' },
  'plan.permission.typed': { en: 'by the code that was typed', zh: '已输入代码许可' },
  'plan.arrays': { en: 'Arrays', zh: '阵列' },
  'plan.volumes': { en: 'Volumes', zh: '卷' },
  'plan.level.none': { en: 'no RAID', zh: '无 RAID' },
  'plan.level.1': { en: 'RAID 1', zh: 'RAID 1' },
  'plan.level.5': { en: 'RAID 5', zh: 'RAID 5' },
  'plan.level.6': { en: 'RAID 6', zh: 'RAID 6' },
  'plan.level.10': { en: 'RAID 10', zh: 'RAID 10' },
  'plan.level.mirror': { en: 'RAID 1 of one disk', zh: '单盘 RAID 1' },
  'plan.free': { en: 'free', zh: '空闲' },
  'plan.notes': { en: 'Notes', zh: '说明' },
  'plan.problems': {
    en: 'Problems: nothing is installed before they are solved',
    zh: '问题：解决之前不会安装',
  },
  'plan.ready': { en: 'Nothing stands in the way of this plan', zh: '本安装计划可以执行' },
  'plan.code': {
    en: 'To allow what is marked so, type: {code}',
    zh: '确认销毁上述数据，请输入：{code}',
  },
} as const satisfies MessageTable

export const planMessages = { ...why, ...notes, ...view } as const satisfies MessageTable
