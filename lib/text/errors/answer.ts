import type { ErrorTable } from '../types.ts'

export const answerErrors = {} as const satisfies ErrorTable
