import type { MessageTable } from '../types.ts'

export const isoMessages = {} as const satisfies MessageTable
