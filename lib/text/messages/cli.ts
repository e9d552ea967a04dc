import type { MessageTable } from '../types.ts'

export const cliMessages = {
  'cli.description': {
    en: 'Bare servers in, a running virtualization cluster out',
    zh: '从裸机到运行中的虚拟化集群',
  },
  'cli.lang': {
    en: 'language of all texts: en or zh (default: from the locale)',
    zh: '界面语言：en 或 zh（默认取自系统区域设置）',
  },
  'cli.json': { en: 'print JSON', zh: '输出 JSON' },
} as const satisfies MessageTable
