import type { MessageTable } from '../types.ts'

export const upgradeMessages = {} as const satisfies MessageTable
