import type { MessageTable } from '../types.ts'

export const upgradeMessages = {
  'host.description': { en: 'an installed host: its own program', zh: '已安装的物理主机：其自身的程序' },
  'host.help.prepare': {
    en: 'called by the initrd: write /etc from the host document before anything runs',
    zh: '由 initrd 调用：在任何程序运行之前，根据主机文档生成 /etc',
  },
  'host.help.repairLoader': {
    en: 'called by the initrd: bring the boot loader of every disk up to date',
    zh: '由 initrd 调用：更新每块磁盘上的引导程序',
  },
} as const satisfies MessageTable
