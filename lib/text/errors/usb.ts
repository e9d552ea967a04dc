import type { ErrorTable } from '../types.ts'

export const usbErrors = {
  'usb.notThere': {
    status: 404,
    exit: 2,
    en: { what: 'There is no disk {device}.', why: 'The kernel knows none of that name.', remedy: 'See: vmp usb list' },
    zh: { what: '没有磁盘 {device}。', why: '内核中没有这个名称的磁盘。', remedy: '请查看：vmp usb list' },
  },
  'usb.notWhole': {
    status: 422,
    exit: 2,
    en: {
      what: '{device} is a part of {disk}.',
      why: 'A medium takes the whole disk, or nothing starts from it.',
      remedy: 'Name the disk: --device {disk}',
    },
    zh: {
      what: '{device} 是 {disk} 的一部分。',
      why: '启动介质必须占用整个磁盘，否则无法启动。',
      remedy: '请指定整个磁盘：--device {disk}',
    },
  },
  'usb.notRemovable': {
    status: 422,
    exit: 2,
    en: {
      what: '{device} is not a USB disk that can be taken out.',
      why: 'Other disks are never written by this command.',
      remedy: 'See which there are: vmp usb list',
    },
    zh: {
      what: '{device} 不是可移除的 USB 磁盘。',
      why: '本命令绝不写入其他磁盘。',
      remedy: '查看可用的磁盘：vmp usb list',
    },
  },
  'usb.mounted': {
    status: 409,
    exit: 1,
    en: {
      what: '{device} is in use: {places}.',
      why: 'It is mounted, and somebody may be working with it.',
      remedy: 'Unmount it (umount), then try again.',
    },
    zh: {
      what: '{device} 正在使用：{places}。',
      why: '它已挂载，可能有人正在使用。',
      remedy: '请先卸载（umount）再重试。',
    },
  },
  'usb.inUse': {
    status: 409,
    exit: 1,
    en: {
      what: '{device} is in use: {user} stands on it.',
      why: 'It is part of an array, a volume group or an encrypted volume that runs.',
      remedy: 'If it is the right disk, stop that first; then try again.',
    },
    zh: {
      what: '{device} 正在使用：其上有 {user}。',
      why: '它属于正在运行的阵列、卷组或加密卷。',
      remedy: '如确认无误，请先停用后重试。',
    },
  },
  'usb.busy': {
    status: 409,
    exit: 1,
    en: {
      what: '{device} is in use.',
      why: 'The kernel or another program holds it.',
      remedy: 'Unmount it and end what uses it, then try again.',
    },
    zh: { what: '{device} 正在使用。', why: '内核或其他程序占用了它。', remedy: '请卸载它并结束占用程序后重试。' },
  },
  'usb.readOnly': {
    status: 422,
    exit: 1,
    en: {
      what: '{device} cannot be written.',
      why: 'It says that it is read-only.',
      remedy: 'Move its lock to the other side, or take another stick.',
    },
    zh: { what: '{device} 不可写。', why: '它报告自己是只读的。', remedy: '请拨动写保护开关，或换一个 U 盘。' },
  },
  'usb.sectors': {
    status: 422,
    exit: 1,
    en: {
      what: '{device} has sectors of {sector} bytes.',
      why: 'Firmware finds nothing on it: a bootable medium counts sectors of 512 bytes.',
      remedy: 'Take another stick.',
    },
    zh: {
      what: '{device} 的扇区为 {sector} 字节。',
      why: '启动介质按 512 字节扇区排布，固件无法从中启动。',
      remedy: '请换一个 U 盘。',
    },
  },
  'usb.serialDiffers': {
    status: 422,
    exit: 2,
    en: {
      what: '"{given}" is not what {device} is called: {expected}. Nothing was written.',
      why: 'What is typed must be exactly what the list shows, so that no other disk is taken by mistake.',
      remedy: 'See: vmp usb list',
    },
    zh: {
      what: '“{given}”与 {device} 的序列号 {expected} 不符，未写入任何内容。',
      why: '必须与列表所示完全一致，以免误写其他磁盘。',
      remedy: '请查看：vmp usb list',
    },
  },
  'usb.needsSerial': {
    status: 400,
    exit: 2,
    en: {
      what: 'Without a terminal nobody can confirm that {device} is to be overwritten.',
      why: 'Its serial number has to be said.',
      remedy: 'Give it: --serial {expected}',
    },
    zh: {
      what: '没有终端，无法确认是否覆盖 {device}。',
      why: '必须提供它的序列号。',
      remedy: '请加上：--serial {expected}',
    },
  },
  'usb.isoIsMade': {
    status: 400,
    exit: 2,
    en: {
      what: '{option} says what an ISO is to carry, but {iso} is there already.',
      why: 'What it carries was decided when it was built.',
      remedy: 'Leave out {iso}, and one is built that way; or leave out {option}.',
    },
    zh: {
      what: '{option} 用于构建 ISO，而 {iso} 已经存在。',
      why: 'ISO 的内容在构建时就已确定。',
      remedy: '请去掉 {iso}（将按此选项构建一个），或去掉 {option}。',
    },
  },
  'usb.notBootable': {
    status: 422,
    exit: 2,
    en: {
      what: '{file} is no ISO that starts from a stick.',
      why: 'It has no ISO 9660 file system with boot code and a partition table at its beginning.',
      remedy: 'Make one: vmp iso build',
    },
    zh: {
      what: '{file} 不是可从 U 盘启动的 ISO。',
      why: '其开头没有带引导代码和分区表的 ISO 9660 文件系统。',
      remedy: '请制作一个：vmp iso build',
    },
  },
  'usb.tooSmall': {
    status: 422,
    exit: 1,
    en: {
      what: '{device} is too small: {have}.',
      why: 'The ISO has {need}.',
      remedy: 'Take a larger stick.',
    },
    zh: { what: '{device} 容量太小：{have}。', why: 'ISO 为 {need}。', remedy: '请换容量更大的 U 盘。' },
  },
  'usb.noRoomForReports': {
    status: 422,
    exit: 1,
    en: {
      what: '{device} has no room for a partition for reports.',
      why: 'It needs 64 MiB behind the ISO.',
      remedy: 'Take a larger stick, or leave out --reports.',
    },
    zh: {
      what: '{device} 没有空间容纳报告分区。',
      why: 'ISO 之后还需要 64 MiB。',
      remedy: '请换容量更大的 U 盘，或去掉 --reports。',
    },
  },
  'usb.gone': {
    status: 500,
    exit: 1,
    en: {
      what: '{device} is no longer there.',
      why: 'It was pulled out, or it lost its connection.',
      remedy:
        'Plug it in again, into another port if it happens again, and write it anew: what is on it now is not whole.',
    },
    zh: {
      what: '{device} 已断开。',
      why: 'U 盘被拔出，或连接中断。',
      remedy: '请重新插入（再次发生时换一个接口）并重新写入：现在的内容不完整。',
    },
  },
  'usb.failed': {
    status: 500,
    exit: 1,
    en: {
      what: '{device} does not do what it should.',
      why: '{problem}',
      remedy: 'Try another port, then another stick.',
    },
    zh: { what: '{device} 读写失败。', why: '{problem}', remedy: '请换一个接口；仍失败请换一个 U 盘。' },
  },
  'usb.differs': {
    status: 500,
    exit: 1,
    en: {
      what: '{device} did not keep what was written to it (at byte {offset}).',
      why: 'It is worn out, or says that it is larger than it is.',
      remedy: 'Do not use this stick any more; take another.',
    },
    zh: {
      what: '{device} 读回的内容与写入的不同（位于第 {offset} 字节）。',
      why: '它已损坏，或是虚标容量。',
      remedy: '请不要再用这个 U 盘，换一个。',
    },
  },
} as const satisfies ErrorTable
