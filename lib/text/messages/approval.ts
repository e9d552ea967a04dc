import type { MessageTable } from '../types.ts'

export const approvalMessages = {} as const satisfies MessageTable
