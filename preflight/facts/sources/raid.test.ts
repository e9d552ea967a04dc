import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { smartArgs } from '../../../lib/tools/smartctl.ts'
import { contextOn } from '../__fixtures__/tree.ts'
import { readRaid } from './raid.ts'

const captured = (path: string): string =>
  readFileSync(join(import.meta.dirname, '../../../lib/tools/__fixtures__', path), 'utf8')
const raid = (...parts: string[]) => readRaid(contextOn(parts.join('')).context)

const md = (name: string, attributes: Record<string, string>): string =>
  [
    `==> /sys/block/${name}/size\n2097152\n`,
    ...Object.entries(attributes).map(([path, value]) => `==> /sys/block/${name}/md/${path}\n${value}\n`),
  ].join('')
const mirror = { level: 'raid1', array_state: 'clean', degraded: '0', sync_action: 'idle', metadata_version: '1.2' }
const members = { 'dev-sda1/state': 'in_sync', 'dev-sdb1/state': 'in_sync' }
const examined = (output: string): string => `==> $ mdadm --examine --scan --verbose\n${output}`

test('a machine without any has none', async () => {
  expect(await raid('==> /sys/block/sda/size\n2097152\n')).toEqual({ controllers: [], arrays: [], disks: [] })
})

test.each([
  ['whole', {}, 'optimal', 0],
  ['degraded', { degraded: '1' }, 'degraded', 1],
  ['rebuilding', { degraded: '1', sync_action: 'recover' }, 'rebuilding', 1],
  ['built for the first time', { sync_action: 'resync' }, 'rebuilding', 0],
  ['checked', { sync_action: 'check' }, 'optimal', 0],
  ['put together and not started', { array_state: 'inactive', degraded: '' }, 'failed', null],
])('a mirror of Linux that is %s', async (_, changed, state, missing) => {
  const { arrays } = await raid(md('md0', { ...mirror, ...members, ...changed }))
  expect(arrays).toEqual([
    { name: 'md0', kind: 'md', level: 'raid1', size: 1024 ** 3, state, members: ['sda1', 'sdb1'], missing },
  ])
})

test('a faulty member is none, and an array that was stopped is none', async () => {
  const { arrays } = await raid(
    md('md0', { ...mirror, ...members, 'dev-sdb1/state': 'faulty,write_error' }),
    md('md1', { ...mirror, array_state: 'clear' }),
  )
  expect(arrays.map(({ name, members }) => [name, members])).toEqual([['md0', ['sda1']]])
})

test("the firmware's RAID is told by its volume, not by its container", async () => {
  const { arrays } = await raid(
    md('md127', { level: 'container', array_state: 'inactive', metadata_version: 'external:imsm' }),
    md('md126', { ...mirror, ...members, metadata_version: 'external:/md127/0' }),
  )
  expect(arrays.map(({ name, kind }) => [name, kind])).toEqual([['md126', 'firmware']])
})

test('arrays that a live system leaves alone are told by their members', async () => {
  const { arrays } = await raid(examined(captured('raid/mdadm-examine.txt')))
  expect(arrays).toEqual([
    {
      name: 'md/1',
      kind: 'md',
      level: 'raid5',
      size: null,
      state: 'degraded',
      members: ['sdb', 'sdc', 'sdd'],
      missing: 1,
    },
    expect.objectContaining({ name: 'md/0', level: 'raid1', state: 'degraded', members: ['sda2'], missing: 1 }),
  ])
})

test.each([
  ['raid0', 2, '/dev/sda', 'failed'],
  ['raid5', 4, '/dev/sda,/dev/sdb', 'failed'],
  ['raid6', 4, '/dev/sda,/dev/sdb', 'degraded'],
  ['raid10', 4, '/dev/sda,/dev/sdb', 'degraded'],
  ['raid1', 2, '/dev/sda,/dev/sdb', null],
])('of a %s of %i there are %s: %s', async (level, devices, paths, state) => {
  const { arrays } = await raid(
    examined(`ARRAY /dev/md/0 level=${level} num-devices=${devices}\n   devices=${paths}\n`),
  )
  expect(arrays).toMatchObject([{ name: 'md/0', state }])
})

test('a spare takes no place', async () => {
  const line = 'ARRAY /dev/md/0 level=raid1 num-devices=2\n   spares=1   devices=/dev/sda,/dev/sdb\n'
  expect((await raid(examined(line))).arrays).toMatchObject([{ state: 'degraded', missing: 1 }])
})

test('an array that runs is told once, with what Linux says of it', async () => {
  const line = 'ARRAY /dev/md/0 level=raid1 num-devices=2\n   devices=/dev/sda1,/dev/sdb1\n'
  const { arrays } = await raid(md('md0', { ...mirror, ...members }), examined(line))
  expect(arrays.map(({ name, state }) => [name, state])).toEqual([['md0', 'optimal']])
})

test('of one that was put together and not started the members say how bad it is', async () => {
  const line = 'ARRAY /dev/md/0 level=raid1 num-devices=2\n   devices=/dev/sda1\n'
  const waiting = md('md0', { ...mirror, array_state: 'inactive', 'dev-sda1/state': 'in_sync' })
  expect((await raid(waiting, examined(line))).arrays).toMatchObject([{ name: 'md/0', state: 'degraded', missing: 1 }])
})

test("the firmware's volume that nobody started has the disks of its container", async () => {
  const { arrays } = await raid(examined(captured('raid/mdadm-imsm.txt')))
  expect(arrays).toMatchObject([{ name: 'md/MyRaid', kind: 'firmware', members: ['sdd', 'sdc'], state: null }])
})

/** A disk behind a card, and the card. */
const behind = (driver: string, channel = 2, attributes: Record<string, string> = {}): string => {
  const card = '/sys/devices/pci0000:3a/0000:3a:00.0/0000:3b:00.0'
  const device = `${card}/host0/target0:${channel}:0/0:${channel}:0:0`
  return `==> /sys/block/sda -> ${device}/block/sda
==> ${device}/block/sda/size
936640512
==> ${device}/block/sda/device -> ${device}
==> /sys/class/scsi_host/host0/proc_name
${driver}
==> /sys/bus/pci/devices/0000:3b:00.0 -> ${card}
==> ${card}/class
0x010400
==> ${card}/vendor
0x1000
==> ${card}/device
0x005d
==> ${card}/driver -> /sys/bus/pci/drivers/${driver}
${Object.entries(attributes)
  .map(([path, value]) => `==> ${path.replace('DEVICE', device).replace('CARD', card)}\n${value}\n`)
  .join('')}`
}

test('a card has the name it was sold by, its driver and firmware', async () => {
  const lspci =
    '==> $ lspci -D -mm\n0000:3b:00.0 "RAID bus controller" "Broadcom / LSI" "MegaRAID SAS-3 3108 [Invader]" -r02 -p00 "Dell" "PERC H730P Mini"\n'
  const { controllers } = await raid(
    behind('hpsa', 0, { 'CARD/host0/scsi_host/host0/firmware_revision': '6.60' }),
    lspci,
  )
  expect(controllers).toEqual([
    { name: 'Dell PERC H730P Mini', driver: 'hpsa', pciAddress: '0000:3b:00.0', firmware: '6.60' },
  ])
  expect((await raid(behind('megaraid_sas'))).controllers).toMatchObject([{ name: '1000:005d', firmware: null }])
})

test('a volume of which nothing but its being there is known', async () => {
  expect((await raid(behind('megaraid_sas'))).arrays).toEqual([
    { name: 'sda', kind: 'controller', level: null, size: 936640512 * 512, state: null, members: [], missing: null },
  ])
})

test('a volume of Smart Array tells its level', async () => {
  const { arrays } = await raid(behind('smartpqi', 1, { 'DEVICE/raid_level': 'RAID 6' }))
  expect(arrays).toMatchObject([{ name: 'sda', level: 'raid6', state: null }])
})

test("the kernel's class of RAID volumes tells level and state", async () => {
  const volume = '/sys/class/raid_devices/0:1:0:0'
  const { arrays } = await raid(
    behind('mpt3sas', 1),
    `==> ${volume}/level\nraid1\n==> ${volume}/state\ndegraded\n==> ${volume}/device/block/sda/size\n1\n`,
  )
  expect(arrays).toMatchObject([{ name: 'sda', kind: 'controller', level: 'raid1', state: 'degraded' }])
})

test("the maker's program, where it is installed, knows all of a volume", async () => {
  const { arrays } = await raid(
    behind('megaraid_sas'),
    `==> $ perccli64 /call/vall show all J\n${captured('raid/storcli-vall.json')}`,
  )
  expect(arrays).toHaveLength(3)
  expect(arrays[0]).toMatchObject({
    name: 'sda',
    level: 'raid1',
    state: 'optimal',
    members: ['8:0', '8:1'],
    missing: 0,
  })
})

test('one volume and one disk are the same, though arcconf does not say so', async () => {
  const { arrays } = await raid(
    behind('aacraid', 0),
    `==> $ arcconf getconfig 1 ld\n${captured('raid/arcconf-getconfig.txt')}`,
  )
  expect(arrays).toMatchObject([{ name: 'sda', level: 'raid10', state: 'optimal' }])
})

test('a program that prints garbage is told, and the volume is still there', async () => {
  const { context, noted } = contextOn(`${behind('megaraid_sas')}==> $ storcli64 /call/vall show all J\n\u001B[31mno\n`)
  expect((await readRaid(context)).arrays).toMatchObject([{ name: 'sda', level: null, state: null }])
  expect(noted.unread).toContainEqual({ source: 'storcli', reason: 'storcli gave no JSON' })
})

test('the disks behind MegaRAID tell their health through it', async () => {
  const ask = (number: number): string => `==> $ smartctl ${smartArgs('/dev/bus/0', `megaraid,${number}`).join(' ')}\n`
  const { context, noted } = contextOn(
    [
      behind('megaraid_sas'),
      `==> $ smartctl --json=c --scan\n${captured('smartctl/scan-megaraid.json')}`,
      ask(0) + captured('smartctl/toshiba-behind-megaraid.json'),
      `${ask(1)}{"smartctl":{"exit_status":2,"messages":[{"string":"INQUIRY failed"}]}}\n`,
    ].join(''),
  )
  expect((await readRaid(context)).disks).toEqual([
    expect.objectContaining({
      name: 'megaraid,0',
      model: 'TOSHIBA AL15SEB24EQY',
      size: 2400476553216,
      health: expect.objectContaining({ passed: true, temperature: 32 }) as unknown,
    }),
    { name: 'megaraid,1', model: null, serial: null, size: null, health: null },
  ])
  expect(noted.unread).toEqual([{ source: 'health of megaraid,1', reason: 'INQUIRY failed' }])
})

test('the disks behind Smart Array are counted until one is not there', async () => {
  const ask = (number: number): string => `==> $ smartctl ${smartArgs('/dev/sda', `cciss,${number}`).join(' ')}\n`
  const { disks } = await raid(
    behind('hpsa', 1, { 'DEVICE/raid_level': 'RAID 1(+0)' }),
    ask(0) + captured('smartctl/hitachi-h109060-sas.json'),
    ask(1) + captured('smartctl/hitachi-h109060-sas.json'),
    `${ask(2)}{"smartctl":{"exit_status":2}}\n`,
    ask(3) + captured('smartctl/hitachi-h109060-sas.json'),
  )
  expect(disks.map(({ name }) => name)).toEqual(['cciss,0', 'cciss,1'])
})
