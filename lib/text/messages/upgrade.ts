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
  'host.help.run': { en: "the host's own program; its unit starts it", zh: '主机自身的程序，由其服务单元启动' },
  'host.help.health': {
    en: 'say whether this host is what it should be',
    zh: '检查本机是否正常',
  },
  'host.option.wait': { en: 'until it is, for at most ten minutes', zh: '等待直到正常，最多十分钟' },
  'host.help.commit': {
    en: 'called when a trial is healthy: keep the slot that runs',
    zh: '试运行正常时调用：保留当前运行的系统槽位',
  },
  'host.healthy': { en: 'This host is healthy.', zh: '本机正常。' },
} as const satisfies MessageTable
