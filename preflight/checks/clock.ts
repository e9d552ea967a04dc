/** Were the clocks right as found, and will the hardware clock stay right? */
import { duration } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { Found } from '../check.ts'
import type { ClockFacts } from '../facts/schema/bmc.ts'
import type { Policy } from '../policy.ts'
import { firmwareDay, isoDay } from '../support/firmware-date.ts'

type Limits = Policy['thresholds']['clock']

export const clock = check({
  id: 'clock',
  needs: ['clock', 'firmware'],
  asks: [],
  problems: ['off', 'notSettable', 'drift', 'localTime', 'batteryLow', 'reset'],
  remarks: { unread: 'unknown', noReference: 'unknown', fixed: 'note' },
  *run({ facts: { clock, firmware }, policy: { thresholds } }) {
    const limits = thresholds.clock
    if (clock.ahead === null && clock.rtcAhead === null)
      yield {
        problem: clock.reference === null ? 'noReference' : 'unread',
        measured: readable(clock.rtc ?? clock.system),
      }
    else yield* offsets(clock, limits)

    if (clock.settable === false) yield { problem: 'notSettable' }
    if (clock.battery === 'low') yield { problem: 'batteryLow' }
    const right = clock.rtcAhead !== null && Math.abs(clock.rtcAhead) <= limits.warn
    if (clock.rtc !== null && !right) yield* forgotten(clock.rtc, firmware.date)
  },
})

/** The worst of both clocks: after a start they show the same, for Linux reads one from the other. */
function* offsets({ ahead, rtcAhead }: ClockFacts, limits: Limits): Iterable<Found<'off' | 'localTime' | 'drift'>> {
  const judged = [rtcAhead, ahead]
    .filter((offset) => offset !== null)
    .map((offset) => ({ offset, problem: problemOf(offset, limits) }))
  const order = ['off', 'localTime', 'drift'] as const
  const worst = order.map((each) => judged.find(({ problem }) => problem === each)).find((each) => each !== undefined)
  if (worst?.problem === undefined) return
  const { problem, offset } = worst
  yield {
    problem,
    measured: `${offset < 0 ? '−' : '+'}${duration(offset)}`,
    threshold: `≤ ${duration(problem === 'drift' ? limits.warn : limits.fail)}`,
  }
}

/** Seconds; zones lie up to 12 hours behind and 14 hours ahead of UTC, at multiples of 15 minutes (tz database). */
const zone = { step: 15 * 60, least: -12 * 3600, most: 14 * 3600 }

/**
 * A clock off by a whole zone and right beside that was set to local time, as Windows does: its minutes and seconds are as
 * good as those of a right clock, which is why no more than `warn` is allowed besides. One in a hundred clocks that are
 * wrong by chance looks like that too; both are set right in the same way.
 */
function problemOf(offset: number, { fail, warn }: Limits): 'off' | 'localTime' | 'drift' | undefined {
  if (Math.abs(offset) <= warn) return undefined
  const nearest = Math.round(offset / zone.step) * zone.step
  const inZone = nearest !== 0 && nearest >= zone.least && nearest <= zone.most
  if (inZone && Math.abs(offset - nearest) <= warn) return 'localTime'
  return Math.abs(offset) > fail ? 'off' : 'drift'
}

/** `2026-03-01 00:00:00 UTC`: in UTC, as the firmware's setup shows it. */
const readable = (instant: string | null): string | null =>
  instant === null || Number.isNaN(Date.parse(instant))
    ? instant
    : `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** Clock chips that lost their power begin at 1970, 1980, 2000 or their firmware's own day. None of our servers is older. */
const oldest = Date.UTC(2005, 0, 1)

function* forgotten(rtc: string, firmware: string | null): Iterable<Found<'reset'>> {
  const since = Math.max(oldest, firmwareDay(firmware) ?? oldest)
  const shown = Date.parse(rtc)
  // A day of grace: a firmware's day is not told in UTC.
  if (shown < since - 86_400_000) yield { problem: 'reset', measured: readable(rtc), threshold: `≥ ${isoDay(since)}` }
}
