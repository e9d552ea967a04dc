import type { ErrorTable } from '../types.ts'

/** What becomes of a firmware's boot order; warnings of the hook `boot`. */
export const bootOrderErrors = {
  'hook.boot.bios': {
    status: 409,
    exit: 1,
    en: {
      what: 'The boot order was not changed: this machine starts by BIOS.',
      why: 'Only UEFI has a boot order that a running system can change.',
      remedy: 'Put the disks first in the setup of the BIOS, or take "after.bootOrder: keep" in the answer file.',
    },
    zh: {
      what: '启动顺序未更改：本机以 BIOS 方式启动。',
      why: '只有 UEFI 的启动顺序可由运行中的系统更改。',
      remedy: '请在 BIOS 设置中将磁盘排在首位，或在应答文件中使用“after.bootOrder: keep”。',
    },
  },
  'hook.boot.noEntry': {
    status: 409,
    exit: 1,
    en: {
      what: 'The boot order was not changed: the firmware has no entry for what shall come first.',
      why: 'It makes entries for the network itself, where network boot is enabled for the management port.',
      remedy: 'Enable network boot (PXE) for that port in the setup of the firmware, or take "after.bootOrder: disk".',
    },
    zh: {
      what: '启动顺序未更改：固件中没有应排在首位的启动项。',
      why: '网络启动项由固件生成，前提是管理网口已启用网络启动。',
      remedy: '请在固件设置中为该网口启用网络启动（PXE），或使用“after.bootOrder: disk”。',
    },
  },
  'hook.boot.notKept': {
    status: 500,
    exit: 1,
    en: {
      what: 'The firmware does not keep the boot order "{wanted}".',
      why: 'Its memory for settings is full or locked, or it puts its own order back.',
      remedy: 'Set the order in the setup of the firmware. The output of the hook "boot" says what it answered.',
    },
    zh: {
      what: '固件没有保存启动顺序“{wanted}”。',
      why: '固件的设置存储区已满或被锁定，或者固件恢复了自己的顺序。',
      remedy: '请在固件设置中更改启动顺序。安装后钩子“boot”的输出中有固件的答复。',
    },
  },
} as const satisfies ErrorTable
