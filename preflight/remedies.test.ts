import { Check as fits } from 'typebox/value'
import { describe, expect, test } from 'vitest'
import { fitServer } from './__fixtures__/facts.ts'
import { checks } from './checks.ts'
import type { SystemFacts } from './facts/schema/system.ts'
import { RemedyFile, remedyFiles, topics, vendorRemedies } from './remedies.ts'

const machine = (vendor: string | null, product: string | null, board: Partial<SystemFacts['board']> = {}) => ({
  ...fitServer.system,
  vendor,
  product,
  board: { vendor: null, product: null, serial: null, ...board },
})
const everyCode = Object.values(topics).flat()
const makersOf = (system: SystemFacts): string[] => [
  ...new Set(everyCode.flatMap((code) => vendorRemedies(code, system).map(({ vendor }) => vendor))),
]

test('every topic leads to findings that a check makes, and has an entry', () => {
  const found = new Set(checks.flatMap(({ id, problems }) => problems.map((problem) => `${id}.${problem}`)))
  expect(everyCode.filter((code) => !found.has(code))).toEqual([])
  const used = new Set(remedyFiles().flatMap(({ entries }) => entries.flatMap((entry) => entry.topics)))
  expect(Object.keys(topics).filter((topic) => !used.has(topic as keyof typeof topics))).toEqual([])
})

describe('the files', () => {
  test.each(remedyFiles().map((file) => [file.vendor, file] as const))(
    '%s has the form of a remedies file',
    (_, file) => {
      expect(fits(RemedyFile, file)).toBe(true)
    },
  )

  test('an entry without a source, or of an unknown topic, has not', () => {
    const [file] = remedyFiles()
    const { source: _, ...sourceless } = file!.entries[0]!
    expect(fits(RemedyFile, { ...file, entries: [sourceless] })).toBe(false)
    expect(fits(RemedyFile, { ...file, entries: [{ ...file!.entries[0], topics: ['weather'] }] })).toBe(false)
    expect(fits(RemedyFile, { ...file, entries: [{ ...file!.entries[0], models: '(' }] })).toBe(false)
  })

  test('no two files claim one maker', () => {
    const names = [
      'Dell Inc.',
      'HPE',
      'LENOVO',
      'Supermicro',
      'Huawei',
      'Inspur',
      'Sugon',
      'New H3C Technologies Co., Ltd.',
    ]
    for (const name of names) {
      const claiming = remedyFiles().filter(({ match }) => match.some((pattern) => new RegExp(pattern, 'i').test(name)))
      expect(claiming, name).toHaveLength(1)
    }
  })

  test('no entry says the same as another one of its file', () => {
    for (const { entries } of remedyFiles())
      expect(new Set(entries.map((each) => JSON.stringify(each))).size).toBe(entries.length)
  })
})

describe('the maker', () => {
  test.each([
    ['Dell Inc.', 'PowerEdge R740', 'Dell'],
    ['Dell EMC', 'PowerEdge R640', 'Dell'],
    ['HP', 'ProLiant DL380p Gen8', 'HPE'],
    ['HPE', 'ProLiant DL380 Gen10', 'HPE'],
    ['Hewlett-Packard', 'ProLiant DL360 Gen9', 'HPE'],
    ['Hewlett Packard Enterprise', 'ProLiant DL380 Gen10 Plus', 'HPE'],
    ['Hewlett-Packard Co.', 'ProLiant DL360 Gen9', 'HPE'],
    ['LENOVO', 'ThinkSystem SR650 -[7X06CTO1WW]-', 'Lenovo / IBM'],
    ['Lenovo', 'ThinkSystem SR650 V3', 'Lenovo / IBM'],
    ['IBM', 'IBM System x3550 -[7978B1V]-', 'Lenovo / IBM'],
    ['Supermicro', 'SYS-7049GP-TRT', 'Supermicro'],
    ['Super Micro', 'SYS-7049GP-TRT', 'Supermicro'],
    ['Huawei', 'RH2288H V3', 'Huawei / xFusion'],
    ['Huawei Technologies Co., Ltd.', '2288H V5', 'Huawei / xFusion'],
    ['XFUSION', '2288H V5', 'Huawei / xFusion'],
    ['Inspur', 'NF5280M5', 'Inspur'],
    ['IEIT SYSTEMS', 'NF5280M6', 'Inspur'],
    ['Sugon', 'I620-G30', 'Sugon'],
    ['H3C', 'H3C UniServer R4900 G3', 'H3C'],
    ['New H3C Technologies Co., Ltd.', 'UniServer R4900 G3', 'H3C'],
  ])('%s, %s is %s', (vendor, product, maker) => {
    expect(makersOf(machine(vendor, product, { vendor, product: 'X11DPG-QT' }))).toEqual([maker])
  })

  test.each([
    ['QEMU', 'Standard PC (Q35 + ICH9, 2009)'],
    ['ZTE', 'R5300 G4'],
    ['IBM', 'IBM System x3550 M3 -[7944AC1]-'],
    ['Dellware', 'PowerEdge R740'],
    ['HPC Systems', 'ProLiant DL380 Gen10'],
    ['To Be Filled By O.E.M.', 'To Be Filled By O.E.M.'],
    ['', ''],
    ['(', '['],
    [null, null],
  ])('%s, %s is nobody that is known: no path is invented', (vendor, product) => {
    expect(makersOf(machine(vendor, product))).toEqual([])
  })

  test('of the board counts where the system has none that is known', () => {
    const board = { vendor: 'Supermicro', product: 'X11DPG-QT' }
    expect(makersOf(machine('iXsystems', 'TrueNAS', board))).toEqual(['Supermicro'])
    expect(makersOf(machine(null, null, board))).toEqual(['Supermicro'])
    expect(makersOf(machine('Dell Inc.', 'PowerEdge R740', board))).toEqual(['Dell'])
  })
})

describe('the model', () => {
  const of = (code: string, vendor: string, product: string, board = {}) =>
    vendorRemedies(code, machine(vendor, product, board)).map(({ menu, option, value }) =>
      [...menu, `${option} = ${value}`].join(' > '),
    )

  test('decides which generation of a setup is meant', () => {
    const profile = (product: string) => of('powerSaving.governor', 'Dell Inc.', product)
    expect(profile('PowerEdge R760')).toEqual([
      'System Setup > System BIOS > System Profile Settings > System Profile = Performance Optimized',
    ])
    expect(profile('PowerEdge R740xd')).toEqual([
      'System Setup > System BIOS > System Profile Settings > System Profile = Performance',
    ])
    expect(profile('PowerEdge R210 II')).toEqual(['Power profile = Static Maximum Performance Mode'])
    expect(profile('OptiPlex 7060')).toEqual([])
  })

  test('is found on the board as well', () => {
    const svm = ['Advanced > CPU Configuration > SVM Mode = Enabled']
    expect(of('virtualization.off', 'Supermicro', 'Super Server', { product: 'H12SSW-NT' })).toEqual(svm)
    expect(of('virtualization.off', 'Supermicro', 'Super Server', { product: 'H8DGU' })).toEqual([])
  })

  test('keeps an AMD machine from an option that only Intel ones have', () => {
    expect(of('virtualization.iommuOff', 'HPE', 'ProLiant DL380 Gen10')).toEqual(['Intel(R) VT-d = Enabled'])
    expect(of('virtualization.iommuOff', 'HPE', 'ProLiant DL385 Gen10')).toEqual([])
    expect(of('powerSaving.turboOff', 'Lenovo', 'ThinkSystem SR650 -[7X06]-')).toEqual(['Turbo Mode = Enable'])
    expect(of('powerSaving.turboOff', 'Lenovo', 'ThinkSystem SR655 -[7Z01]-')).toEqual([])
    expect(of('powerSaving.turboOff', 'Lenovo', 'ThinkSystem SR650 V2')).toEqual([])
  })

  test('comes before what holds for all of a maker', () => {
    const entry = { ...remedyFiles()[0]!.entries[0]!, topics: ['turbo' as const] }
    const file = {
      vendor: 'Maker',
      match: ['^Maker$'],
      entries: [
        { ...entry, models: null, option: 'general' },
        { ...entry, models: 'Server 1', option: 'specific' },
        { ...entry, models: 'Server 2', option: 'of another' },
      ],
    }
    const found = vendorRemedies('powerSaving.turboOff', machine('maker', 'Server 1'), [file])
    expect(found.map(({ option }) => option)).toEqual(['specific', 'general'])
  })
})

test('a finding that no option of a setup is about gets none', () => {
  expect(vendorRemedies('memory.small', machine('Dell Inc.', 'PowerEdge R740'))).toEqual([])
  expect(vendorRemedies('virtualization.', machine('Dell Inc.', 'PowerEdge R740'))).toEqual([])
})
