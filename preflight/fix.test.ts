import { expect, test } from 'vitest'
import { fitServer } from './__fixtures__/facts.ts'
import type { Reader } from './facts/reader.ts'
import type { Facts } from './facts/schema.ts'
import { fixes, runFixes } from './fix.ts'
import type { FixOptions } from './fix.ts'
import { installedPower } from './fix/installed.ts'
import { judgedCodes, shippedPolicy } from './policies.ts'
import type { CheckResult } from './report.ts'

const host = shippedPolicy('host')

const cpu = (number: number, file: string) => `/sys/devices/system/cpu/cpu${number}/${file}`
const rtc = '/sys/class/rtc/rtc0/since_epoch'
const truth = new Date('2026-03-01T12:00:00Z')
const in2020 = new Date('2020-01-01T00:00:00Z')
const seconds = (date: Date): string => String(Math.floor(date.getTime() / 1000))

const lazy: Record<string, string> = {
  [cpu(0, 'cpufreq/scaling_governor')]: 'powersave',
  [cpu(1, 'cpufreq/scaling_governor')]: 'performance',
  [cpu(0, 'power/energy_perf_bias')]: '6',
  [cpu(0, 'cpuidle/state0/name')]: 'POLL',
  [cpu(0, 'cpuidle/state0/disable')]: '0',
  [cpu(0, 'cpuidle/state1/name')]: 'C1E',
  [cpu(0, 'cpuidle/state1/disable')]: '0',
  [cpu(0, 'cpuidle/state2/name')]: 'C6',
  [cpu(0, 'cpuidle/state2/disable')]: '0',
  [rtc]: seconds(in2020),
}

/** A machine of files, with a clock and a management controller that do as they are told. */
function machine(files: Record<string, string>, refuses: readonly string[] = []) {
  const calls: string[] = []
  const state = { now: in2020, policy: 'always-off' }
  const below = (path: string): string[] =>
    Object.keys(files)
      .filter((file) => file.startsWith(`${path}/`))
      .map((file) => file.slice(path.length + 1).split('/')[0]!)
  const reader: Reader = {
    text: async (path) => files[path],
    bytes: async () => undefined,
    bytesAt: async () => undefined,
    list: async (path) => [...new Set(below(path))],
    target: async () => undefined,
    run: async (command, args) => {
      calls.push([command, ...args].join(' '))
      if (refuses.includes(command)) throw new Error(`${command} refuses`)
      if (command === 'date') state.now = truth
      if (command === 'hwclock') files[rtc] = seconds(state.now)
      if (args[1] === 'policy') state.policy = args[2]!
      return args[1] === 'status' ? `Power Restore Policy : ${state.policy}\n` : ''
    },
  }
  const write = async (path: string, text: string): Promise<void> => {
    calls.push(`${path} = ${text}`)
    if (!refuses.includes(path)) files[path] = text
  }
  return { reader, write, calls, now: () => state.now }
}

const checksOf = (...codes: string[]): CheckResult[] => [
  {
    check: 'x',
    status: 'warn',
    findings: codes.map((code) => ({
      code,
      severity: 'warn',
      subject: null,
      params: {},
      measured: null,
      threshold: null,
      vendorRemedies: [],
    })),
  },
]
const everything = checksOf(
  'clock.off',
  'clock.reset',
  'powerRestore.off',
  'powerSaving.governor',
  'powerSaving.bias',
  'powerSaving.idleStates',
)

const options = (
  { reader, write, now }: ReturnType<typeof machine>,
  more: Partial<FixOptions> & { facts?: Facts } = {},
): FixOptions => ({
  facts: fitServer,
  reader,
  write,
  now,
  trueTime: () => truth,
  policy: host,
  checks: everything,
  signal: new AbortController().signal,
  dryRun: false,
  ...more,
})

test('sets right what was found, reads it back, and says before and after', async () => {
  const files = { ...lazy }
  const { results, fixed } = await runFixes(options(machine(files)))
  expect(results).toEqual([
    {
      fix: 'clock',
      outcome: 'changed',
      before: '2020-01-01T00:00:00.000Z',
      after: '2026-03-01T12:00:00.000Z',
      problem: null,
    },
    { fix: 'powerRestore', outcome: 'changed', before: 'always-off', after: 'always-on', problem: null },
    { fix: 'governor', outcome: 'changed', before: 'powersave, performance', after: 'performance', problem: null },
    { fix: 'bias', outcome: 'changed', before: '6', after: '0', problem: null },
    { fix: 'idle', outcome: 'changed', before: 'C6', after: 'C1', problem: null },
    {
      fix: 'lasting',
      outcome: 'planned',
      before: null,
      after:
        'intel_idle.max_cstate=1; processor.max_cstate=1; cpufreq.default_governor=performance; tuned-adm profile virtual-host',
      problem: null,
    },
  ])
  expect(fixed.map(({ code }) => code)).toEqual([
    'clock.off',
    'powerRestore.off',
    'powerSaving.governor',
    'powerSaving.bias',
    'powerSaving.idleStates',
  ])
  expect(files[cpu(0, 'cpuidle/state1/disable')]).toBe('0')
  expect(files[cpu(0, 'cpuidle/state2/disable')]).toBe('1')
})

test('a second run finds all as it should be, and changes nothing', async () => {
  const target = machine({ ...lazy })
  await runFixes(options(target))
  target.calls.splice(0)
  const { results, fixed } = await runFixes(options(target))
  expect(results.map(({ outcome }) => outcome)).toEqual([...fixes.map(() => 'already'), 'planned'])
  expect(fixed).toEqual([])
  expect(target.calls).toEqual(['ipmitool chassis status'])
})

test('a dry run says what it would do, and does nothing', async () => {
  const target = machine({ ...lazy })
  const { results, fixed } = await runFixes(options(target, { dryRun: true }))
  expect(results.every(({ outcome }) => outcome === 'planned')).toBe(true)
  expect(results.find(({ fix }) => fix === 'powerRestore')).toMatchObject({ before: 'always-off', after: 'always-on' })
  expect(fixed).toEqual([])
  expect(target.calls).toEqual(['ipmitool chassis status'])
})

test('one that fails does not stop the others, and its reason is told', async () => {
  const { results } = await runFixes(options(machine({ ...lazy }, ['hwclock'])))
  expect(results[0]).toMatchObject({ fix: 'clock', outcome: 'failed', problem: 'hwclock refuses' })
  expect(results.slice(1, 5).map(({ outcome }) => outcome)).toEqual(['changed', 'changed', 'changed', 'changed'])
})

test('what was written but did not stay has failed', async () => {
  const { results, fixed } = await runFixes(
    options(machine({ ...lazy }, [cpu(0, 'power/energy_perf_bias')]), { checks: checksOf('powerSaving.bias') }),
  )
  expect(results[0]).toMatchObject({ fix: 'bias', outcome: 'failed', before: '6', after: '6' })
  expect(fixed).toEqual([])
})

test.each([
  ['without a reference nobody knows the right time', 'clock.off', { trueTime: null }],
  [
    'without a hardware clock',
    'clock.off',
    { facts: { ...fitServer, clock: { ...fitServer.clock, settable: false } } },
  ],
  ['without a controller', 'powerRestore.off', { facts: { ...fitServer, bmc: { ...fitServer.bmc, present: false } } }],
])('%s it is impossible', async (_, code, more) => {
  const target = machine({ ...lazy })
  const { results } = await runFixes(options(target, { checks: checksOf(code), ...more }))
  expect(results).toMatchObject([{ outcome: 'impossible', after: null }])
  expect(target.calls).toEqual([])
})

test('a kernel without idle states or governors offers nothing to set', async () => {
  const checks = checksOf('powerSaving.idleStates', 'powerSaving.governor')
  const { results } = await runFixes(options(machine({}), { checks }))
  expect(results.map(({ fix, outcome }) => [fix, outcome])).toEqual([
    ['governor', 'impossible'],
    ['idle', 'impossible'],
    ['lasting', 'planned'],
  ])
})

test('what no check found is left alone', async () => {
  const target = machine({ ...lazy })
  expect(await runFixes(options(target, { checks: checksOf('memory.small') }))).toEqual({ results: [], fixed: [] })
  expect(target.calls).toEqual([])
})

test('every finding that a fix is for can be found', () => {
  expect(fixes.flatMap(({ codes }) => codes).filter((code) => !judgedCodes.includes(code))).toEqual([])
})

test('an installed system is told what its own driver understands, as far as the policy minds', () => {
  const intel = { idle: { driver: 'intel_idle', states: [] } }
  expect(installedPower(intel, host).kernelArguments).toContain('intel_idle.max_cstate=1')
  expect(installedPower({ idle: { driver: 'acpi_idle', states: [] } }, host).kernelArguments).toEqual([
    'processor.max_cstate=1',
    'cpufreq.default_governor=performance',
  ])
  const easy = { severities: { 'powerSaving.idleStates': 'off', 'powerSaving.governor': 'off' } } as const
  expect(installedPower(intel, easy)).toEqual({ kernelArguments: [], tunedProfile: null })
})
