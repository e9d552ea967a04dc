import type { ErrorTable } from '../types.ts'

export const preflightErrors = {
  'preflight.reportUnreadable': {
    status: 400,
    exit: 2,
    en: {
      what: '{file} is no report that can be shown: {problem}.',
      why: 'Reports are the JSON that vmp preflight writes.',
      remedy: 'Name a file written with --json by vmp preflight run or vmp preflight report.',
    },
    zh: {
      what: '{file} 不是可显示的预检报告：{problem}。',
      why: '预检报告是 vmp preflight 输出的 JSON 文件。',
      remedy: '请指定由 vmp preflight run 或 vmp preflight report 加 --json 写出的文件。',
    },
  },
} as const satisfies ErrorTable
