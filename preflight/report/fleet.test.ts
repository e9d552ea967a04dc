import { describe, expect, test } from 'vitest'
import type { Facts } from '../facts/schema.ts'
import type { Report } from '../report.ts'
import { busyServer, fleetReports, hostileReport, reportOf } from './__fixtures__/reports.ts'
import { fleetHtml } from './fleet-html.ts'
import type { FleetGroup } from './fleet.ts'
import { fleetOf } from './fleet.ts'

/** Five servers of one model of which the fourth, `node-3`, is changed. */
const withOne = (change: (facts: Facts) => Facts): Report[] =>
  fleetReports(5, (facts, index) => (index === 3 ? change(facts) : facts))

const oddOnes = (reports: Report[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    fleetOf(reports, 'en')
      .groups.flatMap((group) => group.machines)
      .filter(({ odd }) => odd.length > 0)
      .map(({ name, odd }) => [name, odd]),
  )

describe('the odd one out', () => {
  test.each<[string, readonly string[], (facts: Facts) => Facts]>([
    ['another BIOS version', ['firmware'], (f) => ({ ...f, firmware: { ...f.firmware, version: '2.0' } })],
    ['another boot mode', ['mode'], (f) => ({ ...f, firmware: { ...f.firmware, mode: 'bios' } })],
    ['another CPU', ['cpu'], (f) => ({ ...f, cpu: { ...f.cpu, model: 'Xeon Silver' } })],
    [
      'a missing module',
      ['memory', 'modules'],
      (f) => ({ ...f, memory: { ...f.memory, installed: 11 * 2 ** 35, dimms: f.memory.dimms.slice(1) } }),
    ],
    ['a disk less', ['disks'], (f) => ({ ...f, disks: f.disks.slice(1) })],
    [
      'a slow disk where the others have fast ones',
      ['disks'],
      (f) => ({ ...f, disks: f.disks.map((disk) => ({ ...disk, rotational: true })) }),
    ],
    ['a slower link', ['nics'], (f) => ({ ...f, nics: f.nics.map((nic) => ({ ...nic, speed: 100 })) })],
    [
      'virtualization off',
      ['virtualization'],
      (f) => ({ ...f, virtualization: { ...f.virtualization, usable: false } }),
    ],
    ['another BMC policy', ['powerRestore'], (f) => ({ ...f, bmc: { ...f.bmc, powerRestore: 'always-off' } })],
  ])('has %s', (_, odd, change) => {
    expect(oddOnes(withOne(change))).toEqual({ 'node-3': odd })
  })

  test('is not who merely has another order of the same modules, disks and ports', () => {
    const turned = (f: Facts): Facts => ({
      ...f,
      disks: f.disks.toReversed(),
      nics: f.nics.toReversed(),
      memory: { ...f.memory, dimms: f.memory.dimms.toReversed() },
    })
    expect(oddOnes(withOne(turned))).toEqual({})
  })

  test('is not who has another serial, a stick plugged in, or of whom something is not known', () => {
    const stick = { ...busyServer.disks[0]!, name: 'sdz', removable: true }
    expect(oddOnes(withOne((f) => ({ ...f, disks: [...f.disks, stick] })))).toEqual({})
    expect(oddOnes(withOne((f) => ({ ...f, firmware: { ...f.firmware, version: null, date: null } })))).toEqual({})
  })

  test('is nobody in a tie, and nobody where no value is that of most', () => {
    const versions = (...all: string[]): Report[] =>
      fleetReports(all.length, (f, index) => ({ ...f, firmware: { ...f.firmware, version: all[index]! } }))
    expect(oddOnes(versions('1', '1', '2', '2'))).toEqual({})
    expect(oddOnes(versions('1', '1', '2', '3'))).toEqual({})
    expect(oddOnes(versions('1', '1', '1', '2', '3'))).toEqual({ 'node-3': ['firmware'], 'node-4': ['firmware'] })
  })

  test('is one among machines of its own model only', () => {
    const other = (f: Facts): Facts => ({ ...f, system: { ...f.system, product: 'Server 2' }, disks: [] })
    const reports = withOne(other)
    expect(oddOnes(reports)).toEqual({})
    expect(fleetOf(reports, 'en').groups.map(({ machines }) => machines.length)).toEqual([4, 1])
  })

  test('has a disk that reads slower than four fifths of the others’', () => {
    const read = (...rates: number[]): Report[] =>
      rates.map((value, index) => ({
        ...fleetReports(rates.length, (facts) => facts)[index]!,
        deep: [
          {
            test: 'disks',
            subject: 'sda',
            outcome: 'passed',
            took: 60,
            covered: 10,
            figures: [{ name: 'read.median', value, unit: 'MB/s' }],
            problem: null,
          },
        ],
      }))
    expect(oddOnes(read(200, 205, 199, 159))).toEqual({ 'node-3': ['diskRead'] })
    expect(oddOnes(read(200, 205, 199, 160))).toEqual({})
  })
})

test('what agrees is told apart from what most have and from what is mixed', () => {
  const { groups } = fleetOf(
    withOne((f) => ({ ...f, firmware: { ...f.firmware, version: '2.0' } })),
    'en',
  )
  const agreement = (group: FleetGroup, id: string) => group.traits.find((trait) => trait.id === id)
  expect(agreement(groups[0]!, 'firmware')).toEqual({ id: 'firmware', agreement: 'most', usual: '2.1 2025-01-01' })
  expect(agreement(groups[0]!, 'mode')).toEqual({ id: 'mode', agreement: 'same', usual: 'UEFI' })
})

test('machines stand by name as people count', () => {
  const { groups } = fleetOf(
    fleetReports(12, (facts) => facts),
    'en',
  )
  expect(groups[0]!.machines.map(({ name }) => name)).toEqual(Array.from({ length: 12 }, (_, index) => `node-${index}`))
})

test('the HTML names the odd one and what most have instead, and marks its cell without colour too', () => {
  const reports = withOne((f) => ({ ...f, firmware: { ...f.firmware, version: '2.0' } }))
  const text = fleetHtml(fleetOf(reports, 'zh'), 'zh')
  expect(text).toContain('<dd>BIOS 版本：2.0 2025-01-01，多数为 2.1 2025-01-01</dd>')
  expect(text.match(/▲ 2\.0/g)).toHaveLength(1)
  expect(fleetHtml(fleetOf([], 'en'), 'en')).toContain('There is no report yet.')
  expect(fleetHtml(fleetOf([hostileReport, reportOf(busyServer)], 'en'), 'en')).not.toMatch(/<(script|img)/)
})

test('of machines without a second one of their model it says that nothing can be compared, and does not call them alike', () => {
  const model = (product: string) => reportOf({ ...busyServer, system: { ...busyServer.system, product } })
  const said = (...reports: Report[]): string => fleetHtml(fleetOf(reports, 'en'), 'en')
  const alone = said(model('A'), model('B'))
  expect(alone).toContain('nothing to compare them with')
  expect(alone).not.toContain('The same in all')
  const alike = said(model('A'), model('A'))
  expect(alike).toContain('No machine differs')
  expect(alike).toContain('The same in all')
})

test('a thousand machines take less than a second', () => {
  const reports = fleetReports(1000, (facts) => facts)
  const since = performance.now()
  expect(fleetHtml(fleetOf(reports, 'zh'), 'zh').length).toBeGreaterThan(100_000)
  expect(performance.now() - since).toBeLessThan(1000)
})
