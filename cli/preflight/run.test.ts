import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, onTestFinished } from 'vitest'
import type { StepEvent } from '../../lib/steps.ts'
import { plant } from '../../preflight/facts/__fixtures__/tree.ts'
import { shippedPolicy } from '../../preflight/policies.ts'
import { checkup } from './checkup.ts'
import type { CheckupOptions, World } from './checkup.ts'
import { preflightCommand } from '../preflight.ts'
import { parseTests, parseTime, runCommand } from './run.ts'

test.each([
  ['90s', 90_000],
  ['10m', 600_000],
  ['1.5h', 5_400_000],
])('%s is a time', (text, milliseconds) => {
  expect(parseTime(text)).toBe(milliseconds)
})

test.each(['', '10', 'm', '-1m', '0s', '1d', '10m5'])('"%s" is none', (text) => {
  expect(() => parseTime(text)).toThrow(/10m/)
})

test('tests are named one by one, or all; a name that is none is refused', () => {
  expect(parseTests('all')).toBe('all')
  expect(parseTests('disks, memory')).toEqual(['memory', 'disks'])
  expect(() => parseTests('memory,discs')).toThrow(/memory, disks, cpu, network/)
  expect(() => parseTests('')).toThrow(/all/)
})

const vmp = (...args: string[]) => preflightCommand().parseAsync(args, { from: 'user' })

test.each([
  ['a network test without its other machine', ['--deep', 'network'], 'preflight.peerAndTest'],
  ['another machine without the network test', ['--deep', 'memory', '--peer', '192.0.2.1'], 'preflight.peerAndTest'],
  ['two documents on one output', ['--output', '-', '--html', '-'], 'preflight.oneOutput'],
  ['a policy without a name', ['--policy', ''], 'policy.unknown'],
])('%s is refused before anything is read', async (_, args, code) => {
  await expect(vmp('run', ...args)).rejects.toMatchObject({ code })
})

test('a word that is no command is refused, and the nearest is named', async () => {
  await expect(vmp('fleat')).rejects.toMatchObject({
    code: 'preflight.unknownCommand',
    params: { name: 'fleat', nearest: 'fleet', names: 'run, report, fleet, compare, peer, bundle' },
  })
})

test('its help shows the time for deep tests as it is typed', () => {
  expect(runCommand().helpInformation()).toMatch(/default:\s+10m\)/)
})

/** A server whose first processor saves power, and whose sysfs can be written. */
function server(): { world: World; governor: string } {
  const { root, run } = plant('dell-r740')
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const policy = join(root, 'sys/devices/system/cpu/cpufreq/policy0')
  const cpu = join(root, 'sys/devices/system/cpu/cpu0')
  mkdirSync(policy, { recursive: true })
  mkdirSync(cpu, { recursive: true })
  const governor = join(policy, 'scaling_governor')
  writeFileSync(governor, 'powersave\n')
  symlinkSync(policy, join(cpu, 'cpufreq'))
  const { signal } = new AbortController()
  const tool: World['run'] = async (command, args, { timeout }) => ({
    ...(await run(command, [...args], { signal, timeout })),
    stderr: '',
  })
  const now = () => new Date('2026-03-01T00:00:00Z')
  return { world: { root, name: 'server', run: tool, now, elapsed: () => performance.now(), fetch }, governor }
}

const options = (more: Partial<CheckupOptions> = {}): CheckupOptions => ({
  program: '0',
  policy: shippedPolicy('host'),
  fix: false,
  dryRun: false,
  deep: [],
  budget: 1000,
  peer: null,
  signal: new AbortController().signal,
  sink: () => undefined,
  ...more,
})

const codes = (report: Awaited<ReturnType<typeof checkup>>): string[] =>
  report.checks.flatMap(({ findings }) => findings.map(({ code, severity }) => `${severity} ${code}`))

test('says every check as it ends', async () => {
  const events: StepEvent[] = []
  const report = await checkup(options({ sink: (event) => events.push(event) }), server().world)
  const said = events.filter(({ type }) => type === 'note').map(({ message }) => message?.params['check'])
  expect(new Set(said)).toEqual(new Set(report.checks.map(({ check }) => `preflight.${check}.title`)))
  expect(codes(report)).toContain('warn powerSaving.governor')
  expect(report.fixes).toEqual([])
})

test('--fix sets right, checks again, and what was wrong is a note', async () => {
  const { world, governor } = server()
  const report = await checkup(options({ fix: true }), world)
  expect(readFileSync(governor, 'utf8')).toBe('performance')
  expect(codes(report)).not.toContain('warn powerSaving.governor')
  expect(codes(report)).toContain('note powerSaving.fixed')
  expect(report.fixes).toContainEqual({
    fix: 'governor',
    outcome: 'changed',
    before: 'powersave',
    after: 'performance',
    problem: null,
  })
})

test('--fix --dry-run says what it would set, and sets nothing', async () => {
  const { world, governor } = server()
  const report = await checkup(options({ fix: true, dryRun: true }), world)
  expect(readFileSync(governor, 'utf8')).toBe('powersave\n')
  expect(report.fixes).toContainEqual(expect.objectContaining({ fix: 'governor', outcome: 'planned' }))
  expect(codes(report)).toContain('warn powerSaving.governor')
})

test('an abort while the machine is read still ends in a report, and nothing is set or tested then', async () => {
  const { world, governor } = server()
  const abort = new AbortController()
  const sink = ({ message }: StepEvent): void => {
    if (message?.params['check'] === 'preflight.memory.title') abort.abort()
  }
  const slow: World['run'] = (command, args, more) =>
    command === 'ipmitool' ? new Promise(() => {}) : world.run(command, args, more)
  const deep = ['memory'] as const
  const report = await checkup(options({ fix: true, deep, signal: abort.signal, sink }), { ...world, run: slow })
  expect(report.facts.memory.usable).not.toBeNull()
  expect(report.facts.unread.map(({ source }) => source)).toContain('bmc')
  expect(report.deep.map(({ outcome }) => outcome)).toEqual(['aborted'])
  expect(readFileSync(governor, 'utf8')).toBe('powersave\n')
})
