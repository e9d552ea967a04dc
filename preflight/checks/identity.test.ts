import { expect, test } from 'vitest'
import { fitServer, nic } from '../__fixtures__/facts.ts'
import { member } from '../__fixtures__/fleet.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { FleetMember } from '../around.ts'
import type { SystemFacts } from '../facts/schema/system.ts'
import { noSystem } from '../facts/sources/system.ts'

const { system, bmc } = fitServer
const uuid = '4c4c4544-0042-3510-8054-b4c04f564433'
const beside = (different: Partial<FleetMember>) => verdicts('identity', {}, { around: { fleet: [member(different)] } })
const named = (different: Partial<SystemFacts>) => verdicts('identity', { system: { ...system, ...different } })

test.each([
  ['S1', []],
  [null, ['warn blankSerial']],
  ['', ['warn blankSerial']],
  ['To Be Filled By O.E.M.', ['warn blankSerial']],
  ['Default string', ['warn blankSerial']],
  ['0123456789', ['warn blankSerial']],
  ['System Serial Number', ['warn blankSerial']],
  ['00000000', ['warn blankSerial']],
])('the serial %j: %j', (serial, found) => {
  expect(named({ serial })).toEqual(found)
})

test.each([
  [uuid, []],
  [null, ['warn blankUuid']],
  ['00000000-0000-0000-0000-000000000000', ['warn blankUuid']],
  ['ffffffff-ffff-ffff-ffff-ffffffffffff', ['warn blankUuid']],
  ['03000200-0400-0500-0006-000700080009', ['warn blankUuid']],
  ['Not Settable', ['warn blankUuid']],
])('the UUID %j: %j', (uuid, found) => {
  expect(named({ uuid })).toEqual(found)
})

test('names that could not be read are not blank', () => {
  const unread = [{ source: 'system', reason: 'EACCES' }]
  expect(verdicts('identity', { system: noSystem }, { unread })).toEqual(['unknown unread'])
})

test.each<[string, Partial<FleetMember>, string[]]>([
  ['has nothing in common', {}, []],
  ['has the same UUID', { uuid }, ['fail sharedUuid']],
  ['has the same UUID in capitals', { uuid: uuid.toUpperCase() }, ['fail sharedUuid']],
  ['has the same UUID in the other byte order', { uuid: '44454c4c-4200-1035-8054-b4c04f564433' }, ['fail sharedUuid']],
  ['has the same serial', { serial: ' S1 ' }, ['fail sharedSerial']],
  ['has the same Ethernet address', { macs: ['02:00:00:00:00:0b'] }, ['fail sharedMac']],
  ['has the address of this management controller', { addresses: ['192.0.2.9'] }, ['fail sharedAddress']],
  ['is of another maker and has the same serial', { serial: 'S1', vendor: 'Other' }, ['fail sharedSerial']],
  ['has no names at all', { uuid: null, serial: null, macs: [], addresses: [] }, []],
])('another machine that %s: %j', (_, different, found) => {
  expect(beside(different)).toEqual(found)
})

test('what nobody filled in is blank, and shared with nobody', () => {
  const blank = { serial: 'Default string', uuid: '03000200-0400-0500-0006-000700080009' }
  const found = verdicts('identity', { system: { ...system, ...blank } }, { around: { fleet: [member(blank)] } })
  expect(found).toEqual(['warn blankSerial', 'warn blankUuid'])
})

test('the others are named', () => {
  const fleet = [member({ uuid }), member({ name: 'm3', uuid }), member({ name: 'm4' })]
  expect(findings('identity', {}, { around: { fleet } })).toMatchObject([
    { code: 'identity.sharedUuid', params: { machines: 'm2, m3' }, measured: uuid },
  ])
  const many = Array.from({ length: 1000 }, (_, index) => member({ name: `m${index}`, uuid }))
  expect(findings('identity', {}, { around: { fleet: many } })[0]?.params['machines']).toMatch(/\(\+992\)$/)
})

test('the card that a management controller shows on USB has the same address everywhere', () => {
  const usb = nic({ name: 'usb0', mac: '02:00:00:00:00:0c', driver: 'cdc_ether' })
  const fleet = [member({ macs: [usb.mac] })]
  expect(verdicts('identity', { nics: [usb] }, { around: { fleet } })).toEqual([])
  expect(verdicts('identity', { nics: [{ ...usb, driver: 'igb' }] }, { around: { fleet } })).toEqual(['fail sharedMac'])
})

test('a management controller without an address shares none', () => {
  for (const address of [null, ''])
    expect(
      verdicts('identity', { bmc: { ...bmc, address } }, { around: { fleet: [member({ addresses: [''] })] } }),
    ).toEqual([])
})
