import type { MessageTable } from '../types.ts'

export const installMessages = {
  install: { en: 'Installation', zh: '安装' },
  'install.gate': { en: 'Checks and image', zh: '检查与镜像' },
  'install.plan': { en: 'Plan', zh: '安装计划' },
  'install.mark': { en: 'Marking the disks', zh: '标记磁盘' },
  'install.invalidate': { en: 'Taking away what could start', zh: '清除旧的引导内容' },
  'install.partition': { en: 'Partitions', zh: '分区' },
  'install.arrays': { en: 'Arrays', zh: '阵列' },
  'install.volumes': { en: 'Volumes', zh: '逻辑卷' },
  'install.fileSystems': { en: 'File systems', zh: '文件系统' },
  'install.image': { en: 'Copying the image', zh: '复制镜像' },
  'install.verify': { en: 'Reading the image back', zh: '回读校验镜像' },
  'install.document': { en: 'Host document', zh: '主机文档' },
  'install.targetHooks': { en: 'Hooks on the disk', zh: '磁盘上的安装后钩子' },
  'install.loader': { en: 'Boot loader', zh: '引导程序' },
  'install.finish': { en: 'Making the disks start', zh: '使磁盘可引导' },
  'install.cli.description': { en: 'install this machine, from its live system', zh: '在 Live 系统中安装本机' },
  'install.cli.answer': {
    en: 'answer file (default: the one on the medium)',
    zh: '应答文件（默认：介质上的应答文件）',
  },
  'install.cli.plan': { en: 'only show what would happen to each disk', zh: '只显示每块磁盘将如何处理' },
  'install.cli.code': {
    en: 'code of the plan, for disks that no rule allows to wipe',
    zh: '安装计划代码，用于规则不允许擦除的磁盘',
  },
  'install.cli.yes': { en: 'do not ask', zh: '不再询问' },
  'install.cli.until': { en: 'end after this step', zh: '执行完该步骤后结束' },
  'install.cli.anyway': { en: 'install although the checks say unfit', zh: '即使检查不合格也安装' },
  'install.cli.confirm': { en: 'Type {word} to write to the disks: ', zh: '请输入 {word} 以写入磁盘：' },
  'install.cli.done': {
    en: '{host} is written. Restart the machine to start it from its disks.',
    zh: '{host} 已写入。请重启机器，从磁盘启动。',
  },
  'install.cli.stopped': { en: 'Ended after the step “{step}”, as told.', zh: '已按要求在步骤“{step}”之后结束。' },
} as const satisfies MessageTable
