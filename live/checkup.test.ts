import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { log } from '../lib/log.ts'
import type { ClockSample } from '../preflight/facts/context.ts'
import { shippedPolicy } from '../preflight/policies.ts'
import type { Report } from '../preflight/report.ts'
import type { Orders } from '../pxe/contract/live.ts'
import { begun } from './__fixtures__/status.ts'
import { checkup, type CheckupOptions } from './checkup.ts'
import { statusBoard, type StatusBoard } from './status.ts'

let folder: string
let board: StatusBoard
let ending: AbortController

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-checkup-'))
  ending = new AbortController()
  board = statusBoard(begun)
})
afterEach(() => {
  ending.abort()
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

const logger = log('test')
logger.level = 'silent'

const orders = (name: string): Orders => ({
  policy: { ...shippedPolicy('host'), name },
  dhcpServers: null,
  cluster: null,
})
const untried = { dhcpServers: null, addressesInUse: null, gateway: null, mtu: null, probe: null }

/** An empty machine without a station, whose tools are missing. */
function make(options: Partial<CheckupOptions> = {}, collect: Partial<CheckupOptions['collect']> = {}) {
  let runs = 0
  return checkup({
    collect: {
      root: folder,
      run: () => Promise.reject(new Error('no tools here')),
      now: () => new Date(),
      signal: ending.signal,
      ...collect,
    },
    clocks: { trueTime: () => null, renew: async () => {} },
    program: '0.1.0',
    board,
    logger,
    newId: () => `run-000${(runs += 1)}`,
    ready: async () => {},
    probe: async () => untried,
    ownOrders: () => orders('own'),
    ordersWithin: 0,
    again: () => {},
    ...options,
  })
}

test('without a station the machine checks itself, by its own policy, and shows parts, results and report', async () => {
  const report = await make().run(false).report
  expect(report.policy.name).toBe('own')
  expect(board.current().preflight).toEqual({ running: false, results: report.checks, report })
  expect(board.current().facts).toMatchObject(board.current().parts)
})

test('a station that gives orders in time is obeyed, one that does not is not waited for', async () => {
  const obeyed = make({ ordersWithin: 600_000 }).run(false)
  obeyed.obey(orders('of-the-station'))
  obeyed.obey(orders('later'))
  expect((await obeyed.report).policy.name).toBe('of-the-station')
  expect((await make({ ordersWithin: 10 }).run(false).report).policy.name).toBe('own')
})

test('nothing is read before the devices are there', async () => {
  const there = Promise.withResolvers<void>()
  const read = vi.fn<() => Promise<never>>(() => Promise.reject(new Error('no tools here')))
  const { report } = make({ ready: () => there.promise }, { run: read }).run(false)
  await new Promise((resolve) => setImmediate(resolve))
  expect(read).not.toHaveBeenCalled()
  there.resolve()
  await report
  expect(read).toHaveBeenCalled()
})

test('the run stays until another is asked for; asked for while it is under way, it follows', async () => {
  const again = vi.fn<() => void>()
  const checks = make({ again })
  const first = checks.run(false)
  expect(checks.run(false)).toBe(first)
  expect(checks.run(true)).toBe(first)
  expect(again).not.toHaveBeenCalled()
  await first.report
  expect(again).toHaveBeenCalledOnce()
  expect(checks.run(false)).toBe(first)
  const second = checks.run(true)
  expect(second.id).not.toBe(first.id)
  await second.report
  expect(again).toHaveBeenCalledOnce()
})

test('while it is checked again, the last report stays on the screen, as the station judged it', async () => {
  const checks = make()
  const run = checks.run(false)
  const { counts, checks: results } = await run.report
  checks.judged(run, { id: 'judged', state: 'checked', verdict: 'unfit', counts, checks: results.slice(0, 1) })
  expect(board.current().preflight).toMatchObject({
    results: [results[0]],
    report: { id: 'judged', verdict: 'unfit', checks: [results[0]] },
  })
  const next = checks.run(true)
  expect(board.current().preflight).toMatchObject({ running: true, results: [], report: { id: 'judged' } })
  // The answer to an older run comes late.
  checks.judged(run, { id: 'old', state: 'checked', verdict: 'fit', counts, checks: [] })
  expect(board.current().preflight.report?.id).toBe('judged')
  await next.report
})

test('results can be heard from the first on, also by who comes late', async () => {
  const run = make().run(false)
  const heard = async () => {
    const names = []
    for await (const { check } of run.results(ending.signal)) names.push(check)
    return names
  }
  const early = await heard()
  expect(early.length).toBeGreaterThan(5)
  expect(await heard()).toEqual(early)
})

test('a source that was late is asked again, three times and no more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const again = vi.fn<() => void>()
  const checks = make({ again }, { run: () => new Promise(() => {}) })
  for (const times of [1, 2, 3, 3]) {
    let ended = false
    const pending = checks.run(true).report.finally(() => (ended = true))
    await vi.waitFor(
      async () => {
        await vi.advanceTimersByTimeAsync(5000)
        expect(ended).toBe(true)
      },
      { interval: 5, timeout: 10_000 },
    )
    await pending
    await vi.advanceTimersByTimeAsync(20_000)
    expect(again).toHaveBeenCalledTimes(times)
  }
})

test('a clock that was fixed is read anew, and what was wrong is a note', async () => {
  const [wrong, right] = ['2020-01-01T00:00:00.000Z', '2026-03-01T00:00:00.000Z']
  const rtc = join(folder, 'sys/class/rtc/rtc0/since_epoch')
  mkdirSync(dirname(rtc), { recursive: true })
  const showing = (time: string) => writeFileSync(rtc, String(Date.parse(time) / 1000))
  showing(wrong)
  let found: ClockSample = { rtc: wrong, system: wrong, reference: 'station', ahead: -194_400_000 }
  const truth = () => new Date(right)
  const run: CheckupOptions['collect']['run'] = async (command) => {
    if (command !== 'hwclock') throw new Error('no tools here')
    showing(right)
    return { stdout: '', stderr: '' }
  }
  const renew = async () => void (found = { rtc: right, system: right, reference: 'station', ahead: 0 })
  const checks = make({ clocks: { trueTime: () => truth, renew } }, { run, now: truth, clock: async () => found })
  const codesOf = (report: Report) => report.checks.flatMap(({ findings }) => findings.map(({ code }) => code))
  expect(codesOf(await checks.run(false).report)).toContain('clock.off')
  const request = { id: 'request-1', fix: true, deep: [], budget: 1000, peer: null }
  const fixing = checks.run(true, { request, peerReady: async () => null })
  expect(fixing.request).toBe(request)
  const report = await fixing.report
  expect(report.fixes).toContainEqual(expect.objectContaining({ fix: 'clock', outcome: 'changed' }))
  expect(codesOf(report)).toContain('clock.fixed')
  expect(codesOf(report)).not.toContain('clock.off')
  expect(codesOf(await checks.run(true).report)).not.toContain('clock.off')
})
