import { describe, expect, test } from 'vitest'
import { fitServer } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { ClockFacts } from '../facts/schema/bmc.ts'
import { noClock } from '../facts/sources/clock.ts'
import { shippedPolicy } from '../policies.ts'

const { clock, firmware } = fitServer
const hour = 3600
const host = shippedPolicy('host')
/** Both clocks, as after a start. */
const off = (seconds: number) => ({ clock: { ...clock, ahead: seconds, rtcAhead: seconds } })
const judged = (different: Partial<ClockFacts>) => verdicts('clock', { clock: { ...clock, ...different } })

test.each([
  [5, []],
  [5.1, ['warn drift']],
  [-5, []],
  [-5.1, ['warn drift']],
  [300, ['warn drift']],
  [300.1, ['fail off']],
  [-300.1, ['fail off']],
  [190_000_000, ['fail off']],
  [-190_000_000, ['fail off']],
])('a clock %d s off: %j', (seconds, found) => {
  expect(verdicts('clock', off(seconds))).toEqual(found)
})

test('how far it was off is said with its direction', () => {
  expect(findings('clock', off(-hour - 100))).toMatchObject([{ measured: '−1 h 1 min', threshold: '≤ 5 min' }])
  expect(findings('clock', off(20))).toMatchObject([{ measured: '+20 s', threshold: '≤ 5 s' }])
})

describe('a clock in local time', () => {
  test.each([[8 * hour], [8 * hour + 5], [8 * hour - 5], [-12 * hour], [14 * hour], [5.75 * hour], [900]])(
    '%d s off is a warning',
    (seconds) => {
      expect(verdicts('clock', off(seconds))).toEqual(['warn localTime'])
    },
  )

  test.each([[8 * hour + 5.1], [8 * hour - 5.1], [-12.25 * hour], [14.25 * hour], [24 * hour], [8 * hour + 450]])(
    '%d s off was set to no zone',
    (seconds) => {
      expect(verdicts('clock', off(seconds))).toEqual(['fail off'])
    },
  )

  test('is so beside a system clock that is right', () => {
    expect(judged({ ahead: 0, rtcAhead: 8 * hour })).toEqual(['warn localTime'])
    expect(judged({ ahead: 0, rtcAhead: null })).toEqual([])
    expect(judged({ ahead: 8 * hour, rtcAhead: null })).toEqual(['warn localTime'])
  })

  test('does not excuse the other clock', () => {
    expect(judged({ ahead: 1000, rtcAhead: 8 * hour })).toEqual(['fail off'])
    expect(judged({ ahead: 1000, rtcAhead: 0 })).toEqual(['fail off'])
  })
})

test('limits are the policy’s', () => {
  const policy = { ...host, thresholds: { ...host.thresholds, clock: { fail: 60, warn: 1 } } }
  expect(verdicts('clock', off(61), { policy })).toEqual(['fail off'])
  expect(verdicts('clock', off(1.1), { policy })).toEqual(['warn drift'])
})

test('without the right time nothing is judged that needs it', () => {
  expect(judged({ ...noClock, rtc: clock.rtc, settable: true })).toEqual(['unknown noReference'])
  expect(judged({ ahead: null, rtcAhead: null })).toEqual(['unknown unread'])
  expect(judged({ ...noClock, rtc: '2000-01-01T00:00:10Z', settable: false })).toEqual([
    'fail notSettable',
    'warn reset',
    'unknown noReference',
  ])
})

test('a clock that cannot be set fails; one of which that is not known does not', () => {
  expect(judged({ settable: false })).toEqual(['fail notSettable'])
  expect(judged({ settable: null })).toEqual([])
})

describe('the battery', () => {
  test('is low when clock chip or sensor say so', () => {
    expect(judged({ battery: 'low' })).toEqual(['warn batteryLow'])
    expect(judged({ battery: null })).toEqual([])
  })

  const found = (rtc: string, date: string | null) =>
    verdicts('clock', { clock: { ...clock, rtc, ahead: null, rtcAhead: null }, firmware: { ...firmware, date } })
  test.each([
    ['1970-01-01T00:00:30Z', null, ['warn reset', 'unknown unread']],
    ['2000-01-01T00:00:30Z', null, ['warn reset', 'unknown unread']],
    ['2004-12-30T23:59:59Z', null, ['warn reset', 'unknown unread']],
    ['2005-01-01T00:00:00Z', null, ['unknown unread']],
    ['2022-06-13T23:59:59Z', '06/15/2022', ['warn reset', 'unknown unread']],
    ['2022-06-14T00:00:00Z', '06/15/2022', ['unknown unread']],
    ['2020-01-01T00:00:00Z', 'To Be Filled By O.E.M.', ['unknown unread']],
    ['no time', '06/15/2022', ['unknown unread']],
  ])('is suspect at %s with a firmware of %s: %j', (rtc, date, expected) => {
    expect(found(rtc, date)).toEqual(expected)
  })

  test('is fine when the time is right, whatever day the firmware claims', () => {
    const future = { ...firmware, date: '01/01/2090' }
    expect(verdicts('clock', { clock, firmware: future })).toEqual([])
    expect(verdicts('clock', { ...off(5), firmware: future })).toEqual([])
    expect(verdicts('clock', { ...off(400), firmware: future })).toEqual(['fail off', 'warn reset'])
  })
})

test('a clock that was set right passes with a note; one that is still wrong does not', () => {
  const around = { fixed: [{ code: 'clock.off', before: '+5 y', after: '+0 s' }] }
  expect(findings('clock', {}, { around })).toMatchObject([
    { code: 'clock.fixed', severity: 'note', params: { before: '+5 y', after: '+0 s' } },
  ])
  expect(verdicts('clock', off(400), { around })).toEqual(['fail off'])
  expect(verdicts('clock', off(20), { around })).toEqual(['warn drift', 'note fixed'])
  expect(verdicts('powerRestore', {}, { around })).toEqual([])
})
