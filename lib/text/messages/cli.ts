import type { MessageTable } from '../types.ts'

export const cliMessages = {} as const satisfies MessageTable
