import { describe, expect, test } from 'vitest'
import { toProblem } from '../lib/errors.ts'
import { machine } from './__fixtures__/machine.ts'
import { readAnswer } from './file.ts'
import { renderAnswer } from './render.ts'
import type { Answer, MachineTraits } from './schema.ts'

const render = (text: string, traits?: Partial<MachineTraits>): Answer =>
  renderAnswer(readAnswer(`version: 1\n${text}`, 'site.yaml'), machine(traits))

const problemOf = (text: string, traits?: Partial<MachineTraits>): unknown => {
  try {
    return render(text, traits)
  } catch (error) {
    const { code, params } = toProblem(error)
    return { code, ...params }
  }
}

describe('a name', () => {
  test.each([
    ['node{index}', 'node7'],
    ['node{index:3}', 'node007'],
    ['r1-{order:2}', 'r1-12'],
    ['srv-{serial}', 'srv-abc-12-x'],
    ['m{mac}', 'm525400000001'],
    ['{label:rack}-{index}', 'b3-7'],
    ['alone', 'alone'],
  ])('%s becomes %s', (pattern, name) => {
    const traits = { index: 7, order: 12, serial: ' ABC_12/X ', labels: { rack: 'B3' } }
    expect(render(`identity: { name: '${pattern}' }`, traits).identity.name).toBe(name)
  })

  test('of what a machine has not is an error at its place in the file', () => {
    expect(problemOf(`identity:\n  name: 'n-{serial}'`, { serial: null })).toEqual({
      code: 'answer.noTrait',
      file: 'site.yaml',
      line: 3,
      column: 9,
      name: 'n-{serial}',
      part: '{serial}',
    })
    expect(problemOf(`identity: { name: '{label:rack}' }`)).toMatchObject({ code: 'answer.noTrait' })
  })

  test('that is no host name is an error', () => {
    expect(problemOf(`identity: { name: '${'n'.repeat(60)}{index:4}' }`)).toMatchObject({
      code: 'answer.badName',
      result: `${'n'.repeat(60)}0001`,
    })
  })
})

describe('an address of a pool', () => {
  const pool =
    'network: { management: { address: { method: pool, from: 10.0.0.250/23, to: 10.0.1.3, gateway: 10.0.0.1 } } }'

  test('is the one at the place of the machine', () => {
    expect(render(pool, { index: 8 }).network.management.address).toEqual({
      method: 'static',
      address: '10.0.1.1/23',
      gateway: '10.0.0.1',
    })
  })

  test('is not there for a machine beyond its end', () => {
    expect(problemOf(pool, { index: 11 })).toMatchObject({
      code: 'answer.poolTooSmall',
      size: 10,
      index: 11,
      line: 2,
    })
  })
})

describe('overrides', () => {
  const file = `
identity: { name: all, sshKeys: [ssh-ed25519 AAAA] }
disks: { system: { kind: ssd, count: 2 } }
network: { management: { port: { mac: '52:54:00:00:00:01' }, mtu: 9000 } }
machines:
- match: { uuid: AA000000-0000-4000-8000-000000000001 }
  identity: { name: by-uuid }
- match: { label: rack }
  identity: { name: by-label, keyboard: de }
- match: { mac: 52-54-00-00-00-02 }
  identity: { name: by-mac, keyboard: fr, timezone: Asia/Shanghai }
- match: { label: rack=1 }
  identity: { name: by-value, keyboard: es }
- match: { serial: sn-0001 }
  identity: { name: by-serial }
- match: { serial: sn-0002 }
  disks: { system: { serial: [X] } }
  network: { management: { bond: { ports: [{ name: eno1 }] } } }
- match: { label: zone=a }
  identity: { keyboard: it }
- match: { label: zone=a }
  identity: { keyboard: jp }
`
  const nobody = { uuid: null, serial: null, macs: [], labels: {} }
  const nameFor = (traits: Partial<MachineTraits>): string => render(file, { ...nobody, ...traits }).identity.name

  test('of the more telling match win: UUID, serial, MAC, label with a value, label', () => {
    const { uuid, serial, macs } = machine()
    const labels = { rack: '1' }
    expect(nameFor({})).toBe('all')
    expect(nameFor({ labels: { rack: '2' } })).toBe('by-label')
    expect(nameFor({ labels })).toBe('by-value')
    expect(nameFor({ labels, macs })).toBe('by-mac')
    expect(nameFor({ labels, macs, serial })).toBe('by-serial')
    expect(nameFor({ labels, macs, serial, uuid })).toBe('by-uuid')
  })

  test('are laid upon each other, the less telling ones below', () => {
    expect(render(file, { labels: { rack: '1' } }).identity).toMatchObject({
      name: 'by-uuid',
      keyboard: 'fr',
      timezone: 'Asia/Shanghai',
      sshKeys: ['ssh-ed25519 AAAA'],
    })
  })

  test('of the same weight: the later one in the file wins', () => {
    expect(render(file, { ...nobody, labels: { zone: 'a' } }).identity.keyboard).toBe('jp')
  })

  test('find a machine whose UUID is read in the other byte order', () => {
    expect(nameFor({ uuid: '000000aa-0000-0040-8000-000000000001' })).toBe('by-uuid')
  })

  test('replace selectors as a whole, and a port by a bond', () => {
    const answer = render(file, { ...nobody, serial: 'SN-0002' })
    expect(answer.disks.system).toEqual({ serial: ['X'] })
    expect(answer.network.management).toMatchObject({
      port: null,
      bond: { ports: [{ name: 'eno1' }], mode: 'active-backup' },
      mtu: 9000,
    })
  })

  test('that begin a section must say what has no default', () => {
    const text = 'machines:\n- match: { label: a }\n  network: { storage: { mtu: 9000 } }'
    expect(problemOf(text, { labels: { a: '' } })).toMatchObject({
      code: 'answer.missing',
      key: 'network.storage.address',
      line: 4,
    })
  })
})

test('what may be written short means the same', () => {
  expect(render('disks: { raid: 10 }').disks.raid).toEqual({ system: 'auto', data: '10' })
  expect(render('disks: { raid: { system: 1 } }').disks.raid).toEqual({ system: '1', data: 'auto' })
  expect(render('disks:\nidentity:\n  # name: a').identity.name).toBe('node01')
})
