import type { ErrorTable } from '../types.ts'

export const planErrors = {} as const satisfies ErrorTable
