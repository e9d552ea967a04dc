import { expect, test, vi } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { parseTracking } from '../../lib/tools/chrony.ts'
import { clockOf } from './clock.ts'
import type { ClockOptions } from './clock.ts'

/** As `chronyc -c tracking` prints it; the fifth field is how slow the system clock is. */
const tracking = (slow: string, leap = 'Normal', id = 'C0000207'): string =>
  `${id},192.0.2.7,3,1772366400.123456789,${slow},0.000001,0.00002,-12.3,0.001,0.05,0.01,0.002,64.5,${leap}\n`

const answers =
  (tools: Record<string, string>): ClockOptions['run'] =>
  async (command) => {
    const stdout = tools[command]
    if (stdout === undefined) throw new VmpError('command.missing', { command })
    return { stdout, stderr: '' }
  }

const start = Date.parse('2026-03-01T12:00:00.000Z')
const clock = (more: Partial<ClockOptions> = {}) =>
  clockOf({
    root: '/vmp-no-such-root',
    run: answers({}),
    now: () => new Date(start),
    elapsed: () => 0,
    signal: new AbortController().signal,
    fetch,
    ...more,
  })

test.each([
  ['a slow clock is behind', tracking('1.500000000'), -1.5],
  ['a fast clock is ahead', tracking('-0.250000000'), 0.25],
  ['a right clock is neither', tracking('0.000000000'), 0],
  ['no server', tracking('0.000000000', 'Not synchronised', '00000000'), undefined],
  ['its own clock', tracking('0.000000000', 'Normal', '7F7F0101'), undefined],
  ['garbage', '506 Cannot talk to daemon', undefined],
])('chrony: %s', (_, output, ahead) => {
  expect(parseTracking(output)).toBe(ahead)
})

test('the NTP client of the machine is the reference, and the right time follows from it', async () => {
  let elapsed = 0
  const { sample, trueTime } = clock({ run: answers({ chronyc: tracking('2.0') }), elapsed: () => elapsed })
  expect(trueTime()).toBeNull()
  expect(await sample()).toEqual({ rtc: null, system: '2026-03-01T12:00:00.000Z', reference: 'ntp', ahead: -2 })
  elapsed = 10_000
  expect(trueTime()?.().toISOString()).toBe('2026-03-01T12:00:12.000Z')
})

test('another NTP client tells the kernel; without any there is no reference', async () => {
  expect(await clock({ run: answers({ timedatectl: 'yes\n' }) }).sample()).toMatchObject({ reference: 'ntp', ahead: 0 })
  const nobody = clock({ run: answers({ timedatectl: 'no\n' }) })
  expect(await nobody.sample()).toMatchObject({ reference: null, ahead: null })
  expect(nobody.trueTime()).toBeNull()
})

test('a web server tells the time to half a second, half way between asking and hearing', async () => {
  const times = [start, start, start + 2000]
  const answer = new Response(null, { headers: { date: 'Sun, 01 Mar 2026 11:55:00 GMT' } })
  const sample = await clock({
    timeFrom: 'http://192.0.2.1/',
    now: () => new Date(times.length > 1 ? times.shift()! : times[0]!),
    fetch: vi.fn<typeof fetch>(async () => answer),
  }).sample()
  expect(sample).toMatchObject({ reference: 'station', ahead: 300.5 })
})

test.each([
  [
    'that cannot be reached',
    () => Promise.reject(new TypeError('fetch failed', { cause: new Error('refused') })),
    'refused',
  ],
  ['without a date', async () => new Response(null), 'it does not tell the time'],
])('a web server %s is said', async (_, fetch, problem) => {
  await expect(clock({ timeFrom: 'http://192.0.2.1/', fetch }).sample()).rejects.toMatchObject({
    code: 'preflight.timeFrom',
    params: { problem },
  })
})
