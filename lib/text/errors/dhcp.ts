import type { ErrorTable } from '../types.ts'

export const dhcpErrors = {} as const satisfies ErrorTable
