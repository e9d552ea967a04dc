import type { MessageTable } from '../types.ts'

export const planMessages = {} as const satisfies MessageTable
