import type { MessageTable } from '../../types.ts'

/** What the check of memory finds. */
export const memoryMessages = {
  'preflight.memory.title': { en: 'Memory', zh: '内存' },
  'preflight.memory.unread.cause': { en: 'The size of the memory could not be read.', zh: '无法读取内存容量。' },
  'preflight.memory.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中“未能读取”的项目，处理后重新检查。',
  },
  'preflight.memory.tooLittle.cause': {
    en: 'Less memory is usable than a host needs.',
    zh: '可用内存不足以作为主机使用。',
  },
  'preflight.memory.tooLittle.remedy': {
    en: 'Install more memory modules. If enough are installed, look in the firmware setup for what takes memory away: integrated graphics, memory mirroring or sparing, disabled modules.',
    zh: '请增加内存条。若已装容量足够，请在 BIOS 设置中查看占用内存的选项：集成显卡、内存镜像或热备、被禁用的内存条。',
  },
  'preflight.memory.required.cause': {
    en: 'Less memory is installed than this policy demands.',
    zh: '已装内存少于所用预检策略的要求。',
  },
  'preflight.memory.required.remedy': {
    en: 'Install more memory modules. If the firmware setup shows more than is found here, look for disabled or failed modules there.',
    zh: '请增加内存条。若 BIOS 设置中显示的容量大于此处，请检查是否有被禁用或故障的内存条。',
  },
  'preflight.memory.small.cause': {
    en: 'Less memory is installed than is recommended for a host: few virtual machines will fit.',
    zh: '已装内存少于主机的建议值，只能运行很少的虚拟机。',
  },
  'preflight.memory.small.remedy': {
    en: 'Install more memory modules. If the firmware setup shows more than is found here, look for disabled or failed modules there.',
    zh: '请增加内存条。若 BIOS 设置中显示的容量大于此处，请检查是否有被禁用或故障的内存条。',
  },
  'preflight.memory.advised.cause': {
    en: 'More memory would let more virtual machines run.',
    zh: '增加内存可以运行更多虚拟机。',
  },
  'preflight.memory.advised.remedy': {
    en: 'Install more memory modules. If the firmware setup shows more than is found here, look for disabled or failed modules there.',
    zh: '请增加内存条。若 BIOS 设置中显示的容量大于此处，请检查是否有被禁用或故障的内存条。',
  },
  'preflight.memory.uncorrected.cause': {
    en: 'The memory made errors that could not be corrected since the system started.',
    zh: '系统启动以来内存出现了不可纠正的错误。',
  },
  'preflight.memory.uncorrected.remedy': {
    en: 'Find the module in the event log of the management controller, reseat it, and replace it if errors come again. Test the memory before you rely on the server: vmp preflight run --deep memory',
    zh: '请在管理控制器（BMC）的事件日志中找出出错的内存条，重新插拔；若再次出错请更换。投入使用前请做内存测试：vmp preflight run --deep memory',
  },
  'preflight.memory.corrected.cause': {
    en: 'The memory made errors that were corrected since the system started.',
    zh: '系统启动以来内存出现了已纠正的错误。',
  },
  'preflight.memory.corrected.remedy': {
    en: 'Find the module in the event log of the management controller and reseat it; replace it if the count grows. Test: vmp preflight run --deep memory',
    zh: '请在管理控制器（BMC）的事件日志中找出出错的内存条并重新插拔；若错误继续增加请更换。测试命令：vmp preflight run --deep memory',
  },
  'preflight.memory.unequal.cause': {
    en: 'Memory is spread unevenly over the channels, which slows it down; or a module is missing or not recognised.',
    zh: '内存在各通道上分布不均，会降低性能；也可能有内存条缺失或未被识别。',
  },
  'preflight.memory.unequal.remedy': {
    en: 'Compare with the modules that were delivered, then populate the channels of each processor alike, as the server’s manual shows.',
    zh: '请先与到货清单核对内存条数量，再按服务器手册使每个处理器的各通道配置一致。',
  },
} as const satisfies MessageTable
