import { basename } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseBlockTree } from '../../lib/tools/lsblk.ts'
import { usableDisk, usbDisks } from './disks.ts'

interface Device {
  path: string
  children?: Device[]
  [column: string]: unknown
}

/** As lsblk says it of a SanDisk stick with one partition, unless told otherwise. */
const device = ({ children, ...given }: Device): object => ({
  kname: basename(given.path),
  type: 'disk',
  size: 30_752_000_000,
  rm: true,
  hotplug: true,
  ro: false,
  tran: 'usb',
  vendor: ' USB    ',
  model: 'SanDisk 3.2Gen1',
  serial: '01015a2b3c',
  label: null,
  partlabel: null,
  fstype: null,
  pttype: 'dos',
  parttype: null,
  mountpoints: [null],
  'log-sec': 512,
  ...given,
  ...(children ? { children: children.map((child) => device({ tran: null, serial: null, ...child })) } : {}),
})

const treeOf = (...devices: Device[]) => parseBlockTree(JSON.stringify({ blockdevices: devices.map(device) }))
const part = (given: Omit<Device, 'path'> = {}): Device => ({
  path: '/dev/sdb1',
  type: 'part',
  fstype: 'exfat',
  ...given,
})
const stick = (given: Omit<Device, 'path'> = {}): Device => ({ path: '/dev/sdb', children: [part()], ...given })

describe('a stick', () => {
  it('is listed with what is on it', () => {
    expect(usbDisks(treeOf(stick({ children: [part({ label: 'HOLIDAY', size: 30_000_000_000 })] })))).toEqual([
      {
        path: '/dev/sdb',
        vendor: 'USB',
        model: 'SanDisk 3.2Gen1',
        serial: '01015a2b3c',
        size: 30_752_000_000,
        confirmation: '01015a2b3c',
        contents: [{ path: '/dev/sdb1', size: 30_000_000_000, fsType: 'exfat', label: 'HOLIDAY', mountPoints: [] }],
        problem: null,
      },
    ])
  })

  it('without a serial number is confirmed by its name and size', () => {
    const [disk] = usbDisks(treeOf(stick({ serial: '' })))
    expect(disk).toMatchObject({ serial: null, confirmation: 'sdb-30752000000' })
  })

  it('with a file system of its own and no partitions holds that', () => {
    const [disk] = usbDisks(treeOf(stick({ children: [], pttype: null, fstype: 'vfat', label: 'DATA' })))
    expect(disk!.contents).toMatchObject([{ path: '/dev/sdb', fsType: 'vfat', label: 'DATA' }])
  })

  it('that is a USB disk without removable media counts too', () => {
    expect(usbDisks(treeOf(stick({ rm: false })))).toHaveLength(1)
  })
})

describe('never listed, and refused', () => {
  it.each<[string, Omit<Device, 'path'>]>([
    ['a disk of the machine', { tran: 'sata', rm: false }],
    ['a disk of the machine in a hot-plug bay', { tran: 'sata', rm: true }],
    ['a USB disk that cannot be taken out', { rm: false, hotplug: false }],
    ['a disk that hangs on nothing known', { tran: null }],
    ['an optical drive', { type: 'rom' }],
    ['a card reader without a card', { size: 0 }],
  ])('%s', (_, given) => {
    const tree = treeOf(stick(given))
    expect(usbDisks(tree)).toEqual([])
    expect(() => usableDisk(tree, '/dev/sdb')).toThrow(expect.objectContaining({ code: 'usb.notRemovable' }))
  })
})

describe('listed, but not written', () => {
  it.each<[string, Omit<Device, 'path'>, string]>([
    ['a mounted partition', { children: [part({ mountpoints: ['/media/holiday'] })] }, 'usb.mounted'],
    ['the running system', { children: [part({ mountpoints: ['/'] })] }, 'usb.mounted'],
    ['the medium that this system was started from', { mountpoints: ['/run/vmp/medium'] }, 'usb.mounted'],
    ['swap space', { children: [part({ mountpoints: ['[SWAP]'] })] }, 'usb.mounted'],
    [
      'a volume two levels below that is mounted',
      { children: [part({ children: [{ path: '/dev/mapper/a', type: 'crypt', mountpoints: ['/srv'] }] })] },
      'usb.mounted',
    ],
    ['a member of an array', { children: [part({ children: [{ path: '/dev/md0', type: 'raid1' }] })] }, 'usb.inUse'],
    ['a volume group', { children: [part({ children: [{ path: '/dev/mapper/v', type: 'lvm' }] })] }, 'usb.inUse'],
    ['a lock that is on', { ro: true }, 'usb.readOnly'],
    ['large sectors', { 'log-sec': 4096 }, 'usb.sectors'],
  ])('%s', (_, given, code) => {
    const tree = treeOf(stick(given))
    expect(usbDisks(tree)[0]!.problem).toMatchObject({ code })
    expect(() => usableDisk(tree, '/dev/sdb')).toThrow(expect.objectContaining({ code }))
  })

  it('a partition, whose disk is named', () => {
    expect(() => usableDisk(treeOf(stick()), '/dev/sdb1')).toThrow(
      expect.objectContaining({ code: 'usb.notWhole', params: { device: '/dev/sdb1', disk: '/dev/sdb' } }),
    )
  })

  it('a disk that is not there', () => {
    expect(() => usableDisk(treeOf(stick()), '/dev/sdz')).toThrow(expect.objectContaining({ code: 'usb.notThere' }))
  })
})

it('what lsblk says in another way is no empty list', () => {
  expect(() => parseBlockTree('{}')).toThrow('no list')
  expect(() => parseBlockTree('{"blockdevices":[{"path":"/dev/sda"}]}')).toThrow('another shape')
})
