import { describe, expect, test } from 'vitest'
import { copyArgs, forgetArgs, parseRead } from './dd.ts'
import { blockTreeArgs, parseBlockTree } from './lsblk.ts'
import { groupArgs, physicalVolumeArgs, volumeArgs } from './lvm.ts'
import { createArgs, parseUuid } from './mdadm.ts'
import { ext4Args, fatArgs, xfsArgs } from './mkfs.ts'
import { tableArgs } from './sgdisk.ts'
import { wipeArgs } from './wipefs.ts'

const MiB = 2 ** 20
const uuid = '0d3c8f1e-0000-4000-8000-000000000001'

describe('sgdisk', () => {
  test('makes the partitions to the sector, also where sectors are larger', () => {
    const marker = { number: 1, start: 32_768, size: MiB - 32_768, type: 'EF02', label: 'vmp-marker', uuid }
    expect(tableArgs('/dev/sda', 512, [marker])).toEqual([
      '--clear',
      '--set-alignment=1',
      '--new=1:64:2047',
      '--typecode=1:EF02',
      '--change-name=1:vmp-marker',
      `--partition-guid=1:${uuid}`,
      '/dev/sda',
    ])
    expect(tableArgs('/dev/sda', 4096, [marker])).toContain('--new=1:8:255')
  })
})

describe('lsblk', () => {
  test('is asked for a tree, and a list without one is refused', () => {
    expect(blockTreeArgs.at(-1)).toMatch(/^NAME,/)
    const node = { path: '/dev/sda1', kname: 'sda1', type: 'part', size: 1, rm: false, hotplug: false, ro: false }
    const words = ['tran', 'vendor', 'model', 'serial', 'label', 'partlabel', 'fstype', 'pttype', 'parttype']
    const nothing = Object.fromEntries(words.map((word) => [word, null]))
    const flat = { blockdevices: [{ ...node, ...nothing, mountpoints: [null], 'log-sec': 512 }] }
    expect(() => parseBlockTree(JSON.stringify(flat))).toThrow('on no disk')
  })
})

describe('mdadm', () => {
  const members = ['/dev/sda4', '/dev/sdb4']

  test('makes a mirror that needs no first comparison, and asks nothing', () => {
    const array = { device: '/dev/md/vmp-install-system', name: 'system', level: '1', members }
    expect(createArgs(array).join(' ')).toBe(
      '--create /dev/md/vmp-install-system --homehost=vmp --name=system --level=1 --metadata=1.2 --bitmap=internal ' +
        '--raid-devices=2 --assume-clean --run /dev/sda4 /dev/sdb4',
    )
  })

  test('makes a mirror of one', () => {
    expect(createArgs({ device: '/dev/md/x', name: 'x', level: '1', members: ['/dev/sda4'] })).toContain('--force')
  })

  test.each(['5', '6'])('never takes parity for right that nobody computed: level %s', (level) => {
    expect(createArgs({ device: '/dev/md/x', name: 'x', level, members })).not.toContain('--assume-clean')
  })

  test('says the UUID of an array', () => {
    // mdadm 4.4.
    const output = `MD_LEVEL=raid1
MD_DEVICES=2
MD_METADATA=1.2
MD_UUID=5c1e7b1f:0c9fe1a6:e3b6c7a1:7f1f2a10
MD_DEVNAME=vmp-install-system
MD_NAME=vmp:system
`
    expect(parseUuid(output)).toBe('5c1e7b1f:0c9fe1a6:e3b6c7a1:7f1f2a10')
    expect(parseUuid('MD_LEVEL=raid1\n')).toBeUndefined()
  })
})

test('LVM sees no device but the one it is told', () => {
  const device = '/dev/md126'
  const volume = volumeArgs({ group: 'vmp', name: 'state', size: 10 * MiB, device })
  for (const args of [physicalVolumeArgs(device), groupArgs('vmp', device), volume])
    expect(args.slice(0, 2)).toEqual(['--devices', device])
  // Whole extents of 4 MiB: never more than there is.
  expect(volume).toContain('--extents=2')
  expect(volume).toContain('--wipesignatures=y')
})

describe('file systems', () => {
  test('ext4 has no feature that GRUB does not read', () => {
    expect(ext4Args('/dev/md127', 'vmp-system')).toContain('^metadata_csum_seed,^orphan_file')
  })
  test('XFS has reflinks, and labels that fit', () => {
    expect(xfsArgs('/dev/vmp/cluster', 'vmp-cluster').join(' ')).toBe(
      '-q -f -m reflink=1 -L vmp-cluster /dev/vmp/cluster',
    )
  })
  test('FAT is one that every firmware reads', () => {
    expect(fatArgs('/dev/sda3', 'VMP-ESP').join(' ')).toBe('-F 32 -n VMP-ESP /dev/sda3')
  })
})

test('wipefs takes everything away, without asking who uses it', () => {
  expect(wipeArgs(['/dev/sda1'])).toEqual(['--all', '--force', '--quiet', '/dev/sda1'])
})

describe('dd', () => {
  test('copies past the page cache, and flushes', () => {
    expect(copyArgs('/a', '/b')).toEqual(expect.arrayContaining(['oflag=direct', 'conv=fsync', 'status=progress']))
  })
  test('makes the cache forget a file without changing it', () => {
    expect(forgetArgs('/b')).toEqual(expect.arrayContaining(['oflag=nocache', 'conv=notrunc,fdatasync', 'count=0']))
  })
  test('says how far it is while it copies', () => {
    // coreutils 9.7, status=progress.
    expect(parseRead('88080384 bytes (88 MB, 84 MiB) copied, 1 s, 88.1 MB/s')).toEqual({
      bytes: 88_080_384,
      seconds: 1,
    })
  })
})
