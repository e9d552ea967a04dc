import type { MessageTable } from '../../types.ts'

export const memoryMessages = {
  'preflight.memory.title': { en: 'Memory', zh: '内存' },
  'preflight.memory.unread.cause': {
    en: 'The size of the memory could not be read.',
    zh: '无法读取内存大小。',
  },
  'preflight.memory.unread.remedy': {
    en: 'Look at what the report lists as not read, and check again.',
    zh: '请查看报告中"未读取"的项目，然后重新检查。',
  },
  'preflight.memory.tooLittle.cause': {
    en: 'There is less memory than a host needs.',
    zh: '内存不足以作为主机使用。',
  },
  'preflight.memory.tooLittle.remedy': {
    en: 'Install more memory modules; look whether the firmware lists all that are there.',
    zh: '请增加内存条；并确认固件（BIOS）识别到了全部已装内存。',
  },
} as const satisfies MessageTable
