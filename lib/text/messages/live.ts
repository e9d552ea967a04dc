import type { MessageTable } from '../types.ts'

export const liveMessages = {} as const satisfies MessageTable
