/** What checks find and what to do about it: one file a check, and what reports say around them. */
import { preflightCliMessages } from './preflight/cli.ts'
import { memoryMessages } from './preflight/memory.ts'

export const preflightMessages = { ...preflightCliMessages, ...memoryMessages }
