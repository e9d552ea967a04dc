import type { ErrorTable } from '../types.ts'

export const isoErrors = {} as const satisfies ErrorTable
