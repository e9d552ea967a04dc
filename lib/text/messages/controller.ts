import type { MessageTable } from '../types.ts'

export const controllerMessages = {
  'controller.end.resigned': { en: 'it has handed over.', zh: '已移交。' },
  'controller.end.late': {
    en: 'it could not renew its term in time; it was cut off from the others, or too slow.',
    zh: '未能按时续任：与其他物理主机失去联系，或运行过慢。',
  },
  'controller.end.replaced': { en: 'another host is.', zh: '已由另一台物理主机接任。' },
  'controller.end.failed': { en: 'it could not begin its work.', zh: '未能开始工作。' },
} as const satisfies MessageTable
