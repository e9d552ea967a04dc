import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { log } from '../lib/log.ts'
import { nothingAround } from '../preflight/around.ts'
import { checks } from '../preflight/checks.ts'
import { relevant } from '../preflight/evaluate.ts'
import { shortCode } from '../pxe/contract/short-code.ts'
import { makeAuthority, type Authority } from './__fixtures__/authority.ts'
import { fakeStation, type FakeStation } from './__fixtures__/station.ts'
import { checkup, type CheckupOptions } from './checkup.ts'
import { openLiveKey } from './live-key.ts'
import { backoff, session, type Session, type SessionOptions } from './session.ts'
import { statusBoard, type StatusBoard } from './status.ts'

let folder: string
let authority: Authority
let station: FakeStation
let board: StatusBoard
let ending: AbortController
const running: Promise<void>[] = []

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-live-'))
  authority = await makeAuthority()
  station = await fakeStation(await authority.issue())
  ending = new AbortController()
  board = statusBoard({
    version: '0.1.0',
    boot: { source: 'http', image: 'img', mode: 'live' },
    stationUrl: station.url.origin,
    addresses: [],
    station: { phase: 'looking', heardAt: null, problem: null },
    machine: null,
    parts: {},
    facts: null,
    preflight: { running: true, results: [], report: null },
    saved: null,
    page: null,
    shell: false,
  })
})
afterEach(async () => {
  ending.abort()
  await Promise.all(running.splice(0))
  await station.close()
  rmSync(folder, { recursive: true })
})

const logger = log('test')
logger.level = 'silent'

const nothingTried = { dhcpServers: null, addressesInUse: null, gateway: null, mtu: null, probe: null }

/** Preflights of an empty machine, by nobody's policy but the station's. */
function checksOf(options: Partial<CheckupOptions> = {}) {
  let runs = 0
  return checkup({
    collect: {
      root: folder,
      run: () => Promise.reject(new Error('no tools here')),
      now: () => new Date(),
      signal: ending.signal,
    },
    program: '0.1.0',
    board,
    logger,
    newId: () => `run-000${(runs += 1)}`,
    probe: async (_nics, { dhcpServers }) => ({ ...nothingTried, dhcpServers }),
    ownOrders: () => {
      throw new Error('the station gives the orders')
    },
    ordersWithin: 600_000,
    ready: async () => {},
    again: () => {},
    ...options,
  })
}

const slowClock = (clock: Promise<never> | ReturnType<NonNullable<CheckupOptions['collect']['clock']>>) => ({
  root: folder,
  run: () => Promise.reject(new Error('no tools here')),
  now: () => new Date(),
  signal: ending.signal,
  clock: () => clock,
})

function begin(options: Partial<SessionOptions> = {}): Session {
  const talk = session({
    station: { url: station.url, pin: authority.pin },
    boot: { nonce: 'the-nonce-of-this-boot', image: 'img', source: 'http' },
    openKey: () => openLiveKey(join(folder, 'live.key'), () => new Date()),
    takeTime: async () => ({ rtc: null, system: new Date().toISOString(), ahead: 0 }),
    evidence: async () => ({ uuid: null, serial: 'S1', macs: ['52:54:00:12:34:56'], bootMac: null }),
    checkup: checksOf(),
    beat: async () => ({ uptime: 1, memoryFree: 1, addresses: [] }),
    board,
    logger,
    now: () => new Date(),
    random: () => 0,
    every: 20,
    ...options,
  })
  running.push(talk.run(ending.signal))
  return talk
}

const count = (call: string) => station.calls.filter((entry) => entry === call).length
const until = (check: () => void) => vi.waitFor(check, { timeout: 5000, interval: 10 })

test('takes the time, enrols, sends facts and beats, and listens, each call with a proof of its own', async () => {
  begin()
  await until(() => expect(count('POST /api/v1/live/beat')).toBeGreaterThan(2))
  await until(() => expect(count('GET /api/v1/live/events')).toBe(1))
  expect(station.calls.slice(0, 2)).toEqual(['GET /api/v1/time', 'POST /api/v1/live/enrol'])
  expect(count('PUT /api/v1/live/facts')).toBe(1)
  expect(station.refused).toEqual([])
  expect(station.enrolments).toMatchObject([{ nonce: 'the-nonce-of-this-boot', evidence: { serial: 'S1' } }])
  expect(board.current()).toMatchObject({
    station: { phase: 'talking', problem: null },
    machine: { name: 'box-1', enrolledFromMedia: false },
  })
  const { thumbprint } = await openLiveKey(join(folder, 'live.key'), () => new Date())
  expect(board.current().machine?.shortCode).toBe(shortCode(thumbprint, authority.pin))
})

test('a medium without a nonce asks for one over the pinned connection', async () => {
  begin({ boot: { nonce: undefined, image: 'img', source: 'iso' } })
  await until(() => expect(board.current().machine?.enrolledFromMedia).toBe(true))
  expect(station.calls.slice(0, 3)).toEqual(['GET /api/v1/time', 'POST /api/v1/live/nonce', 'POST /api/v1/live/enrol'])
})

test('the clock is compared before the key is made', async () => {
  const order: string[] = []
  begin({
    takeTime: async () => {
      order.push('time')
      return { rtc: null, system: new Date().toISOString(), ahead: 0 }
    },
    openKey: async () => {
      order.push('key')
      return openLiveKey(join(folder, 'live.key'), () => new Date())
    },
  })
  await until(() => expect(station.enrolments).toHaveLength(1))
  expect(order).toEqual(['time', 'key'])
})

test('a restarted program keeps the key of this boot, in a file only root reads', async () => {
  begin()
  await until(() => expect(station.enrolments).toHaveLength(1))
  ending.abort()
  await Promise.all(running.splice(0))
  ending = new AbortController()
  begin()
  await until(() => expect(station.enrolments).toHaveLength(2))
  expect(station.enrolments[1]?.publicKey).toEqual(station.enrolments[0]?.publicKey)
  expect(statSync(join(folder, 'live.key')).mode & 0o777).toBe(0o600)
})

test('checks the machine by the station’s policy, tells each result, and shows the station’s word', async () => {
  begin()
  await until(() => expect(board.current().preflight.report?.id).toBe('judged-1'))
  expect(board.current().preflight).toMatchObject({ running: false, report: { verdict: 'unfit' } })
  expect(count('PUT /api/v1/live/facts')).toBe(1)
  const [start, ...rest] = station.heard
  expect(start).toEqual({ run: 'run-0001' })
  const names = new Set(rest.flatMap(({ check = [] }) => check))
  expect(names).toEqual(new Set(relevant(checks, nothingAround).map(({ id }) => id)))
  expect(rest.at(-1)).toMatchObject({
    run: 'run-0001',
    report: { policy: { name: 'of-the-station' }, around: { network: { dhcpServers: [] } } },
  })
})

test('reads and checks again when the station asks', async () => {
  begin()
  const reports = () => station.heard.flatMap(({ run, report }) => (report ? run : []))
  await until(() => expect(reports()).toEqual(['run-0001']))
  await until(() => expect(count('GET /api/v1/live/events')).toBe(1))
  station.send({ type: 'check', state: 'checked' })
  await until(() => expect(reports()).toEqual(['run-0001', 'run-0002']))
  expect(count('PUT /api/v1/live/facts')).toBe(2)
})

test('beats go on, and results are told, while a source is slow', async () => {
  const slow = Promise.withResolvers<never>()
  begin({ checkup: checksOf({ collect: slowClock(slow.promise) }) })
  await until(() => expect(count('POST /api/v1/live/beat')).toBeGreaterThan(3))
  await until(() => expect(station.heard.map(({ check }) => check)).toContain('memory'))
  expect(station.heard.map(({ check }) => check)).not.toContain('clock')
  expect(count('PUT /api/v1/live/facts')).toBe(0)
})

test('a station that was away when the report came has it afterwards, once more from the start of the run', async () => {
  const clock = Promise.withResolvers<{ rtc: null; system: string; reference: null; ahead: null }>()
  const checkup = checksOf({ collect: slowClock(clock.promise) })
  begin({ checkup })
  await until(() => expect(station.heard.map(({ check }) => check)).toContain('memory'))
  const before = station
  await station.close()
  await until(() => expect(board.current().station.phase).toBe('unreachable'))
  clock.resolve({ rtc: null, system: new Date().toISOString(), reference: null, ahead: null })
  await checkup.run(false).report
  station = await fakeStation(await authority.issue(), Number(before.url.port))
  await until(() => expect(station.heard.at(-1)).toMatchObject({ run: 'run-0001', report: { id: 'run-0001' } }))
  expect(station.heard.map(({ check }) => check)).toContain('memory')
})

test('a station that goes away and comes back is talked to again, without a second enrolment', async () => {
  begin()
  await until(() => expect(board.current().station.phase).toBe('talking'))
  const before = station
  await station.close()
  await until(() => expect(board.current().station.phase).toBe('unreachable'))
  expect(board.current().station.problem?.code).toBe('live.stationUnreachable')
  station = await fakeStation(await authority.issue(), Number(before.url.port))
  // It has the key in its database; ours has only memory, so it refuses once and is introduced to the key again.
  await until(() => expect(board.current().station.phase).toBe('talking'))
  expect(station.enrolments[0]?.publicKey).toEqual(before.enrolments[0]?.publicKey)
})

test('a station that no longer knows the key is introduced to it again', async () => {
  begin()
  await until(() => expect(count('POST /api/v1/live/beat')).toBeGreaterThan(0))
  station.forget()
  await until(() => expect(station.enrolments).toHaveLength(2))
  await until(() => expect(board.current().station.phase).toBe('talking'))
})

test('a network change ends the wait for the next try', async () => {
  await station.close()
  const talk = begin({ random: () => 0.99 })
  await until(() => expect(board.current().station.problem?.code).toBe('live.stationUnreachable'))
  await new Promise((resolve) => setTimeout(resolve, 50))
  station = await fakeStation(await authority.issue(), Number(station.url.port))
  const woken = performance.now()
  talk.wake()
  await until(() => expect(board.current().station.phase).toBe('talking'))
  expect(performance.now() - woken).toBeLessThan(700)
})

test('waits longer after each failure, up to eight seconds, never in step with others', () => {
  expect([1, 2, 3, 4, 5, 60].map((failures) => backoff(failures, 0))).toEqual([500, 1000, 2000, 4000, 4000, 4000])
  expect(backoff(1, 0.5)).toBe(750)
  expect(backoff(60, 0.999)).toBeLessThan(8000)
})
