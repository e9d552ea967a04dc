import type { ErrorTable } from '../types.ts'

export const pxeErrors = {} as const satisfies ErrorTable
