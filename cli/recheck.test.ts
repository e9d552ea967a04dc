import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { VmpError } from '../lib/errors.ts'
import type { StepEvent } from '../lib/steps.ts'
import { fitServer } from '../preflight/__fixtures__/facts.ts'
import { nothingAround } from '../preflight/around.ts'
import type { Report, Verdict } from '../preflight/report.ts'
import type { Machine, ReportSummary, StationEvent } from '../pxe/contract/machines.ts'
import type { Progress, Recheck } from '../pxe/contract/recheck.ts'
import { machine as base } from './__fixtures__/machine.ts'
import { progressSink, recheck } from './recheck.ts'
import type { RecheckOptions } from './recheck.ts'
import type { StationClient } from './station-client.ts'

const counts = { fail: 0, warn: 0, unknown: 0, advice: 0, note: 0 }
const summary = (id: string, verdict: Verdict = 'fit'): ReportSummary => ({
  id,
  finishedAt: '2026-03-01T00:00:00Z',
  verdict,
  counts,
  policy: 'host',
})
const report = (id: string, verdict: Verdict): Report => ({
  version: 1,
  id,
  program: '0',
  machine: { id: base.id, name: 'm1' },
  policy: { name: 'host', digest: 'x' },
  startedAt: '2026-03-01T00:00:00Z',
  finishedAt: '2026-03-01T00:00:00Z',
  took: 1,
  verdict,
  counts,
  checks: [],
  fixes: [],
  deep: [],
  around: nothingAround,
  facts: fitServer,
})
const asked: Recheck = {
  id: 'request-1',
  fix: true,
  deep: ['memory'],
  budget: 5000,
  peer: null,
  askedAt: '2026-03-01T00:00:00Z',
  run: null,
  cancelled: false,
  progress: null,
}
const running: Machine = { ...base, name: 'm1', state: 'checking', report: summary('before'), recheck: asked }
const done = (verdict: Verdict): Machine => ({
  ...running,
  state: 'checked',
  recheck: null,
  report: summary('after', verdict),
})
const reached = (progress: Progress): StationEvent => ({
  type: 'progress',
  machineId: base.id,
  recheck: { ...asked, run: 'run-0001', progress },
})

/** A station whose machine is what it was shown last; its event channel ends when its events are through. */
function station(...channels: readonly (StationEvent | Error)[][]) {
  const calls: unknown[] = []
  let shown: Machine = { ...running, state: 'checked', recheck: null }
  let opened = 0
  const events = () => {
    const channel = channels[opened] ?? []
    opened += 1
    return {
      opened: async () => {},
      async *[Symbol.asyncIterator]() {
        for (const event of channel) {
          if (event instanceof Error) throw event
          if (event.machine) shown = event.machine
          yield event
        }
      },
    }
  }
  const api = {
    machine: async () => shown,
    recheck: async (call: unknown) => {
      calls.push(call)
      // It has not begun yet.
      return (shown = { ...running, state: 'checked' })
    },
    report: async ({ query }: { query: { id: string } }) => report(query.id, shown.report!.verdict),
    events,
  } as unknown as StationClient
  return { api, calls, show: (machine: Machine) => (shown = machine), opened: () => opened }
}

let out = ''
let err = ''
beforeEach(() => {
  out = ''
  err = ''
  vi.stubEnv('LC_ALL', 'C')
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true))
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true))
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = 0
})

const ask = (api: StationClient, options: Partial<RecheckOptions> = {}) =>
  recheck(api, 'm1', { wait: true, fix: true, deep: ['memory'], ...options })
const isDone = (verdict: Verdict = 'fit'): StationEvent => ({
  type: 'machine',
  machineId: base.id,
  machine: done(verdict),
})

test.each([
  ['fit', 0],
  ['unfit', 3],
] as const)('shows how far it is, waits for the report, and a machine that is %s is exit %i', async (verdict, exit) => {
  const { api, calls, opened } = station([reached({ step: 'memory', percent: 40, left: 1000 }), isDone(verdict)])
  expect(await ask(api, { budget: 5000 })).toBeUndefined()
  expect(calls).toEqual([{ params: { machine: 'm1' }, body: { fix: true, deep: ['memory'], budget: 5000 } }])
  expect(err).toContain('Memory patterns')
  expect(opened()).toBe(1)
  expect(out).toContain('m1')
  expect(process.exitCode).toBe(exit)
})

test('with --json the output is the report and nothing else', async () => {
  await ask(station([isDone()]).api, { json: true })
  expect(JSON.parse(out)).toMatchObject({ id: 'after', verdict: 'fit' })
})

test('with --no-wait returns at once', async () => {
  const { api, opened } = station()
  expect(await ask(api, { wait: false })).toMatchObject({ recheck: asked })
  expect(opened()).toBe(0)
})

test('all is all but the network, unless another machine is named', async () => {
  const { api, calls } = station()
  await ask(api, { deep: 'all', fix: false, wait: false })
  await ask(api, { deep: 'all', fix: false, wait: false, peer: 'm2' })
  expect(calls).toMatchObject([
    { body: { deep: ['memory', 'disks', 'cpu'] } },
    { body: { deep: ['memory', 'disks', 'cpu', 'network'], peer: 'm2' } },
  ])
})

test('goes on watching when the station was away, and sees what came meanwhile', async () => {
  const away = new VmpError('api.unreachable', { where: 'x', problem: 'gone' })
  const { api, opened, show } = station([away], [])
  const waiting = ask(api)
  await vi.waitFor(() => expect(opened()).toBe(1))
  show(done('fit'))
  await waiting
  expect(process.exitCode).toBe(0)
})

test('what ended without a report is an error', async () => {
  const cancelled = { ...done('fit'), report: summary('before') }
  const { api } = station([{ type: 'machine', machineId: base.id, machine: cancelled }])
  await expect(ask(api)).rejects.toMatchObject({ code: 'recheck.notDone' })
})

test('what was lost when the machine was started anew is an error, although there is a report', async () => {
  const anew: Machine = { ...running, recheck: null }
  const { api } = station([{ type: 'machine', machineId: base.id, machine: anew }, isDone()])
  await expect(ask(api)).rejects.toMatchObject({ code: 'recheck.notDone' })
  expect(out).toBe('')
})

test('what a restarted station did not know for a moment is not lost', async () => {
  const forgetful: Machine = { ...running, recheck: null }
  const events: StationEvent[] = [forgetful, running].map((machine) => ({
    type: 'machine',
    machineId: base.id,
    machine,
  }))
  await ask(station([...events, isDone()]).api)
  expect(process.exitCode).toBe(0)
})

test('a machine that is forgotten is waited for no longer', async () => {
  await expect(ask(station([{ type: 'forgotten', machineId: base.id }]).api)).rejects.toMatchObject({
    code: 'machine.unknown',
  })
})

test('Ctrl-C ends the watching, and says that the check goes on', async () => {
  const { api, opened } = station()
  const waiting = ask(api)
  await vi.waitFor(() => expect(opened()).toBe(1))
  process.emit('SIGINT')
  expect(await waiting).toBeUndefined()
  expect(err).toContain('vmp machines recheck m1 --cancel')
  expect(process.exitCode).toBe(130)
})

test('progress is told as the steps that it is of', () => {
  const said: StepEvent[] = []
  const show = progressSink((event) => said.push(event))
  const step = (progress: Progress | null) => show({ ...asked, progress })
  step(null)
  step({ step: 'check', percent: 0, left: null })
  step({ step: 'cpu', percent: 0, left: 2000 })
  step({ step: 'cpu', percent: 50, left: 1000 })
  show(null)
  expect(said.map(({ task, type, step: name, done: percent, left }) => [task, type, name, percent, left])).toEqual([
    ['preflight.run', 'started', 'check', undefined, undefined],
    ['preflight.run', 'done', 'check', undefined, undefined],
    ['preflight.deep', 'started', 'cpu', undefined, undefined],
    ['preflight.deep', 'progress', 'cpu', 0, 2000],
    ['preflight.deep', 'progress', 'cpu', 50, 1000],
    ['preflight.deep', 'done', 'cpu', undefined, undefined],
  ])
})
