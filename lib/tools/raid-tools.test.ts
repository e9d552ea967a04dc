import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseArcconf } from './arcconf.ts'
import { parseLspci } from './lspci.ts'
import { parseExamineScan } from './mdadm.ts'
import { cliLevel, cliSize } from './raid-cli.ts'
import { parseSsacli } from './ssacli.ts'
import { parseStorcli } from './storcli.ts'

const output = (name: string): string => readFileSync(join(import.meta.dirname, '__fixtures__/raid', name), 'utf8')

describe('mdadm', () => {
  test('names arrays, what they need and what is there', () => {
    expect(parseExamineScan(output('mdadm-examine.txt'))).toEqual([
      {
        name: 'md/1',
        level: 'raid5',
        metadata: '1.2',
        devices: 4,
        spares: 0,
        uuid: '77e1b6f2:56530ebd:38bd6808:17fd01c4',
        container: undefined,
        members: ['/dev/sdb', '/dev/sdc', '/dev/sdd'],
      },
      expect.objectContaining({ name: 'md/0', level: 'raid1', devices: 2, members: ['/dev/sda2'] }),
    ])
  })

  test('tells a container of the firmware from the volume in it', () => {
    expect(parseExamineScan(output('mdadm-imsm.txt'))).toMatchObject([
      { metadata: 'imsm', members: ['/dev/sdd', '/dev/sdc', '/dev/md/imsm0'], container: undefined },
      { name: 'md/MyRaid', container: '9a5e3477:e1e668ea:12066a1b:d3708608', level: undefined, devices: undefined },
    ])
  })

  test.each(['', 'mdadm: No devices listed\n', 'ARRAY', 'ARRAY =,= num-devices=9999999 devices=,,\n\n  x'])(
    '%j is no failure',
    (text) => {
      expect(
        parseExamineScan(text).every(({ devices, members }) => devices === undefined && members.length === 0),
      ).toBe(true)
    },
  )
})

describe('storcli', () => {
  test('names the disk that each volume is, its level and how many of its disks work', () => {
    expect(parseStorcli(output('storcli-vall.json'))).toEqual([
      {
        path: '/dev/sda',
        name: 'c0/v0',
        level: 'raid1',
        size: 936640512 * 512,
        state: 'optimal',
        members: ['8:0', '8:1'],
        missing: 0,
      },
      expect.objectContaining({ path: '/dev/sdb', level: 'raid1', state: 'optimal', missing: 0 }),
      expect.objectContaining({ path: '/dev/sdc', level: 'raid0', state: 'optimal', members: ['8:4'] }),
    ])
  })

  test.each([
    ['Dgrd', 'Failed', 'degraded'],
    ['Dgrd', 'Rbld', 'rebuilding'],
    ['Pdgd', 'Offln', 'degraded'],
    ['OfLn', 'Failed', 'failed'],
    ['Xyz', 'Failed', null],
  ])('a volume in state %s with a disk in state %s: %s', (volume, disk, state) => {
    // The first volume's, then the second disk of it.
    const changed = output('storcli-vall.json')
      .replace('"Optl"', `"${volume}"`)
      .replace(/("8:1"[^}]*)"Onln"/, `$1"${disk}"`)
    expect(parseStorcli(changed)[0]).toMatchObject({ state, missing: 1 })
  })

  test.each(['{}', '{"Controllers":[{"Response Data":"none"}]}', '{"Controllers":[{"Response Data":{"/c0/v0":[]}}]}'])(
    '%s has no volumes',
    (text) => {
      expect(parseStorcli(text)).toEqual([])
    },
  )

  test('garbage is told as such', () => {
    expect(() => parseStorcli('CLI Version = 007')).toThrow('storcli gave no JSON')
  })
})

describe('ssacli', () => {
  test('names the disk that each volume is', () => {
    expect(parseSsacli(output('ssacli-detail.txt'))).toEqual([
      {
        path: '/dev/sde',
        name: 'slot 2085, logical drive 1',
        level: 'raid1',
        size: 100 * 1024 ** 3,
        state: 'optimal',
        members: ['CN1:1:1', 'CN1:1:2'],
        missing: 0,
      },
    ])
  })

  test.each([
    ['Interim Recovery Mode', 'degraded'],
    ['Recovering, 26% complete', 'rebuilding'],
    ['Ready for Rebuild', 'degraded'],
    ['Failed', 'failed'],
    ['Expanding', null],
  ])('the status "%s" is %s', (status, state) => {
    const text = output('ssacli-detail.txt').replace(/(Full Stripe Size: 256 KB\n\s+Status: )OK/, `$1${status}`)
    expect(parseSsacli(text)).toMatchObject([{ state }])
  })

  test('a failed disk of a mirror is missing', () => {
    const text = output('ssacli-detail.txt').replace('SATA SSD, 500 GB, OK', 'SATA SSD, 500 GB, Failed')
    expect(parseSsacli(text)).toMatchObject([{ missing: 1 }])
  })

  test('garbage has no volumes', () => {
    expect(parseSsacli('Error: No controllers detected.\n: :\n')).toEqual([])
  })
})

describe('arcconf', () => {
  test('names the volume, for it does not say which disk it is', () => {
    expect(parseArcconf(output('arcconf-getconfig.txt'))).toEqual({
      controllers: 1,
      volumes: [
        {
          path: undefined,
          name: 'RAID10',
          level: 'raid10',
          size: 1906676 * 1024 ** 2,
          state: 'optimal',
          members: [
            'Controller:1,Enclosure:0,Slot:2',
            'Controller:1,Enclosure:0,Slot:1',
            'Controller:1,Enclosure:0,Slot:0',
            'Controller:1,Enclosure:0,Slot:3',
          ],
          missing: 0,
        },
      ],
    })
  })

  test('a missing segment and the state', () => {
    const text = output('arcconf-getconfig.txt')
      .replace(/(Status of logical device\s+: )Optimal/, '$1Degraded')
      .replace('Segment 1                       : Present', 'Segment 1                       : Missing')
    expect(parseArcconf(text).volumes).toMatchObject([{ state: 'degraded', missing: 1 }])
  })

  test('garbage has no volumes', () => {
    expect(parseArcconf('Controllers found: many')).toEqual({ controllers: 0, volumes: [] })
  })
})

test.each([
  ['RAID 1+0', 'raid10'],
  ['RAID 1(+0)', 'raid1'],
  ['RAID ADG', 'raid6'],
  ['RAID5', 'raid5'],
  ['10', 'raid10'],
  ['1E', 'raid1e'],
  ['raid50', 'raid50'],
  ['Simple_Volume', undefined],
  ['N/A', undefined],
  ['', undefined],
])('the level "%s" is %s', (text, level) => {
  expect(cliLevel(text)).toBe(level)
})

test.each([
  ['1.090 TB', Math.round(1.09 * 1024 ** 4)],
  ['931.0 GB', 931 * 1024 ** 3],
  ['-', null],
  ['1.2.3 TB', null],
  ['9999999999 PB', null],
])('the size "%s" is %s', (text, size) => {
  expect(cliSize(text)).toBe(size)
})

test('lspci names a card and who sells it', () => {
  // Alibaba Cloud and others, `lspci -Dm`; the second is a card that nobody's database knows.
  const text = `0000:c1:00.0 "RAID bus controller" "Broadcom / LSI" "MegaRAID 12GSAS/PCIe Secure SAS39xx" "Broadcom / LSI" "MegaRAID 9560-16i"
0000:0b:00.0 "RAID bus controller" "LSI Logic / Symbios Logic" "MegaRAID SAS-3 3108 [Invader]" -r02 "Cisco Systems Inc" "Device 00db"
garbage "with" "quotes"
0000:0c:00.0
`
  expect(parseLspci(text)).toEqual([
    {
      address: '0000:c1:00.0',
      vendor: 'Broadcom / LSI',
      device: 'MegaRAID 12GSAS/PCIe Secure SAS39xx',
      subvendor: 'Broadcom / LSI',
      subdevice: 'MegaRAID 9560-16i',
    },
    expect.objectContaining({ subvendor: 'Cisco Systems Inc', subdevice: 'Device 00db' }),
  ])
})
