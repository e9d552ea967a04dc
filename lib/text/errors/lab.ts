import type { ErrorTable } from '../types.ts'

export const labErrors = {} as const satisfies ErrorTable
