import type { ErrorTable } from '../types.ts'

export const installErrors = {} as const satisfies ErrorTable
