import { expect, test } from 'vitest'
import type { Answer } from '../../answer/schema.ts'
import type { Plan } from '../../answer/plan.ts'
import { disk } from '../../preflight/__fixtures__/facts.ts'
import type { Disk } from '../../preflight/facts/schema/disks.ts'
import { codesOf, disks, notesOf, planned } from './__fixtures__/planned.ts'

const GiB = 2 ** 30
const MiB = 2 ** 20
const arraysOf = ({ arrays }: Plan): string[] =>
  arrays.map(({ name, level, members }) => `${name} ${level} ×${members.length}`)
const volumesOf = ({ volumes }: Plan): string[] =>
  volumes.map(({ group, name, size }) => `${group}/${name} ${(size / GiB).toFixed(1)}`)

test.each([
  [1, ['system 1 ×1', 'main none ×1'], 'plan.note.single'],
  [2, ['system 1 ×2', 'main 1 ×2'], 'plan.note.raid1'],
  [3, ['system 1 ×3', 'main 1 ×3'], 'plan.note.raid1'],
  [4, ['system 1 ×4', 'main 10 ×4'], 'plan.note.raid10'],
  [5, ['system 1 ×5', 'main 10 ×5'], 'plan.note.raid10odd'],
  [8, ['system 1 ×8', 'main 10 ×8'], 'plan.note.raid10'],
])('raid: auto on %i disks', (count, arrays, note) => {
  const plan = planned({ disks: disks(count) })
  expect([codesOf(plan), arraysOf(plan), notesOf(plan)]).toEqual([[], arrays, [note, 'plan.note.free']])
})

const raid = (data: Answer['disks']['raid']['data'], system: Answer['disks']['raid']['system'] = 'auto') => ({
  raid: { data, system },
})

test.each<[string, Disk[], Partial<Answer['disks']>, string[], string[]]>([
  ['RAID 5 over four', disks(4), raid('5'), ['system 1 ×4', 'main 5 ×4'], []],
  ['RAID 6 over four', disks(4), raid('6'), ['system 1 ×4', 'main 6 ×4'], []],
  ['RAID 1 over four', disks(4), raid('1'), ['system 1 ×4', 'main 1 ×4'], []],
  ['RAID 5 over two', disks(2), raid('5'), [], ['plan.tooFewForLevel']],
  ['RAID 6 over three', disks(3), raid('6'), [], ['plan.tooFewForLevel']],
  ['RAID 10 over three', disks(3), raid('10'), [], ['plan.tooFewForLevel']],
  ['RAID 1 over one', disks(1), raid('1'), [], ['plan.tooFewForLevel']],
  ['no RAID over two', disks(2), raid('none'), [], ['plan.noneOfMany']],
  ['no mirror for the system over two', disks(2), raid('auto', 'none'), [], ['plan.noneOfMany']],
  ['a mirror for the system of one', disks(1), raid('auto', '1'), [], ['plan.tooFewForLevel']],
  ['a controller’s array', disks(1, { transport: 'raid' }), {}, ['system 1 ×1', 'main none ×1'], []],
  ['two arrays of a controller', disks(2, { transport: 'raid' }), {}, [], ['plan.overController']],
  [
    'two arrays of a controller, and RAID 1 said',
    disks(2, { transport: 'raid' }),
    raid('1'),
    [],
    ['plan.overController'],
  ],
  [
    'two arrays of a controller, each for itself',
    [disk({ transport: 'raid' }), disk({ name: 'sdb', transport: 'raid', size: 8e12 })],
    { system: { size: { max: 1000 } }, data: {} },
    ['system 1 ×1', 'main none ×1', 'data none ×1'],
    [],
  ],
  [
    'a cache of one disk, an array as well',
    [...disks(2), disk({ name: 'sdc', rotational: true, size: 4e12 }), disk({ name: 'nvme0n1', transport: 'nvme' })],
    { system: { kind: 'ssd' }, data: { kind: 'hdd' }, cache: { kind: 'nvme' } },
    ['system 1 ×2', 'main 1 ×2', 'data none ×1', 'cache 1 ×1'],
    [],
  ],
  [
    'data and cache on disks of their own',
    [...disks(2), ...disks(4, { rotational: true, size: 4e12 }, 2), ...disks(2, { transport: 'nvme' }, 6)],
    { system: { kind: 'ssd' }, data: { kind: 'hdd' }, cache: { kind: 'nvme' }, raid: { system: 'auto', data: '6' } },
    ['system 1 ×2', 'main 1 ×2', 'data 6 ×4', 'cache 1 ×2'],
    [],
  ],
])('%s', (_, disks, wanted, arrays, codes) => {
  const plan = planned({ disks, wanted })
  expect([arraysOf(plan), codesOf(plan)]).toEqual([arrays, codes])
  expect(plan.disks.some(({ partitions }) => partitions.length > 0)).toBe(codes.length === 0)
})

test('every partition of a system disk stands where the layout says', () => {
  const [first] = planned({ disks: disks(1, { size: 100 * GiB + 12345 }) }).disks
  expect(first!.partitions.map(({ number, use, start, size }) => [number, use, start, size])).toEqual([
    [1, 'marker', 32 * 1024, MiB - 32 * 1024],
    [2, 'bios', MiB, MiB],
    [3, 'esp', 2 * MiB, 512 * MiB],
    [4, 'system', 514 * MiB, 8 * GiB],
    [5, 'main', 514 * MiB + 8 * GiB, 100 * GiB - 8 * GiB - 515 * MiB],
  ])
})

test.each([
  ['the disk of a rehearsal', 20 * GiB, ['vmp/state 3.4', 'vmp/cluster 2.3', 'vmp/local 2.9']],
  ['60 GB', 60e9, ['vmp/state 8.0', 'vmp/cluster 8.0', 'vmp/local 15.7']],
  ['480 GB', 480e9, ['vmp/state 35.1', 'vmp/cluster 16.0', 'vmp/local 193.7']],
  ['4 TB', 4e12, ['vmp/state 64.0', 'vmp/cluster 16.0', 'vmp/local 1818.4']],
])('volumes on one disk of %s', (_, size, volumes) => {
  expect(volumesOf(planned({ disks: disks(1, { size }) }))).toEqual(volumes)
})

test('the smallest disk, and one that is a byte smaller', () => {
  const smallest = (8192 + 514 + 8192 + 1) * MiB
  expect(codesOf(planned({ disks: disks(1, { size: smallest }) }))).toEqual([])
  const plan = planned({ disks: disks(1, { size: smallest - 1 }) })
  expect(plan.problems).toEqual([
    {
      code: 'plan.diskTooSmall',
      params: { area: 'disks.system', disk: 'sda', serial: 'D-sda', size: '17.7 GB', needed: '17.7 GB' },
    },
  ])
})

test('sizes that the answer asks for, in GB as sold', () => {
  const plan = planned({ disks: disks(1), wanted: { sizes: { state: 20, cluster: 10, local: 100 } } })
  for (const [index, wanted] of [20e9, 10e9, 100e9].entries()) {
    expect(plan.volumes[index]!.size).toBeGreaterThanOrEqual(wanted)
    expect(plan.volumes[index]!.size).toBeLessThan(wanted + 4 * MiB)
  }
  const all = planned({ disks: disks(1), wanted: { sizes: { state: null, cluster: null, local: 900 } } })
  expect(all.problems).toEqual([
    {
      code: 'plan.noRoom',
      params: {
        volumes: 'state 68.7 GB, cluster 17.2 GB, local 900 GB',
        group: 'vmp',
        needed: '986 GB',
        room: '951 GB',
      },
    },
  ])
  expect([all.volumes, all.arrays, all.disks[0]!.partitions]).toEqual([[], [], []])
})

test('disks of different sizes: each gives what the smallest has, and the waste is said', () => {
  const wanted = { system: { model: 'SSD' } }
  const plan = planned({ disks: [disk(), disk({ name: 'sdb', size: 1.92e12 })], wanted })
  const [first, second] = plan.disks.map(({ partitions }) => partitions)
  expect(first).toEqual(second)
  expect(plan.notes).toContainEqual({
    key: 'plan.note.unequal',
    params: { array: 'plan.array.main', smallest: '960 GB', wasted: '960 GB' },
  })
})

test.each<[string, Disk[], Partial<Answer['disks']>, object, string]>([
  [
    'different kinds',
    [disk(), disk({ name: 'sdb', rotational: true })],
    { system: { model: 'SSD' } },
    {},
    'plan.note.mixed',
  ],
  [
    'a cache that turns',
    [disk(), disk({ name: 'sdb', rotational: true })],
    { system: { kind: 'ssd' }, cache: { kind: 'hdd' } },
    {},
    'plan.note.slowCache',
  ],
  ['a disk without a name', disks(1, { serial: null }), {}, {}, 'plan.note.nameless'],
  [
    'a group of ours on another disk',
    [
      disk(),
      disk({
        name: 'sdb',
        contents: [
          { path: '/dev/sdb5', kind: 'lvm-member', type: 'LVM2_member', label: 'vmp: state', uuid: null, size: 1 },
        ],
      }),
    ],
    { system: { serial: ['D-sda'] } },
    {},
    'plan.note.sameNames',
  ],
  [
    'an array of ours on another disk',
    [
      disk(),
      disk({
        name: 'sdb',
        contents: [
          {
            path: '/dev/sdb4',
            kind: 'raid-member',
            type: 'linux_raid_member',
            label: 'vmp:system',
            uuid: null,
            size: 1,
          },
        ],
      }),
    ],
    { system: { serial: ['D-sda'] } },
    {},
    'plan.note.sameNames',
  ],
  [
    'the RAID of the chipset',
    disks(2),
    {},
    {
      raid: {
        controllers: [],
        disks: [],
        arrays: [
          {
            name: 'md126',
            kind: 'firmware',
            level: 'raid1',
            size: 1,
            state: 'optimal',
            members: ['sda', 'sdb'],
            missing: 0,
          },
        ],
      },
    },
    'plan.note.firmwareRaid',
  ],
])('%s is worth a note', (_, disks, wanted, facts, key) => {
  const plan = planned({ disks, wanted, facts })
  expect(codesOf(plan)).toEqual([])
  expect(notesOf(plan)).toContain(key)
})
