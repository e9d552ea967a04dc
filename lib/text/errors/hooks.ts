import type { ErrorTable } from '../types.ts'

export const hooksErrors = {} as const satisfies ErrorTable
