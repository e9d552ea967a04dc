import type { MessageTable } from '../types.ts'

export const labMessages = {} as const satisfies MessageTable
