import type { ErrorTable } from '../types.ts'

export const approvalErrors = {} as const satisfies ErrorTable
