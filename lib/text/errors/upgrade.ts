import type { ErrorTable } from '../types.ts'

export const upgradeErrors = {} as const satisfies ErrorTable
