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
  'host.help.enrol': {
    en: 'report to this station from now on; the station must have adopted the machine',
    zh: '从现在起向该部署站报告；部署站须已认领本机',
  },
  'host.option.station': { en: 'its address: https://ADDRESS:PORT', zh: '部署站地址：https://地址:端口' },
  'host.option.pin': {
    en: 'SHA-256 of its CA certificate, as the station says it',
    zh: '部署站 CA 证书的 SHA-256，由部署站给出',
  },
  'host.enrolled': { en: 'This host reports to {url}.', zh: '本机现在向 {url} 报告。' },
  'host.enrolledUnknown': {
    en: 'This host will report to {url}, which does not know it yet: start the machine live once, have it checked there, and adopt it (vmp machines adopt).',
    zh: '本机将向 {url} 报告，但该部署站尚不认识它：请启动一次临时系统，在该部署站完成预检并认领（vmp machines adopt）。',
  },
  upgrade: { en: 'Upgrade', zh: '升级' },
  'upgrade.check': { en: 'Image', zh: '检查镜像' },
  'upgrade.copy': { en: 'Copy', zh: '复制' },
  'upgrade.verify': { en: 'Read back', zh: '回读校验' },
  'upgrade.slot': { en: 'Slot', zh: '写入系统槽位' },
  'upgrade.description': {
    en: 'put a new image into the other slot and try it at the next start',
    zh: '把新镜像写入另一个系统槽位，下次启动时试运行',
  },
  'upgrade.help.image': {
    en: 'upgrade to an image: one that is named, or the one that the station serves now',
    zh: '升级到指定镜像，或部署站当前提供的镜像',
  },
  'upgrade.argument.image': {
    en: 'a folder, its address (http), or a tar file of one',
    zh: '镜像目录、其网址（http）或其 tar 文件',
  },
  'upgrade.help.status': {
    en: 'show both slots, and how the last trial ended',
    zh: '显示两个系统槽位及上次试运行的结果',
  },
  'upgrade.help.rollback': {
    en: 'go back to the image of the other slot, with the state as it is now',
    zh: '恢复到另一个系统槽位的镜像，保留当前状态',
  },
  'upgrade.option.station': {
    en: 'to the image that the station which installed this host serves now',
    zh: '升级到安装本机的部署站当前提供的镜像',
  },
  'upgrade.option.allowOlder': { en: 'also an image older than the one that runs', zh: '允许使用比当前更旧的镜像' },
  'upgrade.option.allowUnsigned': { en: 'also an image that nobody signed', zh: '允许使用未签名的镜像' },
  'upgrade.option.dryRun': { en: 'check only, write nothing', zh: '只检查，不写入' },
  'upgrade.option.reboot': { en: 'restart at once', zh: '立即重启' },
  'upgrade.offered': {
    en: 'offered: {image}, version {version}, packages of {date}, {size}',
    zh: '可用镜像：{image}，版本 {version}，软件包日期 {date}，{size}',
  },
  'upgrade.installed': {
    en: 'running: {image}, version {version}, packages of {date}',
    zh: '当前镜像：{image}，版本 {version}，软件包日期 {date}',
  },
  'upgrade.upToDate': {
    en: 'This host already runs the image that the station serves, {image}: nothing to do.',
    zh: '本机已在运行部署站提供的镜像 {image}，无需升级。',
  },
  'upgrade.would': { en: '{image} may be put into slot {slot}.', zh: '{image} 可以写入系统槽位 {slot}。' },
  'upgrade.ready': {
    en: '{image} is in slot {slot} and will be tried at the next start: reboot',
    zh: '{image} 已写入系统槽位 {slot}，下次启动时试运行：reboot',
  },
  'upgrade.status.slot': { en: 'slot {slot}: {image}', zh: '系统槽位 {slot}：{image}' },
  'upgrade.status.empty': { en: 'empty', zh: '空' },
  'upgrade.status.committed': { en: 'in use', zh: '正式使用' },
  'upgrade.status.running': { en: 'runs', zh: '正在运行' },
  'upgrade.status.wanted': { en: 'will be tried at the next start', zh: '下次启动时试运行' },
  'upgrade.status.trying': { en: 'being tried', zh: '试运行中' },
  'upgrade.status.failed': {
    en: 'The trial of {image} did not end well; the slot in use came back.',
    zh: '镜像 {image} 试运行未成功，已恢复到正式使用的系统槽位。',
  },
} as const satisfies MessageTable
