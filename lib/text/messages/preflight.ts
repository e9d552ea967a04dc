/** What checks find and what to do about it: one file a check, and what reports say around them. */
import { checkMessages } from './preflight/checks.ts'
import { preflightCliMessages } from './preflight/cli.ts'
import { compareMessages } from './preflight/compare.ts'
import { preflightDeepMessages } from './preflight/deep.ts'
import { preflightRunMessages } from './preflight/run.ts'
import { preflightFixMessages } from './preflight/fix.ts'
import { fleetMessages } from './preflight/fleet.ts'
import { hardwareMessages } from './preflight/hardware.ts'
import { reportMessages } from './preflight/report.ts'
import { unreadMessages } from './preflight/unread.ts'

export const preflightMessages = {
  ...preflightCliMessages,
  ...reportMessages,
  ...unreadMessages,
  ...hardwareMessages,
  ...fleetMessages,
  ...compareMessages,
  ...preflightDeepMessages,
  ...preflightFixMessages,
  ...preflightRunMessages,
  ...checkMessages,
}
