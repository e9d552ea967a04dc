import type { MessageTable } from '../../types.ts'

/** The help of `vmp preflight`. */
export const preflightCliMessages = {
  'cli.preflight': { en: 'is a server fit, and what must be changed', zh: '预检：服务器是否合格，需要更改什么' },
  'cli.preflight.report': { en: 'the report on one machine', zh: '一台裸机的预检报告' },
  'cli.preflight.machine': {
    en: 'a machine that the station knows, or a report’s FILE.json',
    zh: '部署站已知的裸机，或报告文件 FILE.json',
  },
} as const satisfies MessageTable
