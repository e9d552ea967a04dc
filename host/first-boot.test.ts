import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { smallHost } from '../installer/configuration/__fixtures__/document.ts'
import { fakeHook, script } from '../installer/hooks/__fixtures__/run.ts'
import { VmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { log } from '../lib/log.ts'
import { firstBoot, lookAgain } from './first-boot.ts'
import type { FirstBootOptions } from './first-boot.ts'
import { essentialUnits } from './health.ts'
import { issueText } from './issue.ts'
import { lastStatusFile, readStatus, writeStatus } from './status.ts'
import type { HostStatus } from './status.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vmp-host-'))
  array({ array_state: 'clean', degraded: '0', sync_action: 'idle' })
})
afterEach(() => rmSync(root, { recursive: true }))

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}
const volumes = ['/run/vmp/system', '/run/vmp/state', '/var/lib/vmp/local']
const health =
  (mounted: readonly string[], unit = 'active') =>
  async () => ({
    units: new Map(essentialUnits.map((each) => [each, unit])),
    mounted: new Set(mounted),
    addresses: new Map([['vmp0', ['10.0.0.5']]]),
  })
const array = (attributes: Record<string, string>): void => {
  for (const [name, value] of Object.entries({ uuid: 'aaaa', ...attributes })) put(`sys/block/md127/md/${name}`, value)
}

const document: FirstBootOptions['document'] = {
  ...smallHost,
  station: { url: 'https://10.0.0.1', pin: 'a'.repeat(64) },
  storage: {
    arrays: [{ name: 'system', level: '1', uuid: 'aa:aa', devices: 2 }],
    volumes: [
      { group: 'vmp', name: 'state' },
      { group: 'vmp', name: 'local' },
    ],
  },
}

/** systemd of a host where these units failed. */
const systemd =
  (failed: string[] = [], late = false): typeof run =>
  async (command, args) => {
    if (args.includes('--wait') && late) throw new VmpError('command.timeout', { command, seconds: 300 })
    if (args[0] === 'list-units') return { stdout: JSON.stringify(failed.map((unit) => ({ unit }))), stderr: '' }
    return { stdout: '', stderr: '' }
  }

const logger = log('test')
logger.level = 'silent'
const seen: HostStatus[] = []
function options(more: Partial<FirstBootOptions> = {}): FirstBootOptions {
  seen.length = 0
  return {
    document,
    boot: { slot: 'a', image: '0.1.0-aaaa', trial: false },
    root,
    state: join(root, 'state'),
    scratch: join(root, 'scratch'),
    run: systemd(),
    health: health(volumes),
    fetch: () => Promise.reject(new Error('no network here')),
    signal: new AbortController().signal,
    now: () => new Date('2026-01-02T03:04:05Z'),
    newId: () => 'word',
    addresses: () => ['10.0.0.5'],
    logger,
    last: undefined,
    onStatus: (status) => seen.push(status),
    builtIn: [],
    ...more,
  }
}

test('a host whose hooks and checks pass is verified, and says so only when all is over', async () => {
  const { report } = await firstBoot(options({ builtIn: [fakeHook('kvm', [])] }))
  expect(report).toMatchObject({
    installation: 'installation-0001',
    image: '0.1.0-aaaa',
    slot: 'a',
    verified: true,
    problems: [],
    hooks: [{ hook: 'kvm', outcome: 'applied' }],
    arrays: [{ name: 'system', state: 'optimal' }],
    addresses: ['10.0.0.5'],
  })
  expect(seen.map(({ done, report }) => [done, report.verified])).toEqual([
    [false, false],
    [true, true],
  ])
})

test.each<[string, () => Partial<FirstBootOptions>, string]>([
  ['a unit failed', () => ({ run: systemd(['ssh.service']) }), 'host.unitsFailed'],
  ['its start does not end', () => ({ run: systemd([], true) }), 'host.notUp'],
  [
    'a hook fails',
    () => ({
      builtIn: [fakeHook('kvm', [], { apply: () => Promise.reject(new VmpError('hook.kvm.noVirtualization')) })],
    }),
    'hook.kvm.noVirtualization',
  ],
  ['a volume is not mounted', () => ({ health: health(volumes.slice(1)) }), 'host.notMounted'],
  ['what it needs does not run', () => ({ health: health(volumes, 'inactive') }), 'host.unitNotActive'],
  ['an array does not run', () => (array({ array_state: 'inactive' }), {}), 'host.arrayFailed'],
])('a host where %s is not verified, and says why', async (_, change, code) => {
  const { report } = await firstBoot(options(change()))
  expect(report.verified).toBe(false)
  expect(report.problems[0]?.code).toBe(code)
})

test('a host that lacks a disk of a mirror works and is verified, and says what it lacks', async () => {
  array({ array_state: 'clean', degraded: '1', sync_action: 'idle' })
  const status = await firstBoot(options())
  expect(status.report).toMatchObject({
    verified: true,
    arrays: [{ name: 'system', state: 'degraded' }],
    problems: [{ code: 'host.arrayDegraded', params: { array: 'system' } }],
  })
  expect(issueText(status)).toContain('! The array system lacks a disk.')
})

test('at a later start hooks are not tried again, and what they found is still reported', async () => {
  const first = await firstBoot(options({ builtIn: [fakeHook('kvm', [])] }))
  const calls: string[] = []
  const again = await firstBoot(options({ last: first, builtIn: [fakeHook('kvm', calls, { eachBoot: true })] }))
  expect(calls).toEqual(['check kvm', 'apply kvm'])
  expect(again.report).toEqual(first.report)
})

test.each([
  ['another image', { boot: { slot: 'b', image: '0.2.0-bbbb', trial: true } } as const],
  ['another installation', { document: { ...document, installation: 'installation-0002' } }],
])('with %s all is tried again', async (_, change) => {
  const last = await firstBoot(options({ builtIn: [fakeHook('kvm', [])] }))
  const calls: string[] = []
  await firstBoot(options({ last, builtIn: [fakeHook('kvm', calls)], ...change }))
  expect(calls).toContain('verify kvm')
})

test('a first start that failed, or was cut off, is tried again as a whole', async () => {
  const failed = await firstBoot(options({ run: systemd(['ssh.service']) }))
  const calls: string[] = []
  await firstBoot(options({ last: failed, builtIn: [fakeHook('kvm', calls)] }))
  expect(calls).toContain('verify kvm')
})

test('an optional script that failed is reported and leaves the host verified, now and later', async () => {
  const scripts = [script('mine', 'exit 1', { optional: true })]
  const both = { document: { ...document, hooks: { ...document.hooks, scripts } } }
  const { run: real } = await import('../lib/exec.ts')
  const tools: typeof run = (command, args, more) =>
    command === 'systemctl' ? systemd()(command, args, more) : real(command, args, more)
  const first = await firstBoot(options({ ...both, run: tools }))
  expect(first.report).toMatchObject({ verified: true, problems: [], hooks: [{ hook: 'mine', outcome: 'failed' }] })
  expect((await lookAgain(options({ ...both, run: tools }), first)).report.verified).toBe(true)
})

test('a disk that goes while the host runs is noticed', async () => {
  const status = await firstBoot(options())
  array({ array_state: 'active', degraded: '1', sync_action: 'idle' })
  const { report } = await lookAgain(options(), status)
  expect(report).toMatchObject({ verified: true, arrays: [{ state: 'degraded' }] })
})

test('what stops because the host is switched off is not reported', async () => {
  const status = await firstBoot(options())
  const stopping: typeof run = async (command, args, more) =>
    args[0] === 'is-system-running'
      ? { stdout: 'stopping\n', stderr: '' }
      : systemd(['ssh.service'])(command, args, more)
  expect((await lookAgain(options({ run: stopping }), status)).report.problems).toEqual([])
})

test('what a host knows of itself is read at its next start; a damaged file is as none', async () => {
  const status = await firstBoot(options())
  const file = lastStatusFile(join(root, 'state'))
  expect(await readStatus(file)).toBeUndefined()
  writeStatus(file, status)
  expect(await readStatus(file)).toEqual(status)
  writeFileSync(file, '{"at": 1}')
  expect(await readStatus(file)).toBeUndefined()
  writeFileSync(file, '')
  expect(await readStatus(file)).toBeUndefined()
})

test('the screen says what the host is', async () => {
  const status = await firstBoot(options())
  await expect(issueText(status)).toMatchFileSnapshot('__golden__/issue.txt')
})
