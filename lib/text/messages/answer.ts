import type { MessageTable } from '../types.ts'

export const answerMessages = {} as const satisfies MessageTable
