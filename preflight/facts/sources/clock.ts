/** The clocks as they were found, before anything set them. */
import type { ClockFacts } from '../schema/bmc.ts'

export const noClock: ClockFacts = {
  rtc: null,
  system: null,
  reference: null,
  ahead: null,
  rtcAhead: null,
  settable: null,
  battery: null,
}
