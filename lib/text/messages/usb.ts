import type { MessageTable } from '../types.ts'

export const usbMessages = {} as const satisfies MessageTable
