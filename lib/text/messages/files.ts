import type { MessageTable } from '../types.ts'

export const filesMessages = {} as const satisfies MessageTable
