import { describe, expect, test } from 'vitest'
import { disk } from '../__fixtures__/facts.ts'
import type { Facts } from '../facts/schema.ts'
import type { Report } from '../report.ts'
import { busyServer, finding, fitReport, hostileReport, reportOf, unfitReport } from './__fixtures__/reports.ts'
import { comparisonHtml } from './compare-html.ts'
import { comparisonView } from './compare-view.ts'
import { compareReports } from './compare.ts'
import { fieldName, isNamed } from './field-names.ts'
import { leavesOf } from './leaves.ts'

const report = (change: Partial<Facts>): Report => reportOf({ ...busyServer, ...change })
const before = report({})
/** What changed, in a line each. */
const changes = (change: Partial<Facts>): string[] => {
  const { facts } = compareReports(before, report(change))
  return facts.map(({ kind, part, items, field, before, after }) =>
    [kind, part, ...items, field, ...(kind === 'changed' ? [String(before), '→', String(after)] : [])].join(' ').trim(),
  )
}

describe('what changed in one machine', () => {
  test('is nothing between a report and itself, and nothing that moves by itself', () => {
    expect(compareReports(unfitReport, unfitReport)).toMatchObject({ facts: [], readings: [], findings: [] })
    const warmer = busyServer.disks.map((each) => ({
      ...each,
      health: { ...each.health!, temperature: 41, powerOnHours: 9 },
    }))
    const clock = { ...busyServer.clock, system: '2026-05-01T00:00:00Z', ahead: 3 }
    const sensors = busyServer.bmc.sensors.map((sensor) => ({ ...sensor, value: 1 }))
    const later = report({ disks: warmer, clock, bmc: { ...busyServer.bmc, sensors } })
    const { facts, readings } = compareReports(before, later)
    expect(facts).toEqual([])
    expect(readings.map(({ part, field }) => `${part}.${field}`)).toContain('disks.health.temperature')
  })

  test('is the BIOS version after an update', () => {
    expect(changes({ firmware: { ...busyServer.firmware, version: '2.2' } })).toEqual([
      'changed firmware version 2.1 → 2.2',
    ])
  })

  test('is a disk that was replaced: one gone, one new, by serial', () => {
    const [first, ...others] = busyServer.disks
    expect(changes({ disks: [{ ...first!, serial: 'NEW' }, ...others] })).toEqual([
      'gone disks S47NNA0M100123',
      'new disks NEW',
    ])
    const replaced = compareReports(before, report({ disks: [{ ...first!, serial: 'NEW' }, ...others] }))
    expect(replaced.facts).toMatchObject([
      { before: 'ATA MZ7KH960HAJR0D3', after: null },
      { before: null, after: 'ATA MZ7KH960HAJR0D3' },
    ])
  })

  test('is not the name that a disk got at another start', () => {
    const disks = busyServer.disks.map((each, index) => ({ ...each, name: `sdx${index}`, path: `/dev/sdx${index}` }))
    expect(changes({ disks })).toEqual([])
  })

  test('is a module that went missing, and one that was exchanged', () => {
    const { dimms } = busyServer.memory
    expect(changes({ memory: { ...busyServer.memory, dimms: dimms.slice(1) } })).toEqual(['gone memory A1'])
    const exchanged = [{ ...dimms[0]!, serial: 'X' }, ...dimms.slice(1)]
    expect(changes({ memory: { ...busyServer.memory, dimms: exchanged } })).toEqual([
      'changed memory A1 serial 53821000 → X',
    ])
  })

  test('is a file system that was not there, and a disk that became worse', () => {
    const [first, ...others] = busyServer.disks
    const contents = [{ path: '/dev/sda1', kind: 'filesystem' as const, type: 'xfs', label: null, uuid: null, size: 1 }]
    expect(changes({ disks: [{ ...first!, contents }, ...others] })).toEqual(['new disks S47NNA0M100123 /dev/sda1'])
    const health = { ...first!.health!, reallocated: 8 }
    expect(changes({ disks: [{ ...first!, health }, ...others] })).toEqual([
      'changed disks S47NNA0M100123 health.reallocated 0 → 8',
    ])
  })

  test('is a link that is slower, and a marker that appeared', () => {
    const [port, ...ports] = busyServer.nics
    expect(changes({ nics: [{ ...port!, speed: 1000 }, ...ports] })).toEqual([
      'changed nics 02:00:00:00:00:0a speed 10000 → 1000',
    ])
    const marker = { state: 'installed' as const, machine: 'm', installation: 'i', cluster: 'c', host: 'h' }
    const [first, ...others] = busyServer.disks
    expect(changes({ disks: [{ ...first!, marker }, ...others] })).toContain(
      'changed disks S47NNA0M100123 marker.cluster null → c',
    )
  })

  test('does not call gone what only could not be read: it stands with the readings', () => {
    const cpu = { ...busyServer.cpu, microcode: '0x1' }
    const { facts, readings } = compareReports(report({ cpu }), before)
    expect(facts).toEqual([])
    expect(readings).toMatchObject([{ part: 'cpu', field: 'microcode', before: '0x1', after: null }])
  })

  test('tells two disks of the same serial apart', () => {
    const twins = [disk({ serial: 'T' }), disk({ serial: 'T', name: 'sdb', size: 1 })]
    const one = reportOf({ ...busyServer, disks: twins })
    const other = reportOf({ ...busyServer, disks: twins.slice(0, 1) })
    expect(compareReports(one, other).facts).toMatchObject([{ kind: 'gone', items: ['T (2)'] }])
  })
})

describe('two machines', () => {
  const other = report({
    system: { ...busyServer.system, serial: 'other', uuid: 'other' },
    disks: busyServer.disks.map((each) => ({ ...each, serial: `other-${each.name}`, size: 1e12 })),
    nics: busyServer.nics.map((each, index) => ({ ...each, mac: `02:00:00:00:01:0${index}` })),
  })

  test('are held against each other by place, without what each has for itself', () => {
    const { sameMachine, facts } = compareReports(before, other)
    expect(sameMachine).toBe(false)
    expect(facts.map(({ items, field }) => [...items, field].join(' '))).toEqual(
      ['sda', 'sdb', 'sdc', 'sdd', 'sde'].map((name) => `${name} size`),
    )
  })

  test.each([
    ['another serial and the same UUID', { serial: 'x' }, false],
    ['the same serial and no UUID', { uuid: null }, true],
    ['neither serial nor UUID', { uuid: null, serial: null }, false],
  ])('%s', (_, system, same) => {
    const both = report({ system: { ...busyServer.system, ...system } })
    expect(compareReports(_.startsWith('neither') ? both : before, both).sameMachine).toBe(same)
  })
})

test('findings are new, gone, or changed in severity or measure', () => {
  const one = reportOf(busyServer, [
    { check: 'memory', status: 'fail', findings: [finding('memory.small', 'fail', { measured: '3 GiB' })] },
    { check: 'nic', status: 'warn', findings: [finding('nic.errors', 'warn', { subject: 'eno1' })] },
  ])
  const other = reportOf(busyServer, [
    { check: 'memory', status: 'warn', findings: [finding('memory.small', 'warn', { measured: '3 GiB' })] },
    { check: 'nic', status: 'warn', findings: [finding('nic.errors', 'warn', { subject: 'eno2' })] },
  ])
  expect(
    compareReports(one, other).findings.map(({ kind, before, after }) => [kind, before?.subject, after?.subject]),
  ).toEqual([
    ['changed', null, null],
    ['gone', 'eno1', undefined],
    ['new', undefined, 'eno2'],
  ])
})

test('every fact has a name in both languages', () => {
  const full = { ...busyServer, virtualization: { ...busyServer.virtualization, problem: 'x' } }
  const unnamed = [...leavesOf(full, true).values()].filter(({ part, field }) => field !== '' && !isNamed(part, field))
  expect(unnamed.map(({ part, field }) => `${part}.${field}`)).toEqual([])
  expect(fieldName('clock', 'system', 'en')).toBe('System clock')
})

test('the words say that nothing changed, or that these are two machines', () => {
  const same = comparisonView(compareReports(fitReport, fitReport), { language: 'zh', timeZone: 'UTC' })
  expect(same.remarks).toEqual(['硬件与检查结果均无变化。'])
  const html = comparisonHtml(compareReports(unfitReport, hostileReport), { language: 'en', timeZone: 'UTC' })
  expect(html).toContain('These are two machines')
  expect(html).not.toMatch(/<(script|img)/)
})
