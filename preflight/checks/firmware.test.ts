import { expect, test } from 'vitest'
import { fitServer } from '../__fixtures__/facts.ts'
import { member } from '../__fixtures__/fleet.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { FleetMember } from '../around.ts'
import type { FirmwareFacts } from '../facts/schema/system.ts'

const { firmware } = fitServer
const others = (...different: Partial<FleetMember['firmware']>[]): FleetMember[] =>
  different.map((each) => member({ firmware: { version: '2.1', date: '01/01/2025', mode: 'uefi', ...each } }))
const judged = (different: Partial<FirmwareFacts>, fleet: FleetMember[] | null = null) =>
  verdicts('firmware', { firmware: { ...firmware, ...different } }, { around: { fleet } })
const bios = { mode: 'bios' } as const
const uefi = { mode: 'uefi' } as const

test.each<[string, FleetMember[], string[]]>([
  ['nobody', [], []],
  ['others that start as it does', others(uefi, uefi), []],
  ['one that starts otherwise', others(bios), ['warn mixedModes']],
  ['one of each', others(uefi, bios), []],
  ['more that start otherwise', others(uefi, bios, bios), ['warn mixedModes']],
  ['others that do not say', others({ mode: null }, { mode: null }), []],
])('beside %s: %j', (_, fleet, found) => {
  expect(judged({}, fleet)).toEqual(found)
})

test('a machine that does not say how it started is not judged', () => {
  expect(judged({ mode: null }, others(bios))).toEqual([])
})

test.each<[string, string | null, string | null, string[]]>([
  ['of the same day', '01/01/2025', '01/01/2025', []],
  ['of the next day', '01/01/2025', '01/02/2025', ['advice older']],
  ['of the day before', '01/02/2025', '01/01/2025', []],
  ['of the next year', '12/31/2024', '01/01/2025', ['advice older']],
  ['without a day', '01/01/2025', null, []],
  ['of a day in words', '01/01/2025', 'yesterday', []],
  ['whose own day is not known', null, '01/01/2025', []],
])('beside a firmware %s', (_, own, its, found) => {
  expect(judged({ date: own }, others({ date: its }))).toEqual(found)
})

test('only machines of the same maker and model are compared', () => {
  const newer = { version: '3', date: '01/01/2026', mode: 'uefi' } as const
  expect(judged({}, [member({ firmware: newer })])).toEqual(['advice older'])
  expect(judged({}, [member({ firmware: newer, vendor: 'MAKER ', product: 'server 1' })])).toEqual(['advice older'])
  expect(judged({}, [member({ firmware: newer, product: 'Server 2' })])).toEqual([])
  expect(judged({}, [member({ firmware: newer, vendor: 'Other' })])).toEqual([])
  const nameless = { system: { ...fitServer.system, product: null } }
  expect(verdicts('firmware', nameless, { around: { fleet: [member({ firmware: newer, product: null })] } })).toEqual(
    [],
  )
})

test('the newest is named', () => {
  const fleet = [
    member({ name: 'm2', firmware: { version: '2.5', date: '06/01/2025', mode: 'uefi' } }),
    member({ name: 'm3', firmware: { version: '3.0', date: '2025-09-01', mode: 'uefi' } }),
  ]
  expect(findings('firmware', {}, { around: { fleet } })).toMatchObject([
    { params: { machine: 'm3' }, measured: '2.1 (2025-01-01)', threshold: '≥ 3.0 (2025-09-01)' },
  ])
})

test('Secure Boot that is off is an advice, where there is any', () => {
  expect(judged({ secureBoot: false })).toEqual(['advice secureBootOff'])
  expect(judged({ secureBoot: true })).toEqual([])
  expect(judged({ secureBoot: null, mode: 'bios' })).toEqual([])
})
