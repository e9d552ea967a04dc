import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { VmpError } from '../lib/errors.ts'
import { log } from '../lib/log.ts'
import { nothingAround } from '../preflight/around.ts'
import { checks } from '../preflight/checks.ts'
import { relevant } from '../preflight/evaluate.ts'
import { shortCode } from '../pxe/contract/short-code.ts'
import { makeAuthority, type Authority } from '../lib/station/__fixtures__/authority.ts'
import { fakeStation, type FakeStation } from './__fixtures__/station.ts'
import { begun } from './__fixtures__/status.ts'
import { checkup, type CheckupOptions } from './checkup.ts'
import { openProofKey } from '../lib/station/proof-key.ts'
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
    ...begun,
    boot: { source: 'http', image: 'img', mode: 'live' },
    stationUrl: station.url.origin,
    station: { phase: 'looking', heardAt: null, problem: null },
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
    clocks: { trueTime: () => null, renew: async () => {} },
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
    openKey: () => openProofKey(join(folder, 'live.key'), () => new Date()),
    takeTime: async () => ({ rtc: null, system: new Date().toISOString(), ahead: 0 }),
    evidence: async () => ({ uuid: null, serial: 'S1', macs: ['52:54:00:12:34:56'], bootMac: null }),
    checkup: checksOf(),
    peer: { serve: async () => null, stop: () => {} },
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
  const { thumbprint } = await openProofKey(join(folder, 'live.key'), () => new Date())
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
      return openProofKey(join(folder, 'live.key'), () => new Date())
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
  await until(() => expect(station.listeners()).toBe(1))
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

/** Answers as the tools of a deep test do; one that was told to wait ends when it is ended. */
function tester() {
  const begun: string[] = []
  const run: CheckupOptions['collect']['run'] = (command, _args, { signal }) => {
    begun.push(command)
    if (command !== 'stressapptest') return Promise.reject(new Error('no tools here'))
    return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new VmpError('cancelled'))))
  }
  return { begun, collect: { root: folder, run, now: () => new Date(), signal: ending.signal } }
}

const request = { id: 'request-1', fix: false, deep: ['cpu' as const], budget: 60_000, peer: null }
const reports = () => station.heard.flatMap(({ report }) => report ?? [])

/** A live system that has sent its first report and listens. */
async function listening(options: Partial<SessionOptions> = {}) {
  const talk = begin(options)
  await until(() => expect(reports()).toHaveLength(1))
  await until(() => expect(station.listeners()).toBe(1))
  return talk
}

test('tests when the station asks, tells how far it is, and ends it when that is cancelled', async () => {
  const { begun, collect } = tester()
  await listening({ checkup: checksOf({ collect }) })
  station.send({ type: 'check', state: 'checked', request })
  await until(() => expect(begun).toContain('stressapptest'))
  // Heard twice, after a break of the channel: it is the same one.
  station.send({ type: 'check', state: 'checked', request })
  expect(station.heard.findLast(({ request: sent }) => sent)).toMatchObject({ run: 'run-0002', request })
  const told = () => station.heard.flatMap(({ progress }) => progress ?? [])
  await until(() => expect(told()).toContainEqual({ step: 'cpu', percent: 0, left: 60_000 }))
  expect(board.current().preflight.progress).toMatchObject({ step: 'cpu' })
  station.send({ type: 'cancel', state: 'checking', id: 'another' })
  const beats = count('POST /api/v1/live/beat')
  await until(() => expect(count('POST /api/v1/live/beat')).toBeGreaterThan(beats + 3))
  expect(reports()).toHaveLength(1)
  station.send({ type: 'cancel', state: 'checking', id: 'request-1' })
  await until(() => expect(reports()).toHaveLength(2))
  expect(reports()[1]?.deep).toMatchObject([{ test: 'cpu', outcome: 'aborted' }])
  expect(reports()[1]?.facts.memory).toEqual(reports()[0]?.facts.memory)
  await until(() => expect(board.current().preflight.progress).toBeUndefined())
  const after = count('POST /api/v1/live/beat')
  await until(() => expect(count('POST /api/v1/live/beat')).toBeGreaterThan(after + 3))
  expect(new Set(station.heard.map(({ run }) => run))).toEqual(new Set(['run-0001', 'run-0002']))
})

test('what is asked for while a run is under way is done by the next one', async () => {
  const clock = Promise.withResolvers<never>()
  const { begun, collect } = tester()
  begin({ checkup: checksOf({ collect: { ...collect, clock: () => clock.promise } }) })
  await until(() => expect(station.listeners()).toBe(1))
  station.send({ type: 'check', state: 'checked', request })
  await until(() => expect(station.heard.map(({ check }) => check)).toContain('memory'))
  expect(begun).not.toContain('stressapptest')
  clock.reject(new Error('no clock'))
  await until(() => expect(begun).toContain('stressapptest'))
  expect(station.heard.findLast(({ request: sent }) => sent)).toMatchObject({ run: 'run-0002' })
})

test('a station that comes back in the middle of a test hears again what it is, and gets the report', async () => {
  const { begun, collect } = tester()
  await listening({ checkup: checksOf({ collect }) })
  station.send({ type: 'check', state: 'checked', request })
  await until(() => expect(begun).toContain('stressapptest'))
  const { port } = station.url
  await station.close()
  await until(() => expect(board.current().station.phase).toBe('unreachable'))
  station = await fakeStation(await authority.issue(), Number(port))
  await until(() => expect(station.heard).toContainEqual({ run: 'run-0002', request }))
  await until(() => {
    station.send({ type: 'cancel', state: 'checking', id: 'request-1' })
    expect(reports().at(-1)?.deep).toMatchObject([{ outcome: 'aborted' }])
  })
})

test('listens for another machine’s network test, tells when it does, and stops when told', async () => {
  const heard: string[] = []
  await listening({
    peer: {
      serve: async ({ id, address }) => {
        heard.push(`${id} ${address}`)
        return id === 'a' ? null : 'no iperf3'
      },
      stop: (id) => void heard.push(`stop ${id}`),
    },
  })
  for (const id of ['a', 'b'])
    station.send({ type: 'serve', state: 'checked', serve: { id, address: '192.0.2.2', milliseconds: 1000 } })
  station.send({ type: 'stop', state: 'checked', id: 'a' })
  await until(() => expect(station.serving).toHaveLength(2))
  expect(heard).toEqual(['a 192.0.2.2', 'b 192.0.2.2', 'stop a'])
  expect(station.serving).toEqual(
    expect.arrayContaining([
      { id: 'a', problem: null },
      { id: 'b', problem: 'no iperf3' },
    ]),
  )
})

test('the network test begins when the station says that the other machine listens', async () => {
  const { begun, collect } = tester()
  await listening({ checkup: checksOf({ collect }) })
  const asked = { ...request, deep: ['network' as const], peer: '192.0.2.2' }
  station.send({ type: 'check', state: 'checked', request: asked })
  await until(() => expect(count('POST /api/v1/live/preflight/peer')).toBe(1))
  expect(begun).not.toContain('iperf3')
  station.peer = { listens: true, problem: null }
  await until(() => expect(begun).toContain('iperf3'))
  await until(() => expect(reports().at(-1)?.deep).toMatchObject([{ test: 'network', subject: '192.0.2.2' }]))
})

test('a network test whose other machine cannot listen is impossible, and says why', async () => {
  const { collect } = tester()
  await listening({ checkup: checksOf({ collect }) })
  station.peer = { listens: false, problem: 'no iperf3' }
  const asked = { ...request, deep: ['network' as const], peer: '192.0.2.2' }
  station.send({ type: 'check', state: 'checked', request: asked })
  await until(() => expect(reports()).toHaveLength(2))
  expect(reports()[1]?.deep).toMatchObject([{ outcome: 'impossible', problem: 'no iperf3' }])
})
