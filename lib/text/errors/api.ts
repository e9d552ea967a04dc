import type { ErrorTable } from '../types.ts'

export const apiErrors = {} as const satisfies ErrorTable
