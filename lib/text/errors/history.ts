import type { ErrorTable } from '../types.ts'

/** Events and audit. */
export const historyErrors = {
  'history.late': {
    status: 504,
    exit: 1,
    en: {
      what: 'The host did not tell its events within {seconds} s.',
      why: 'It is off, cut off, or very busy.',
      remedy: 'What it has kept is shown when it answers again.',
    },
    zh: {
      what: '物理主机在 {seconds} 秒内未返回日志。',
      why: '它已关机、失联或负载过高。',
      remedy: '待其恢复响应后即可查看其保存的日志。',
    },
  },
} as const satisfies ErrorTable
