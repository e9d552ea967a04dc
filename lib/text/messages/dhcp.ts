import type { MessageTable } from '../types.ts'

export const dhcpMessages = {} as const satisfies MessageTable
