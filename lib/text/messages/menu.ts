import type { MessageTable } from '../types.ts'

export const menuMessages = {} as const satisfies MessageTable
