import type { MessageTable } from '../types.ts'

export const terminalMessages = {
  'progress.started': { en: '{title} …', zh: '{title} …' },
  'progress.done': { en: '{title}: done, {took}', zh: '{title}：完成，{took}' },
  'progress.failed': { en: '{title}: failed after {took}', zh: '{title}：失败，用时 {took}' },
  'progress.cancelled': { en: '{title}: cancelled after {took}', zh: '{title}：已取消，用时 {took}' },
  'progress.left': { en: '{time} left', zh: '剩余 {time}' },
} as const satisfies MessageTable
