import { expect, test } from 'vitest'
import type { Answer } from '../../answer/schema.ts'
import { disk } from '../../preflight/__fixtures__/facts.ts'
import type { Disk } from '../../preflight/facts/schema/disks.ts'
import { codesOf, disks, planned, rolesOf } from './__fixtures__/planned.ts'

const ssds = disks(2, { size: 480e9 })
const hdds = disks(4, { size: 4e12, rotational: true, model: 'HDD' }, 2)

test.each<[string, Disk[], Partial<Answer['disks']>, string[], string[]]>([
  ['no disk', [], {}, [], ['plan.noUsableDisk']],
  ['a model that none is of', disks(1), { system: { model: 'SDD' } }, ['sda untouched –'], ['plan.noModel']],
  ['only a stick', [disk({ removable: true })], {}, ['sda untouched –'], ['plan.noUsableDisk']],
  ['one empty disk, nothing said', disks(1), {}, ['sda system empty'], []],
  ['two alike', disks(2), {}, ['sda system empty', 'sdb system empty'], []],
  [
    'another maker’s size',
    [...disks(1), disk({ name: 'sdb', size: 1e12 })],
    {},
    ['sda system empty', 'sdb system empty'],
    [],
  ],
  [
    'SSD and HDD, nothing said',
    [disk(), disk({ name: 'sdb', rotational: true })],
    {},
    ['sda untouched –', 'sdb untouched –'],
    ['plan.diskUnclear'],
  ],
  [
    'two sizes, nothing said',
    [disk(), disk({ name: 'sdb', size: 4e12 })],
    {},
    ['sda untouched –', 'sdb untouched –'],
    ['plan.diskUnclear'],
  ],
  [
    'a stick, the boot medium, a disk that cannot be written, and one disk',
    [
      disk(),
      disk({ name: 'sdb', removable: true }),
      disk({ name: 'sdc', boot: true }),
      disk({ name: 'sdd', readOnly: true }),
      disk({ name: 'sde', transport: 'usb' }),
      disk({ name: 'sdf', transport: 'iscsi' }),
      disk({ name: 'sdg', transport: 'fc' }),
    ],
    {},
    [
      'sda system empty',
      'sdb untouched –',
      'sdc untouched –',
      'sdd untouched –',
      'sde untouched –',
      'sdf untouched –',
      'sdg untouched –',
    ],
    [],
  ],
  [
    'a network disk that is named',
    [disk(), disk({ name: 'sdb', transport: 'iscsi' })],
    { system: { serial: ['D-sdb'] } },
    ['sdb system empty', 'sda untouched –'],
    [],
  ],
  [
    'a stick, though it is named',
    [disk(), disk({ name: 'sdb', transport: 'usb' })],
    { system: { serial: ['D-sdb'] } },
    ['sda untouched –', 'sdb untouched –'],
    ['plan.noDisk'],
  ],
  [
    'system on the SSDs, data on what is left',
    [...ssds, ...hdds],
    { system: { kind: 'ssd' }, data: {} },
    ['sda system empty', 'sdb system empty', 'sdc data empty', 'sdd data empty', 'sde data empty', 'sdf data empty'],
    [],
  ],
  [
    'data that means the system’s disks, too',
    [...ssds],
    { system: { kind: 'ssd' }, data: { size: { min: 100 } } },
    ['sda system empty', 'sdb system empty'],
    ['plan.diskClaimedTwice'],
  ],
  ['nothing fits', ssds, { system: { kind: 'nvme' } }, ['sda untouched –', 'sdb untouched –'], ['plan.noDisk']],
  [
    'more than asked for',
    disks(3),
    { system: { count: 2 } },
    disks(3).map(({ name }) => `${name} system empty`),
    ['plan.diskCount'],
  ],
  [
    'fewer than asked for',
    disks(1),
    { system: { count: { min: 2, max: 4 } } },
    ['sda system empty'],
    ['plan.diskCount'],
  ],
  [
    'as many as asked for',
    disks(2),
    { system: { count: { min: 2, max: 4 } } },
    ['sda system empty', 'sdb system empty'],
    [],
  ],
  [
    'one of two that are named is not there',
    disks(2),
    { system: { serial: ['D-sda', 'D-sdx'] } },
    ['sda system empty', 'sdb untouched –'],
    ['plan.diskMissing'],
  ],
  [
    'a WWN without its prefix',
    [disk({ wwn: '0x5000c500a1b2c3d4' }), disk({ name: 'sdb', wwn: '0x5000c500a1b2c3d5' })],
    { system: { wwn: ['5000C500A1B2C3D5'] } },
    ['sdb system empty', 'sda untouched –'],
    [],
  ],
  [
    'a size as sold',
    [disk({ size: 960_197_124_096 }), disk({ name: 'sdb', size: 1_920_383_410_176 })],
    { system: { size: { min: 960, max: 960 } } },
    ['sda system empty', 'sdb untouched –'],
    [],
  ],
  [
    'a model',
    [disk({ model: 'INTEL SSDSC2KB48' }), disk({ name: 'sdb' })],
    { system: { model: 'intel*' } },
    ['sda system empty', 'sdb untouched –'],
    [],
  ],
  [
    'one disk by two paths',
    [disk({ wwn: '0x5000c500a1b2c3d4' }), disk({ name: 'sdb', wwn: '0x5000c500a1b2c3d4' })],
    {},
    ['sda system empty', 'sdb system empty'],
    ['plan.diskTwins'],
  ],
  [
    'the other path is not chosen, and the disk is one all the same',
    [disk({ serial: 'X1' }), disk({ name: 'sdb', serial: 'X1', readOnly: true })],
    {},
    ['sda system empty', 'sdb untouched –'],
    ['plan.diskTwins'],
  ],
  [
    'namespaces of one NVMe disk',
    [
      disk({ name: 'nvme0n1', transport: 'nvme', serial: 'N1', wwn: 'eui.0025385b71b0a1c1' }),
      disk({ name: 'nvme0n2', transport: 'nvme', serial: 'N1', wwn: 'eui.0025385b71b0a1c2' }),
    ],
    {},
    ['nvme0n1 system empty', 'nvme0n2 system empty'],
    [],
  ],
  [
    'serial numbers that say nothing',
    [disk({ serial: '00000000' }), disk({ name: 'sdb', serial: '00000000' })],
    {},
    ['sda system empty', 'sdb system empty'],
    [],
  ],
])('%s', (_, disks, wanted, roles, codes) => {
  const plan = planned({ disks, wanted })
  expect([rolesOf(plan), codesOf(plan)]).toEqual([roles, codes])
})

test('a problem names what was wanted, every disk, and what is nearest', () => {
  const { problems } = planned({ disks: disks(2), wanted: { system: { serial: ['D-sdA', 'D-sdk*'] } } })
  expect(problems).toEqual([
    {
      code: 'plan.diskMissing',
      params: {
        area: 'disks.system',
        wanted: 'serial: D-sdA D-sdk*',
        disks: 'sda ssd 960 GB SSD D-sda, sdb ssd 960 GB SSD D-sdb',
        name: 'D-sdk*',
        nearest: 'D-sda',
      },
    },
  ])
})

test('every disk says why it has its role, or what each area has against it', () => {
  const wanted = { system: { kind: 'ssd' }, data: { kind: 'hdd', size: { min: 2000 } } } as const
  const small = disk({ name: 'sdb', rotational: true, size: 500e9 })
  const large = disk({ name: 'sdc', rotational: true, size: 4e12 })
  const { disks } = planned({ disks: [disk(), small, large, disk({ name: 'sdd', boot: true })], wanted })
  const area = 'plan.area.system'
  expect(Object.fromEntries(disks.map(({ path, why }) => [path, why]))).toEqual({
    '/dev/sda': [{ key: 'plan.why.chosen', params: { area } }],
    '/dev/sdb': [
      { key: 'plan.why.kind', params: { area, is: 'hdd', wanted: 'ssd' } },
      { key: 'plan.why.size', params: { area: 'plan.area.data', is: '500 GB', wanted: '≥ 2000 GB' } },
    ],
    '/dev/sdc': [{ key: 'plan.why.chosen', params: { area: 'plan.area.data' } }],
    '/dev/sdd': [{ key: 'plan.why.boot', params: {} }],
  })
})

test.each<[string, Answer['disks']['system'], string[]]>([
  ['nothing said', {}, ['plan.diskSilent']],
  ['a range', { count: { min: 1, max: 4 } }, ['plan.diskSilent']],
  ['an exact count', { count: 2 }, []],
  ['names', { serial: ['D-sda', 'D-sdb'] }, []],
])('a disk that hangs may be one that is meant: %s', (_, system, codes) => {
  const facts = { unread: [{ source: 'disk sdc', reason: 'late' }] }
  const silent = disk({ name: 'sdc', size: 0, serial: null, contents: null })
  expect(codesOf(planned({ disks: [...disks(2), silent], facts, wanted: { system } }))).toEqual(codes)
})

test('without the list of disks there is no plan', () => {
  const facts = { unread: [{ source: 'disks', reason: 'late' }] }
  expect(codesOf(planned({ disks: disks(2), facts }))).toEqual(['plan.disksUnread'])
})
