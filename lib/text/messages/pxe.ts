import type { MessageTable } from '../types.ts'

export const pxeMessages = {} as const satisfies MessageTable
