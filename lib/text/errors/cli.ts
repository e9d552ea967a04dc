import type { ErrorTable } from '../types.ts'

export const cliErrors = {} as const satisfies ErrorTable
