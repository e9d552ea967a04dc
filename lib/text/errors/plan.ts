import type { ErrorTable } from '../types.ts'

/** What stops an installation plan. */
export const planErrors = {
  'plan.disksUnread': {
    status: 409,
    exit: 1,
    en: {
      what: 'The disks of this machine could not be read.',
      why: 'The list of disks is not complete, so a plan could leave out one that is meant.',
      remedy: 'Look at what the report lists as not read, and check again.',
    },
    zh: {
      what: '无法读取本机的磁盘。',
      why: '磁盘列表不完整，安装计划可能遗漏磁盘。',
      remedy: '请查看报告中“未能读取”的项目，处理后重新检查。',
    },
  },
  'plan.diskSilent': {
    status: 409,
    exit: 1,
    en: {
      what: 'Disk {disk} does not answer.',
      why: 'It may be one of those that the answer file means; without it an array would be smaller than meant.',
      remedy: 'Replace or remove it and check again, or name the disks to use by serial number or with an exact count.',
    },
    zh: {
      what: '磁盘 {disk} 无响应。',
      why: '它可能是应答文件所指的磁盘，缺少它阵列会小于预期。',
      remedy: '请更换或拔出后重新检查，或在应答文件中按序列号或准确数量（count）指定磁盘。',
    },
  },
  'plan.noDisk': {
    status: 422,
    exit: 2,
    en: {
      what: 'No disk of this machine fits {area} ({wanted}).',
      why: 'The machine has: {disks}. The plan says of each why it does not fit.',
      remedy: 'Correct {area} in the answer file, or put in the disk that is meant.',
    },
    zh: {
      what: '本机没有符合 {area}（{wanted}）的磁盘。',
      why: '本机磁盘：{disks}。安装计划中列有每块磁盘不符合的原因。',
      remedy: '请修改应答文件中的 {area}，或装入所指的磁盘。',
    },
  },
  'plan.noUsableDisk': {
    status: 422,
    exit: 2,
    en: {
      what: 'There is no disk for {area}.',
      why: 'What stays in the machine, can be written and is not used otherwise is taken; the machine has: {disks}. The plan says of each why it is left alone.',
      remedy: 'Put in a disk; or name one that is reached over a network, or a card, by serial number or WWN.',
    },
    zh: {
      what: '没有可用于 {area} 的磁盘。',
      why: '可用的是固定安装、可写入且未作他用的磁盘；本机磁盘：{disks}。安装计划中列有每块磁盘不使用的原因。',
      remedy: '请装入磁盘；若要使用网络磁盘或存储卡，请按序列号或 WWN 指定。',
    },
  },
  'plan.noModel': {
    status: 422,
    exit: 2,
    en: {
      what: 'No disk of this machine is of the model that {area} asks for ({wanted}).',
      why: 'The machine has: {disks}.',
      remedy: 'Correct {area} in the answer file (nearest model: {nearest}), or put in the disk that is meant.',
    },
    zh: {
      what: '本机没有 {area} 要求型号的磁盘（{wanted}）。',
      why: '本机磁盘：{disks}。',
      remedy: '请修改应答文件中的 {area}（最接近的型号：{nearest}），或装入所指的磁盘。',
    },
  },
  'plan.diskMissing': {
    status: 422,
    exit: 2,
    en: {
      what: 'The disk {name}, which {area} names, is not in this machine.',
      why: 'Wanted is {wanted}; the machine has: {disks}.',
      remedy: 'Correct {area} in the answer file (nearest: {nearest}), or put the disk in.',
    },
    zh: {
      what: '本机没有 {area} 指定的磁盘 {name}。',
      why: '要求为 {wanted}；本机磁盘：{disks}。',
      remedy: '请修改应答文件中的 {area}（最接近：{nearest}），或装入该磁盘。',
    },
  },
  'plan.diskCount': {
    status: 422,
    exit: 2,
    en: {
      what: '{matched} disks fit {area}, and it asks for {count}.',
      why: 'Wanted is {wanted}. These fit: {matching}. The machine has: {disks}.',
      remedy: 'Make {area} say more exactly which disks are meant, correct count, or check cables and slots.',
    },
    zh: {
      what: '符合 {area} 的磁盘有 {matched} 块，要求 {count} 块。',
      why: '要求为 {wanted}。符合的有：{matching}。本机磁盘：{disks}。',
      remedy: '请在 {area} 中更准确地指定磁盘，或修改 count，或检查线缆与槽位。',
    },
  },
  'plan.diskUnclear': {
    status: 422,
    exit: 2,
    en: {
      what: 'It is not plain which disks {area} means.',
      why: 'The answer file does not say, and the disks differ in kind or size: {disks}.',
      remedy: 'Say in {area} which are meant, for example by kind, size or serial.',
    },
    zh: {
      what: '无法确定 {area} 指哪些磁盘。',
      why: '应答文件未指明，而磁盘的类型或容量不同：{disks}。',
      remedy: '请在 {area} 中指明，例如按 kind、size 或 serial。',
    },
  },
  'plan.diskClaimedTwice': {
    status: 422,
    exit: 2,
    en: {
      what: '{first} and {second} both fit the same disks: {disks}.',
      why: 'A disk has one use.',
      remedy: 'Make one of the two say more exactly which disks are meant.',
    },
    zh: {
      what: '{first} 与 {second} 同时选中了磁盘：{disks}。',
      why: '一块磁盘只能有一种用途。',
      remedy: '请将其中一项限定得更准确。',
    },
  },
  'plan.diskTwins': {
    status: 409,
    exit: 1,
    en: {
      what: 'These disks cannot be told apart: {disks}.',
      why: 'They show the same name ({shared}): it is one disk reached in two ways (multipath), or two with copied names.',
      remedy: 'Leave one way to the disk (one cable or path), or do not use it.',
    },
    zh: {
      what: '无法区分这些磁盘：{disks}。',
      why: '它们的标识相同（{shared}）：可能是同一磁盘的两条路径（多路径），或标识重复。',
      remedy: '请只保留一条路径（拔掉一根线缆），或不要使用该磁盘。',
    },
  },
  'plan.overController': {
    status: 422,
    exit: 2,
    en: {
      what: '{area} means several arrays of a RAID controller, or such an array among plain disks: {disks}.',
      why: 'An array of a controller is used as it is, one for each area; no software RAID is made over it.',
      remedy:
        'Have the controller make one array of these disks, or pass them through one by one (HBA, JBOD), or choose one.',
    },
    zh: {
      what: '{area} 选中了 RAID 卡的多个阵列，或阵列与普通磁盘混用：{disks}。',
      why: 'RAID 卡的阵列按原样使用，每种用途一个，其上不再创建软件 RAID。',
      remedy: '请在 RAID 卡配置界面合并为一个阵列，或将磁盘逐块直通（HBA、JBOD），或只选择其中一个。',
    },
  },
  'plan.noneOfMany': {
    status: 422,
    exit: 2,
    en: {
      what: '{area} means {count} disks ({disks}), and its RAID is none.',
      why: 'Without RAID an area stands on one disk; over several, the first that fails would take all.',
      remedy: 'Choose one disk, or a RAID level (auto).',
    },
    zh: {
      what: '{area} 选中了 {count} 块磁盘（{disks}），而 RAID 为 none。',
      why: '不使用 RAID 时只能用一块磁盘；跨多块时任意一块损坏都会丢失全部数据。',
      remedy: '请只选择一块磁盘，或选择 RAID 级别（auto）。',
    },
  },
  'plan.tooFewForLevel': {
    status: 422,
    exit: 2,
    en: {
      what: 'RAID {level} needs {needed} disks; {area} has {count} ({disks}).',
      why: 'The answer file asks for this level.',
      remedy: 'Add disks, or choose another level (auto).',
    },
    zh: {
      what: 'RAID {level} 需要 {needed} 块磁盘，{area} 只有 {count} 块（{disks}）。',
      why: '应答文件要求该级别。',
      remedy: '请增加磁盘，或选择其他级别（auto）。',
    },
  },
  'plan.diskTooSmall': {
    status: 422,
    exit: 2,
    en: {
      what: 'Disk {disk} (serial number {serial}) is too small for {area}: {size}, and {needed} are needed.',
      why: 'Boot loader, two images, state and local storage do not fit.',
      remedy: 'Use a larger disk, or leave this one out in the answer file.',
    },
    zh: {
      what: '磁盘 {disk}（序列号 {serial}）对 {area} 来说太小：{size}，至少需要 {needed}。',
      why: '放不下引导程序、两份主机镜像、状态数据和本地存储。',
      remedy: '请使用更大的磁盘，或在应答文件中排除该磁盘。',
    },
  },
  'plan.noRoom': {
    status: 422,
    exit: 2,
    en: {
      what: 'The volumes ({volumes}) need {needed}, and group {group} has {room}.',
      why: 'disks.sizes in the answer file asks for more than the disks give.',
      remedy: 'Ask for less in disks.sizes (null: chosen by the size of the disks), or use larger disks.',
    },
    zh: {
      what: '各卷（{volumes}）共需 {needed}，卷组 {group} 只有 {room}。',
      why: '应答文件中 disks.sizes 要求的容量超过磁盘可用容量。',
      remedy: '请减小 disks.sizes（null 表示按磁盘容量自动选择），或使用更大的磁盘。',
    },
  },
  'plan.needsCode': {
    status: 409,
    exit: 1,
    en: {
      what: 'These disks may not be wiped yet: {disks}.',
      why: 'They hold data that no wipe rule of the answer file names, belong to a VMP host, share an array or volume group with a disk that is left alone, or could not be read.',
      remedy:
        'Look at the plan. If all of it may be destroyed, type the code {code}; else choose other disks or take these out.',
    },
    zh: {
      what: '这些磁盘尚不允许清除：{disks}。',
      why: '其中有应答文件的 wipe 规则未涵盖的数据，或属于 VMP 主机，或与不改动的磁盘同属一个阵列或卷组，或无法读取。',
      remedy: '请查看安装计划。若确认其中数据全部可以销毁，请输入代码 {code}；否则请选择其他磁盘，或拔出这些磁盘。',
    },
  },
  'plan.wrongCode': {
    status: 409,
    exit: 2,
    en: {
      what: '{typed} is not the code of this plan.',
      why: 'It was mistyped, or what the disks hold has changed since it was shown.',
      remedy: 'Look at the plan again and type the code that it shows now.',
    },
    zh: {
      what: '{typed} 不是本安装计划的代码。',
      why: '输入有误，或代码显示之后磁盘内容已发生变化。',
      remedy: '请重新查看安装计划，并输入当前显示的代码。',
    },
  },
} as const satisfies ErrorTable
