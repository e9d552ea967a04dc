import type { MessageTable } from '../types.ts'

export const installMessages = {} as const satisfies MessageTable
