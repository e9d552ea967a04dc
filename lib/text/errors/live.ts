import type { ErrorTable } from '../types.ts'

export const liveErrors = {} as const satisfies ErrorTable
