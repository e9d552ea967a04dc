import { rmSync } from 'node:fs'
import { Check } from 'typebox/value'
import { afterEach, expect, test, vi } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import { plant } from './__fixtures__/tree.ts'
import { collectFacts, type CollectOptions } from './collect.ts'
import type { RunTool } from './reader.ts'
import { isLate } from './reason.ts'
import { Facts } from './schema.ts'
import { noBmc } from './sources/bmc.ts'

const planted: string[] = []
afterEach(() => {
  vi.useRealTimers()
  for (const root of planted.splice(0)) rmSync(root, { recursive: true })
})

function collect(name: string, options: Partial<CollectOptions> = {}, wrap = (run: RunTool) => run): Promise<Facts> {
  const { root, run } = plant(name)
  planted.push(root)
  const now = () => new Date('2026-03-01T00:00:00Z')
  return collectFacts({ root, run: wrap(run), now, signal: new AbortController().signal, elapsed: () => 0, ...options })
}

test.each(['dell-r740', 'qemu-virtio', 'old-bios-box'])(
  'reads all of %s, and its document fits the schema',
  async (name) => {
    const facts = await collect(name, { bootMac: 'e4:43:4b:1a:2b:3c' })
    expect(Check(Facts, facts)).toBe(true)
    await expect(`${JSON.stringify(facts, null, 2)}\n`).toMatchFileSnapshot(`__golden__/${name}.json`)
  },
)

test('an ipmitool that hangs is asked once, within its time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const hangs: RunTool = () => new Promise(() => {})
  const pending = collect(
    'dell-r740',
    {},
    (run) => (command, args, options) =>
      command === 'ipmitool' ? hangs(command, args, options) : run(command, args, options),
  )
  // The first question's limit; the whole part's runs beside it.
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(2), { interval: 5 })
  await vi.advanceTimersByTimeAsync(8000)
  const facts = await pending
  expect(facts.unread.map(({ source }) => source)).toEqual(['ipmitool mc info'])
  expect(facts.unread.every(({ reason }) => isLate(reason))).toBe(true)
  expect(facts.bmc).toMatchObject({ present: true, address: null })
  expect(facts.disks).toHaveLength(3)
})

test('a failing dmidecode is named, and usable memory is still known', async () => {
  const facts = await collect('dell-r740', {}, (run) => async (command, args, options) => {
    if (command === 'dmidecode') throw new Error('/dev/mem: Operation not permitted'.repeat(100))
    return run(command, args, options)
  })
  expect(facts.unread).toHaveLength(1)
  expect(facts.unread[0]?.reason).toHaveLength(1000)
  expect(facts.memory).toMatchObject({ installed: null, slots: null, dimms: [], usable: 65539308 * 1024 })
  expect(facts.bmc.present).toBe(true)
})

test('a tool that was ended for its time is late, like a read that hangs', async () => {
  const facts = await collect('dell-r740', {}, (run) => async (command, args, options) => {
    if (command === 'dmidecode') throw new VmpError('command.timeout', { command, seconds: 25 })
    return run(command, args, options)
  })
  expect(facts.unread).toEqual([{ source: 'dmidecode', reason: 'no answer within 25 s' }])
  expect(isLate(facts.unread[0]?.reason ?? '')).toBe(true)
})

test('tools that print garbage leave nulls, and what should have been read is named without it', async () => {
  const facts = await collect('dell-r740', {}, () => async () => ({
    stdout: '\u0000\u001B[2J:::\nHandle 0x, DMI type\n\tSize: -1 XB\n',
  }))
  expect(facts.unread.map(({ reason }) => reason)).toEqual(
    expect.arrayContaining(['smartctl gave no JSON', 'wipefs gave no JSON']),
  )
  expect(JSON.stringify(facts)).not.toMatch(/\\u001b|\\u0000/i)
  expect(facts.memory.installed).toBeNull()
  expect(facts.bmc).toEqual({ ...noBmc, present: true })
  expect(Check(Facts, facts)).toBe(true)
})

test('an empty tree still gives a document that says what is missing', async () => {
  const { root, run } = plant('empty')
  planted.push(root)
  const facts = await collectFacts({ root, run, now: () => new Date(), signal: new AbortController().signal })
  expect(Check(Facts, facts)).toBe(true)
  expect(facts.unread.map(({ source }) => source)).toEqual([
    'boot mode',
    'cpu',
    'disks',
    'dmidecode',
    'kernel log',
    'memory',
    'nics',
    'system',
  ])
})

test('reads only the parts that are asked for, and runs no tool of the others', async () => {
  const ran: string[] = []
  const only = ['system', 'disks'] as const
  const parts: string[] = []
  const facts = await collect(
    'dell-r740',
    { only, onPart: (part) => parts.push(part) },
    (run) =>
      (command, ...rest) => {
        ran.push(command)
        return run(command, ...rest)
      },
  )
  expect(parts.toSorted()).toEqual(['disks', 'system'])
  expect(facts).toMatchObject({ bmc: noBmc, unread: [] })
  expect(facts.disks).toHaveLength(3)
  expect(ran).not.toContain('ipmitool')
})
