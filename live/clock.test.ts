import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { comparison, aheadOf, foundClock, keepClock, sampleClocks, setClock } from './clock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-clock-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const { signal } = new AbortController()
const now = () => new Date('2020-01-01T00:00:05.500Z')

test('both clocks are kept as they were found', async () => {
  const rtc = join(folder, 'since_epoch')
  writeFileSync(rtc, '1577836800\n')
  expect(await sampleClocks(now, rtc)).toEqual({ rtc: '2020-01-01T00:00:00.000Z', system: '2020-01-01T00:00:05.500Z' })
})

test.each([
  ['no clock', undefined],
  ['nonsense', 'never\n'],
])('with %s the battery-backed clock is unknown', async (_, text) => {
  const rtc = join(folder, 'since_epoch')
  if (text !== undefined) writeFileSync(rtc, text)
  expect((await sampleClocks(now, rtc)).rtc).toBeNull()
})

test('a second run of the program reports the clock as the first one found it', async () => {
  const file = join(folder, 'clock.json')
  const first = { rtc: null, system: '2020-01-01T00:00:05.500Z', ahead: -86_400 }
  expect(await foundClock(file, async () => first)).toEqual(first)
  expect(await foundClock(file, async () => ({ ...first, ahead: 0 }))).toEqual(first)
})

test.each([
  ['2020-01-01T00:00:05.000Z', 0.5, []],
  ['2020-01-01T00:00:04.500Z', 1, []],
  ['2020-01-01T00:00:04.499Z', 1.001, ['date --utc --set=@1577836804.499']],
  ['2026-03-01T10:00:00.250Z', -194_522_394.75, ['date --utc --set=@1772359200.250']],
])('with the station at %s it is %d s ahead', async (station, ahead, commands) => {
  const ran: string[] = []
  const run = async (command: string, args: readonly string[]) => {
    ran.push([command, ...args].join(' '))
    return { stdout: '', stderr: '' }
  }
  expect(aheadOf(new Date(station), now())).toBe(ahead)
  expect(await setClock(run, new Date(station), ahead, signal)).toBe(commands.length > 0)
  expect(ran).toEqual(commands)
})

const sample = { rtc: '2020-01-01T00:00:00.000Z', system: '2020-01-01T00:00:01.000Z' }

test('the clocks as found are compared with the station’s when it comes in time', async () => {
  const { result, compared } = comparison(sample, 60_000, () => {})
  const pending = result()
  compared({ ...sample, ahead: -5 })
  expect(await pending).toEqual({ ...sample, reference: 'station', ahead: -5 })
})

test('without a station, or before it comes, they are compared with nothing; when it comes late, that is said', async () => {
  let late = 0
  const { result, compared } = comparison(sample, 0, () => (late += 1))
  expect(await result()).toEqual({ ...sample, reference: null, ahead: null })
  compared({ ...sample, ahead: 3 })
  compared({ ...sample, ahead: 3 })
  expect(late).toBe(1)
  expect(await result()).toMatchObject({ reference: 'station', ahead: 3 })
})

test('what was set right knowingly is what the clocks are from then on', async () => {
  const clock = comparison({ rtc: null, system: '2020-01-01T00:00:00.000Z' }, 0, () => {})
  clock.compared({ rtc: null, system: '2020-01-01T00:00:00.000Z', ahead: -86_400 })
  expect(await clock.result()).toMatchObject({ ahead: -86_400 })
  const renewed = { rtc: '2026-01-01T00:00:00.000Z', system: '2026-01-01T00:00:00.000Z', ahead: 0 }
  clock.renew(renewed)
  clock.compared({ rtc: null, system: '2020-01-01T00:00:00.000Z', ahead: -86_400 })
  expect(await clock.result()).toEqual({ ...renewed, reference: 'station' })
  const file = join(folder, 'clock.json')
  await keepClock(file, renewed)
  expect(await foundClock(file, async () => ({ ...renewed, ahead: 1 }))).toEqual(renewed)
})
