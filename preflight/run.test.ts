import { rmSync } from 'node:fs'
import { Check as matches } from 'typebox/value'
import { afterEach, expect, test } from 'vitest'
import { check } from './check.ts'
import type { Check } from './check.ts'
import { memory } from './checks/memory.ts'
import { plant } from './facts/__fixtures__/tree.ts'
import { nothingRead } from './facts/collect.ts'
import type { RunTool } from './facts/reader.ts'
import { shippedPolicy } from './policies.ts'
import type { Policy } from './policy.ts'
import { Report } from './report.ts'
import type { CheckResult } from './report.ts'
import { runPreflight, withDeepTests } from './run.ts'
import type { PreflightOptions } from './run.ts'

const host = shippedPolicy('host')
const policy: Policy = { ...host, severities: { ...host.severities, 'bmc.silent': 'warn', 'around.gateway': 'fail' } }

const bmc = check({
  id: 'bmc',
  needs: ['bmc'],
  asks: [],
  problems: ['silent'],
  remarks: {},
  run: ({ unread }) => unread.filter(({ source }) => source.startsWith('ipmitool')).map(() => ({ problem: 'silent' })),
})
const around = check({
  id: 'around',
  needs: ['nics'],
  asks: ['network'],
  problems: ['gateway'],
  remarks: { untried: 'unknown' },
  run: ({ around: { network } }) => {
    if (network === null) return [{ problem: 'untried' }]
    return network.gateway?.reachable === false ? [{ problem: 'gateway' }] : []
  },
})

const planted: string[] = []
afterEach(() => {
  for (const root of planted.splice(0)) rmSync(root, { recursive: true })
})

type Options = Partial<Omit<PreflightOptions, 'collect'>> & { wrap?: (run: RunTool) => RunTool; signal?: AbortSignal }

function preflight({ wrap = (run) => run, signal = new AbortController().signal, ...options }: Options = {}) {
  const { root, run } = plant('dell-r740')
  planted.push(root)
  const checks: readonly Check[] = [memory, bmc, around]
  return runPreflight({
    collect: { root, run: wrap(run), now: () => new Date('2026-03-01T00:00:00Z'), signal },
    policy,
    id: 'r1',
    program: '0',
    checks,
    ...options,
  })
}

/** A tool that answers when the test says so. */
function held(name: string) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const wrap =
    (run: RunTool): RunTool =>
    async (command, args, options) => {
      if (command === name) await promise
      return run(command, args, options)
    }
  return { wrap, release: () => resolve() }
}

const untried = {
  dhcpServers: null,
  addressesInUse: null,
  mtu: null,
  probe: null,
}

test('a report fits its schema, and carries what it was made of', async () => {
  const report = await preflight({ machine: { id: 'm1', name: 'm-1' }, cluster: 'c1' })
  expect(matches(Report, report)).toBe(true)
  expect(report).toMatchObject({
    id: 'r1',
    machine: { id: 'm1' },
    policy: { name: 'host' },
    around: { cluster: 'c1', network: null, fleet: null },
    verdict: 'fit',
  })
  expect(report.checks.map(({ check }) => check)).toEqual(['memory', 'bmc', 'around'])
})

test('a slow management controller does not hold back the verdict on the memory', async () => {
  const { wrap, release } = held('ipmitool')
  const seen: string[] = []
  const memoryJudged = Promise.withResolvers<void>()
  const pending = preflight({
    wrap,
    onResult: ({ check }) => {
      seen.push(check)
      if (check === 'memory') memoryJudged.resolve()
    },
  })
  await memoryJudged.promise
  expect(seen).not.toContain('bmc')
  release()
  await pending
  expect(seen).toContain('bmc')
})

test('a check that asks the network waits for its answer, and no other check does', async () => {
  const network = Promise.withResolvers<NonNullable<Report['around']['network']>>()
  const results: CheckResult[] = []
  const report = await preflight({
    around: { network: () => network.promise },
    onFacts: () => {
      expect(results.map(({ check }) => check).toSorted()).toEqual(['bmc', 'memory'])
      network.resolve({ ...untried, gateway: { address: '192.0.2.1', reachable: false } })
    },
    onResult: (result) => results.push(result),
  })
  expect(results.filter(({ check }) => check === 'around').map(({ status }) => status)).toEqual(['fail'])
  expect(report.verdict).toBe('unfit')
  expect(report.around.network?.gateway?.reachable).toBe(false)
})

test('a provider that fails or hangs is named, and its check says that it does not know', async () => {
  const report = await preflight({
    around: { network: () => Promise.reject(new Error('no route')), fleet: () => new Promise(() => {}) },
    aroundLimit: 10,
  })
  expect(report.facts.unread).toContainEqual({ source: 'network', reason: 'no route' })
  expect(report.facts.unread).toContainEqual({ source: 'fleet', reason: 'no answer within 0.01 s' })
  expect(report.checks.find(({ check }) => check === 'around')?.status).toBe('unknown')
})

test('an abort ends the reading at once, and the report holds what is known', async () => {
  const { wrap } = held('ipmitool')
  const abort = new AbortController()
  const report = await preflight({
    wrap,
    signal: abort.signal,
    around: { network: () => new Promise(() => {}) },
    onResult: ({ check }) => {
      if (check === 'memory') abort.abort()
    },
  })
  expect(matches(Report, report)).toBe(true)
  expect(report.facts.memory.usable).toBe(65539308 * 1024)
  expect(report.facts.unread.map(({ source }) => source)).toEqual(expect.arrayContaining(['bmc', 'network']))
})

test('a policy that comes late holds back the results, not the reading', async () => {
  const given = Promise.withResolvers<Policy>()
  const read = Promise.withResolvers<string[]>()
  const results: CheckResult[] = []
  const pending = preflight({
    policy: given.promise,
    onResult: (result) => results.push(result),
    onFacts: ({ disks }) => read.resolve(disks.map(({ name }) => name)),
  })
  expect(await read.promise).not.toEqual([])
  expect(results).toEqual([])
  given.resolve({ ...policy, name: 'late' })
  expect((await pending).policy.name).toBe('late')
  expect(results.map(({ check }) => check)).toEqual(['memory', 'bmc', 'around'])
})

test('without any policy there is no report', async () => {
  await expect(preflight({ policy: Promise.reject(new Error('no policy')) })).rejects.toThrow('no policy')
})

test('each part is shown as it is there', async () => {
  const parts: string[] = []
  await preflight({ onPart: (part) => parts.push(part) })
  expect(parts.toSorted()).toEqual(Object.keys(nothingRead).toSorted())
})

test('a result is handed out once when nothing changes it', async () => {
  const seen: string[] = []
  await preflight({ onResult: ({ check }) => void seen.push(check) })
  expect(seen.toSorted()).toEqual(['around', 'bmc', 'memory'])
})

test('what a deep test found is judged, and a report of none does not speak of them', async () => {
  const report = await preflight()
  expect(report.checks.some(({ check }) => check === 'deepTests')).toBe(false)
  const result = { test: 'disks' as const, took: 1, covered: 100, figures: [] }
  const tested = withDeepTests(
    report,
    [
      { ...result, subject: 'sda', outcome: 'passed', problem: null },
      { ...result, subject: 'sdb', outcome: 'failed', problem: 'cannot be read at 0.10 GB' },
      { ...result, subject: 'sdc', outcome: 'aborted', problem: null },
    ],
    policy,
  )
  expect(matches(Report, tested)).toBe(true)
  expect(tested.checks.find(({ check }) => check === 'deepTests')?.findings).toMatchObject([
    { code: 'deepTests.disks', severity: 'fail', subject: 'sdb', measured: 'cannot be read at 0.10 GB' },
    { code: 'deepTests.unfinished', severity: 'unknown', subject: 'sdc', params: { test: 'disks' } },
  ])
  expect(tested.verdict).toBe('unfit')
  expect(tested.deep).toHaveLength(3)
})
