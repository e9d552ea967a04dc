import { rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { toProblem, VmpError } from '../lib/errors.ts'
import { plant } from '../preflight/facts/__fixtures__/tree.ts'
import { collectFacts } from '../preflight/facts/collect.ts'
import type { Facts } from '../preflight/facts/schema.ts'
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
  version: '0.1.0',
  boot: { source: 'http', image: '0.1.0-1f3a5c7e9b0d', mode: 'live' },
  stationUrl: 'https://192.0.2.1:8443',
  addresses: [],
  station: { phase: 'looking', heardAt: null, problem: null },
  machine: null,
  facts: null,
  page: null,
  shell: false,
}
const page = {
  port: 443,
  fingerprint: Array.from({ length: 32 }, (_, index) => (index + 160).toString(16).toUpperCase()).join(':'),
  code: 'K7F3-QX2M',
}
const address = { interface: 'ens3', address: '192.0.2.57', mac: '52:54:00:12:34:56' }

async function states(): Promise<Record<string, LiveStatus>> {
  const virtual = { ...started, facts: await factsOf('qemu-virtio', '52:54:00:12:34:56'), addresses: [address], page }
  const machine = { name: 'm1', state: 'discovered', shortCode: 'E32-HMH', enrolledFromMedia: false }
  const heardAt = new Date('2026-03-01T10:20:30Z')
  const problem = toProblem(new VmpError('live.stationTimeout', { url: 'https://192.0.2.1:8443', seconds: 8 }))
  const big = {
    ...virtual,
    facts: await factsOf('dell-r740', 'e4:43:4b:1a:2b:3c'),
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

test('a machine of hundreds of disks still fits, its code and page included', async () => {
  const { unreachable } = await states()
  const { facts } = unreachable!
  const disks = Array.from({ length: 400 }, (_, index) => ({ ...facts!.disks[0]!, name: `sd${index}` }))
  const lines = renderScreen({ ...unreachable!, facts: { ...facts!, disks } })
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
