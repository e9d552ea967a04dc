import type { ErrorTable } from '../types.ts'

export const filesErrors = {} as const satisfies ErrorTable
