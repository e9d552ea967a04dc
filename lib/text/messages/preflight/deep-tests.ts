import type { MessageTable } from '../../types.ts'

/** What the check of deep tests finds. */
export const deepTestsMessages = {
  'preflight.deepTests.title': { en: 'Deep tests', zh: '深度测试' },
  'preflight.deepTests.memory.cause': {
    en: 'The memory did not give back what was written, or the controller had to correct it.',
    zh: '内存未能原样返回写入的数据，或读写时出现需要纠正的错误。',
  },
  'preflight.deepTests.memory.remedy': {
    en: 'Find the module: look in the event log, else test with half of the modules at a time (memtest86+ is in the boot menu); reseat or replace it.',
    zh: '请找出故障内存条：先查看事件日志，否则每次只装一半内存条进行测试（启动菜单中有 memtest86+）；重新插拔或更换。',
  },
  'preflight.deepTests.disks.cause': {
    en: 'The disk {subject} has places that cannot be read.',
    zh: '磁盘 {subject} 存在无法读取的区域。',
  },
  'preflight.deepTests.disks.remedy': {
    en: 'Save what is needed of it, check its cable and slot, and replace it.',
    zh: '请先备份所需数据，检查线缆与槽位，并更换该磁盘。',
  },
  'preflight.deepTests.cpu.cause': {
    en: 'Under load the processors slowed down because of heat, reached their critical temperature, or calculated wrongly.',
    zh: '处理器在负载下因过热降频、达到临界温度，或计算出错。',
  },
  'preflight.deepTests.cpu.remedy': {
    en: 'Look at fans, air flow and the temperature of the room, the seat of the heat sink and its paste; test again.',
    zh: '请检查风扇、风道和机房温度，以及散热器的安装与导热硅脂，然后重新测试。',
  },
  'preflight.deepTests.network.cause': {
    en: 'Talking to {subject} failed, or lost packets.',
    zh: '与 {subject} 之间的网络测试失败或存在丢包。',
  },
  'preflight.deepTests.network.remedy': {
    en: 'Run vmp preflight peer on the other machine and let TCP and UDP port 5201 through; then look at cables, transceivers and the counters of the switch ports.',
    zh: '请在另一台机器上运行 vmp preflight peer，并放行 TCP 与 UDP 端口 5201；然后检查网线、光模块和交换机端口计数。',
  },
  'preflight.deepTests.unfinished.cause': {
    en: 'The deep test {test} was not run to its end.',
    zh: '深度测试 {test} 未完成。',
  },
  'preflight.deepTests.unfinished.remedy': {
    en: 'Ask for it again: vmp machines recheck MACHINE --deep {test}, or on the machine itself vmp preflight run --deep {test}.',
    zh: '请重新测试：vmp machines recheck 裸机 --deep {test}，或在该机器上运行 vmp preflight run --deep {test}。',
  },
} as const satisfies MessageTable
