import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toProblem, VmpError } from '../lib/errors.ts'
import { plant } from '../preflight/facts/__fixtures__/tree.ts'
import { collectFacts } from '../preflight/facts/collect.ts'
import type { Facts } from '../preflight/facts/schema.ts'
import { countsOf } from '../preflight/evaluate.ts'
import type { Finding } from '../preflight/finding.ts'
import type { CheckResult, Report } from '../preflight/report.ts'
import { finding } from '../preflight/report/__fixtures__/reports.ts'
import { begun } from './__fixtures__/status.ts'
import { planned, type InstallationStatus } from './installation/status.ts'
import { changedLines, renderScreen } from './screen.ts'
import type { LiveStatus } from './status.ts'

async function factsOf(name: string, bootMac?: string): Promise<Facts> {
  const { root, run } = plant(name)
  const { signal } = new AbortController()
  const facts = await collectFacts({ root, run, signal, bootMac, now: () => new Date('2026-03-01T00:00:00Z') })
  rmSync(root, { recursive: true })
  return facts
}

const started: LiveStatus = {
  ...begun,
  boot: { source: 'http', image: '0.1.0-1f3a5c7e9b0d', mode: 'live' },
  stationUrl: 'https://192.0.2.1:8443',
  station: { phase: 'looking', heardAt: null, problem: null },
}
const page = {
  port: 443,
  fingerprint: Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':'),
  code: 'K7F3-QX2M',
}
const address = { interface: 'ens3', address: '192.0.2.57', mac: '52:54:00:12:34:56' }

async function states(): Promise<Record<string, LiveStatus>> {
  const facts = await factsOf('qemu-virtio', '52:54:00:12:34:56')
  const virtual = { ...started, parts: facts, facts, addresses: [address], page }
  const machine = { name: 'm1', state: 'discovered', shortCode: 'E32-HMH', enrolledFromMedia: false }
  const heardAt = new Date('2026-03-01T10:20:30Z')
  const problem = toProblem(new VmpError('live.stationTimeout', { url: 'https://192.0.2.1:8443', seconds: 8 }))
  const server = await factsOf('dell-r740', 'e4:43:4b:1a:2b:3c')
  const big = {
    ...virtual,
    parts: server,
    facts: server,
    addresses: [address, { interface: 'ens3', address: '2001:db8::57', mac: '52:54:00:12:34:56' }],
  }
  return {
    starting: started,
    enrolled: { ...virtual, machine, station: { phase: 'talking', heardAt, problem: null } },
    unreachable: { ...big, machine, station: { phase: 'unreachable', heardAt, problem } },
    'without-station': {
      ...virtual,
      boot: { source: 'iso', image: null, mode: 'rescue' },
      stationUrl: null,
      station: { phase: 'none', heardAt: null, problem: null },
      page: { ...page, code: null },
      shell: true,
    },
  }
}

test.each(['starting', 'enrolled', 'unreachable', 'without-station'])('the screen: %s', async (name) => {
  const lines = renderScreen((await states())[name]!)
  expect(lines).toHaveLength(25)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`__golden__/screen-${name}.txt`)
})

const installing: InstallationStatus = {
  ...planned,
  phase: 'running',
  name: 'node01',
  plan: { en: ['sda 64 GB S-1: empty; system', 'sdb 64 GB S-2: ext4 "customer", WIPED; system'], zh: ['盘'] },
  step: { id: 'image', number: 9, of: 14, startedAt: 0, percent: 47.3, rate: 123_456_789, left: 61_000 },
}
const failed: InstallationStatus = {
  ...installing,
  phase: 'failed',
  problem: toProblem(new VmpError('disk.full', { path: '/dev/sda' })),
}

test.each(Object.entries({ installing, failed }))('an installation on the screen: %s', async (name, installation) => {
  const { enrolled } = await states()
  const lines = renderScreen({ ...enrolled!, installation })
  expect(lines).toHaveLength(25)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`__golden__/screen-${name}.txt`)
})

test('the plan for hundreds of disks leaves room for what a person compares', async () => {
  const { enrolled } = await states()
  const en = Array.from({ length: 400 }, (_, index) => `sd${index} 64 GB`)
  const lines = renderScreen({ ...enrolled!, installation: { ...installing, plan: { en, zh: en } } })
  expect(lines).toHaveLength(25)
  expect(lines.join('\n')).toMatch(/Plan +sd3 64 GB\nPlan +396 more, see the page[^]*Page code {4}K7F3-QX2M[^]*Keys/)
})

test('the serial line says each step, and its progress in tens of per cent', async () => {
  const { enrolled } = await states()
  const at = (percent: number) => ({
    ...enrolled!,
    installation: { ...installing, step: { ...installing.step!, percent } },
  })
  expect(changedLines(at(41), at(49))).toEqual([])
  expect(changedLines(at(49), at(50))).toEqual([
    'VMP: Progress: [###############...............] 50 %, 120 MB/s, 2 min left',
  ])
})

test('a machine of hundreds of disks still fits, its code and page included', async () => {
  const { unreachable } = await states()
  const { facts } = unreachable!
  const disks = Array.from({ length: 400 }, (_, index) => ({ ...facts!.disks[0]!, name: `sd${index}` }))
  const lines = renderScreen({ ...unreachable!, parts: { ...facts!, disks } })
  expect(lines).toHaveLength(25)
  expect(lines.join('\n')).toMatch(/Short code {3}E32-HMH[^]*Page code {4}K7F3-QX2M[^]*Keys/)
})

test('nothing that a name holds reaches the terminal but printable ASCII', async () => {
  const { enrolled } = await states()
  const lines = renderScreen({ ...enrolled!, machine: { ...enrolled!.machine!, name: '\u001B[2J一号机\r\n' } })
  expect(lines.join('')).toMatch(/^[ -~]*$/)
  expect(lines.join('\n')).toContain('Name         ?[2J?????')
})

test('the serial line says what changed, once', async () => {
  const { starting, enrolled } = await states()
  const first = changedLines(undefined, starting!)
  const then = changedLines(starting, enrolled!)
  expect(changedLines(enrolled, { ...enrolled! })).toEqual([])
  await expect(`${[...first, '---', ...then].join('\n')}\n`).toMatchFileSnapshot('__golden__/serial.txt')
})

/** A checked machine, with what its checks found. */
async function checked(found: readonly Finding[]): Promise<LiveStatus> {
  const { unreachable } = await states()
  const results: CheckResult[] = [{ check: 'any', status: 'fail', findings: [...found] }]
  const counts = countsOf(results)
  const report = {
    verdict: counts.fail > 0 ? 'unfit' : 'fit',
    counts,
    policy: { name: 'host', digest: '' },
  } as unknown as Report
  return { ...unreachable!, preflight: { running: false, results, report } }
}

const tooLittle = finding('memory.tooLittle', 'fail', { measured: '2.9 GiB', threshold: '≥ 3.5 GiB' })
const errors = finding('memory.corrected', 'warn', { measured: '3', threshold: '0' })

test('an unfit machine says so, why, and what to do: fails first, and no advice', async () => {
  const text = renderScreen(await checked([errors, tooLittle, finding('memory.advised', 'advice')])).join('\n')
  expect(text).toContain('Preflight    UNFIT; fails: 1, warnings: 1, unknown: 0, advice: 1 (policy host)')
  expect(text).toMatch(
    /FAIL +Less memory is usable than a host needs\. \(2\.9 GiB, >= 3\.5 GiB\)\n? +Install[^]*Warning +/,
  )
  expect(text).not.toContain('More memory would')
})

test('a larger screen shows the whole of it', async () => {
  const lines = renderScreen(await checked([tooLittle, errors]), 132, 50)
  expect(lines).toHaveLength(50)
  expect(lines.join(' ').replaceAll(/ +/g, ' ')).toMatch(/ FAIL .* disabled modules\. .* CPU /)
})

test('a fit machine keeps its hardware on the screen', async () => {
  const text = renderScreen(await checked([])).join('\n')
  expect(text).toContain('Preflight    FIT; fails: 0')
  expect(text).toMatch(/^CPU /m)
})

test('a machine with very many findings shows the first, how many more there are, and its codes whole', async () => {
  const disks = Array.from({ length: 400 }, (_, index) => ({ ...errors, subject: `sd${index}` }))
  const lines = renderScreen(await checked([...disks, tooLittle]))
  expect(lines).toHaveLength(25)
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80)
  expect(lines.join('\n')).toMatch(
    /Short code {3}E32-HMH[^]*FAIL +Less[^]*Warning[^]*More +39\d more, see the page[^]*Page code {4}K7F3-QX2M[^]*Keys/,
  )
})

test('the serial line tells how far the checks are, then the verdict and each finding once', async () => {
  const { enrolled } = await states()
  const results: CheckResult[] = [{ check: 'memory', status: 'pass', findings: [] }]
  const checking = { ...enrolled!, preflight: { running: true, results, report: null } }
  expect(changedLines(enrolled, checking)).toEqual([
    expect.stringMatching(/^VMP: Preflight: checking, 1 of \d+ checks done$/),
  ])
  const done = { ...checking, preflight: (await checked([tooLittle])).preflight }
  expect(changedLines(checking, done)).toEqual([
    expect.stringMatching(/^VMP: Preflight: UNFIT; fails: 1/),
    expect.stringMatching(/^VMP: FAIL: Less memory is usable/),
  ])
})
