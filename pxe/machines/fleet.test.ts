import { expect, test } from 'vitest'
import { fitServer, nic } from '../../preflight/__fixtures__/facts.ts'
import { core, evidence } from './__fixtures__/core.ts'
import { fleetOf } from './fleet.ts'
import type { MachineRecord } from './repository.ts'

function record(mac: string, more: Partial<MachineRecord> = {}): MachineRecord {
  const { id } = core().who.identify(evidence([mac]), { address: '192.0.2.10' })
  const live = { addresses: ['192.0.2.10'] } as MachineRecord['live']
  const machine = { id, number: 1, facts: { ...fitServer, nics: [nic({ mac })] }, live }
  return { ...machine, ...more } as MachineRecord
}

const A = '02:00:00:00:00:0a'
const B = '02:00:00:00:00:0b'

test('a machine is compared with all the others, and not with itself', () => {
  const fleet = fleetOf(() => true)
  const [a, b] = [record(A), record(B, { number: 2 })]
  expect([a, b].map(fleet.put)).toEqual([true, true])
  expect(fleet.besides(a.id)).toMatchObject([{ name: 'm2', macs: [B], vendor: 'Maker', firmware: { mode: 'uefi' } }])
  expect(fleet.remove(b.id)).toBe(true)
  expect(fleet.besides(a.id)).toEqual([])
})

test('readings change nothing for others; what names a machine does', () => {
  const fleet = fleetOf(() => true)
  const a = record(A)
  fleet.put(a)
  expect(fleet.put({ ...a, facts: { ...a.facts!, collectedAt: '2030-01-01T00:00:00Z', disks: [] } })).toBe(false)
  expect(fleet.put({ ...a, facts: { ...a.facts!, firmware: { ...a.facts!.firmware, version: '9' } } })).toBe(true)
})

test('a machine that was never read is nobody’s twin', () => {
  const fleet = fleetOf(() => true)
  const a = record(A)
  expect(fleet.put({ ...a, facts: null })).toBe(false)
  fleet.put(a)
  expect(fleet.put({ ...a, facts: null })).toBe(true)
  expect(fleet.besides('another')).toEqual([])
})

test('a lease is a machine’s address only while it is heard, its management controller’s always', () => {
  let talks = true
  const fleet = fleetOf(() => talks)
  const facts = { ...fitServer, bmc: { ...fitServer.bmc, address: '192.0.2.200' } }
  const a = record(A, { facts })
  fleet.put(a)
  expect(fleet.besides('another')[0]?.addresses).toEqual(['192.0.2.10', '192.0.2.200'])
  talks = false
  expect(fleet.put(a)).toBe(true)
  expect(fleet.besides('another')[0]?.addresses).toEqual(['192.0.2.200'])
})
