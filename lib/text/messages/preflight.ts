/** What checks find and what to do about it: one file a check, and what reports say around them. */
import { preflightCliMessages } from './preflight/cli.ts'
import { checkMessages } from './preflight/checks.ts'
import { preflightDeepMessages } from './preflight/deep.ts'
import { preflightFixMessages } from './preflight/fix.ts'

export const preflightMessages = {
  ...preflightCliMessages,
  ...preflightDeepMessages,
  ...preflightFixMessages,
  ...checkMessages,
}
