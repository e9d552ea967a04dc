import type { ErrorTable } from '../types.ts'

export const usbErrors = {} as const satisfies ErrorTable
