import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseSmart, parseSmartScan, smartArgs } from './smartctl.ts'

const answer = (name: string): string =>
  readFileSync(join(import.meta.dirname, '__fixtures__/smartctl', `${name}.json`), 'utf8')
const healthOf = (name: string) => parseSmart(answer(name)).health

test('asks for all there is, as one line of JSON, with the type of a disk behind a controller', () => {
  expect(smartArgs('/dev/bus/0', 'megaraid,3').join(' ')).toBe(
    '--json=c --all --log=devstat --device=megaraid,3 /dev/bus/0',
  )
})

describe('health', () => {
  test.each([
    ['intel-p4510-nvme', { passed: true, temperature: 29, powerOnHours: 12164, mediaErrors: 0, wear: 0, spare: 100 }],
    ['samsung-970-nvme-media-errors', { passed: true, mediaErrors: 7, wear: 3, spare: 99 }],
    ['samsung-sm843-sata', { passed: true, reallocated: 0, mediaErrors: 0, wear: 10, temperature: 27 }],
    ['seagate-st3500418as-sata', { passed: true, reallocated: 1, pending: 0, mediaErrors: 0, wear: null }],
    ['hitachi-h109060-sas', { passed: true, reallocated: 0, mediaErrors: 0, powerOnHours: 22364, wear: null }],
    ['samsung-870-behind-sas', { passed: true, reallocated: null, mediaErrors: null, wear: 11 }],
    ['toshiba-behind-megaraid', { passed: true, temperature: 32, reallocated: 0 }],
  ])('of %s', (name, expected) => {
    expect(healthOf(name)).toMatchObject(expected)
  })

  test('a disk that gives itself up says by which attribute, whatever the exit code', () => {
    expect(healthOf('hitachi-hds721050-failing')).toMatchObject({
      passed: false,
      warnings: ['Reallocated_Sector_Ct'],
      reallocated: 1975,
      pending: 8,
    })
  })

  test('each critical warning of an NVMe disk is told by its name', () => {
    const json = JSON.parse(answer('intel-p4510-nvme')) as {
      nvme_smart_health_information_log: { critical_warning: number }
    }
    json.nvme_smart_health_information_log.critical_warning = 0b1001
    expect(parseSmart(JSON.stringify(json)).health?.warnings).toEqual([
      'spare blocks below threshold',
      'media read only',
    ])
  })

  test('a volume of a RAID controller has none, and that is no problem', () => {
    expect(parseSmart(answer('perc-h740p-volume'))).toMatchObject({ health: undefined, problem: undefined })
  })

  test('a device that smartctl cannot ask is a problem in its words', () => {
    expect(parseSmart(answer('unknown-virtio'))).toMatchObject({
      health: undefined,
      problem: '/dev/vda: Unable to detect device type',
    })
  })

  test.each(['', 'garbage', '[]', '{}', 'null', '{"smartctl":{}}'])('%j is no answer', (output) => {
    expect(() => parseSmart(output)).toThrow(/^smartctl gave no/)
  })

  test('absurd numbers are not known', () => {
    const absurd = {
      smartctl: { exit_status: 0 },
      smart_status: { passed: true },
      temperature: { current: 6e9 },
      power_on_time: { hours: -1 },
      nvme_smart_health_information_log: { media_errors: 1.5, percentage_used: 256, available_spare: 101 },
    }
    expect(parseSmart(JSON.stringify(absurd)).health).toMatchObject({
      temperature: null,
      powerOnHours: null,
      mediaErrors: null,
      wear: null,
      spare: null,
    })
  })
})

describe('wear of an SATA SSD', () => {
  const attribute = (id: number, name: string, value: number) => ({ id, name, value, raw: { string: '0' } })
  const wear = (more: object, ...table: object[]): number | null | undefined =>
    parseSmart(
      JSON.stringify({
        smartctl: { exit_status: 0 },
        smart_status: { passed: true },
        rotation_rate: 0,
        ata_smart_attributes: { table },
        ...more,
      }),
    ).health?.wear

  test.each([
    [202, 'Percent_Lifetime_Remain', 94, 6],
    [231, 'SSD_Life_Left', 60, 40],
    [169, 'Remaining_Lifetime_Perc', 99, 1],
    [233, 'Media_Wearout_Indicator', 1, 99],
    [177, 'Wear_Leveling_Count', 20, 80],
    [173, 'Ave_Block-Erase_Count', 85, 15],
  ])('attribute %i, %s at %i: %i %%', (id, name, value, expected) => {
    expect(wear({}, attribute(id, name, value))).toBe(expected)
  })

  test('a number that means another thing on this disk is not taken for it', () => {
    expect(wear({}, attribute(202, 'Exception_Mode_Status', 40), attribute(231, 'Temperature_Celsius', 40))).toBeNull()
  })

  test('what a maker does not normalize is not known', () => {
    expect(
      wear({}, attribute(233, 'Media_Wearout_Indicator', 0), attribute(177, 'Wear_Leveling_Count', 253)),
    ).toBeNull()
  })

  test('the device statistics count more than any attribute', () => {
    const pages = [{ number: 7, table: [{ name: 'Percentage Used Endurance Indicator', value: 104 }] }]
    expect(wear({ ata_device_statistics: { pages } }, attribute(177, 'Wear_Leveling_Count', 98))).toBe(104)
  })

  test('a disk that turns has none', () => {
    expect(wear({ rotation_rate: 7200 }, attribute(177, 'Wear_Leveling_Count', 20))).toBeNull()
  })
})

test('the disks behind a controller come with the type that reaches them', () => {
  expect(parseSmartScan(answer('scan-megaraid'))).toEqual([
    { path: '/dev/bus/0', type: 'megaraid,0' },
    { path: '/dev/bus/0', type: 'megaraid,1' },
  ])
})
