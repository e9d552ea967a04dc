import type { MessageTable } from '../types.ts'

export const hooksMessages = {} as const satisfies MessageTable
