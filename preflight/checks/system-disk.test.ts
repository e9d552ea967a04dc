import { expect, test } from 'vitest'
import { disk, fitServer } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { Disk, DiskHealth } from '../facts/schema/disks.ts'

const GB = 1e9
const judged = (...disks: Disk[]) => verdicts('systemDisk', { disks })
const healthy = disk().health!
const ailing = (health: Partial<DiskHealth>) => judged(disk({ health: { ...healthy, ...health } }))

test.each<[string, Partial<Disk>, string[]]>([
  ['60 GB as sold', { size: 60 * GB }, []],
  ['one byte less', { size: 60 * GB - 1 }, ['fail none']],
  ['40 GB', { size: 40 * GB }, ['fail none']],
  ['no size', { size: 0 }, ['fail none']],
  ['a stick', { transport: 'usb', removable: true }, ['fail none']],
  ['a disk on USB', { transport: 'usb' }, ['fail none']],
  ['the medium it was started from', { boot: true }, ['fail none']],
  ['a disk that cannot be written', { readOnly: true }, ['fail none']],
  ['a disk that does not say whether it can be written', { readOnly: null }, []],
])('a single disk, %s: %j', (_, different, found) => {
  expect(judged(disk(different))).toEqual(found)
})

test('no disk at all is no place for a system, unless disks could not be read', () => {
  expect(judged()).toEqual(['fail none'])
  const unread = [{ source: 'disks', reason: 'late' }]
  expect(verdicts('systemDisk', { disks: [] }, { unread })).toEqual(['unknown unread'])
  expect(verdicts('systemDisk', { disks: [disk()] }, { unread })).toEqual([])
})

test('a disk that hangs may be large enough; one that is read and too small is not', () => {
  const unread = [{ source: 'disk sda', reason: 'late' }]
  expect(verdicts('systemDisk', { disks: [disk({ size: 0 })] }, { unread })).toEqual(['unknown unread'])
  expect(verdicts('systemDisk', { disks: [disk({ size: 40 * GB })] }, { unread })).toEqual(['fail none'])
  expect(verdicts('systemDisk', { disks: [disk({ size: 0, name: 'sdb' })] }, { unread })).toEqual(['fail none'])
})

test('one disk of two that is large enough will do', () => {
  expect(judged(disk({ size: 16 * GB }), disk({ name: 'sdb' }))).toEqual([])
})

test('what is too small is named', () => {
  expect(findings('systemDisk', { disks: [disk({ size: 40 * GB })] })).toMatchObject([
    { measured: 'sda 40 GB', threshold: '≥ 60 GB' },
  ])
})

test.each<[Partial<DiskHealth>, string[]]>([
  [{ passed: false }, ['fail failing']],
  [{ passed: null }, []],
  [{ passed: false, warnings: ['Reallocated_Sector_Ct'] }, ['fail failing']],
  [{ warnings: ['Reallocated_Sector_Ct'] }, ['warn attributes']],
  [{ reallocated: 0 }, []],
  [{ reallocated: 1 }, ['warn reallocated']],
  [{ pending: 1 }, ['warn pending']],
  [{ mediaErrors: 1 }, ['warn mediaErrors']],
  [{ reallocated: 5, pending: 1, mediaErrors: 2 }, ['warn reallocated', 'warn pending', 'warn mediaErrors']],
  [{ wear: 80 }, []],
  [{ wear: 81 }, ['warn worn']],
  [{ wear: 255 }, ['warn worn']],
  [{ spare: 20 }, []],
  [{ spare: 19 }, ['warn spareLow']],
  [{ reallocated: null, pending: null, mediaErrors: null, wear: null, spare: null }, []],
])('health %j: %j', (health, found) => {
  expect(ailing(health)).toEqual(found)
})

test('a sick disk is named with what is on its label', () => {
  const disks = [disk(), disk({ name: 'sdb', model: 'M2', serial: 'S2', health: { ...healthy, passed: false } })]
  expect(findings('systemDisk', { disks })).toMatchObject([{ subject: 'sdb', params: { model: 'M2', serial: 'S2' } }])
})

test('the health of a stick and of the medium it was started from does not matter', () => {
  const sick = { health: { ...healthy, passed: false } }
  expect(
    judged(disk(), disk({ ...sick, name: 'sdb', boot: true }), disk({ ...sick, name: 'sdc', transport: 'usb' })),
  ).toEqual([])
})

test('health that a disk should tell and does not is unknown; behind a controller it is worth a note, in a virtual machine nothing', () => {
  const silent = (transport: Disk['transport']) => judged(disk({ health: null, transport }))
  expect(silent('sata')).toEqual(['unknown healthUnread'])
  expect(silent('nvme')).toEqual(['unknown healthUnread'])
  expect(silent('raid')).toEqual(['note healthHidden'])
  expect(silent('virtio')).toEqual([])
  expect(silent(null)).toEqual([])
})

test('disks behind a controller tell of their own health, and then nothing is hidden', () => {
  const volume = disk({ health: null, transport: 'raid' })
  const behind = { name: 'megaraid,3', model: 'M', serial: 'S', size: null, health: { ...healthy, passed: false } }
  const beside = (health: DiskHealth | null) =>
    verdicts('systemDisk', { disks: [volume], raid: { ...fitServer.raid, disks: [{ ...behind, health }] } })
  expect(beside(healthy)).toEqual([])
  expect(beside(behind.health)).toEqual(['fail failing'])
  expect(beside(null)).toEqual(['unknown healthUnread'])
})

test('four hundred silent disks are one finding', () => {
  const disks = Array.from({ length: 400 }, (_, index) => disk({ name: `sd${index}`, health: null }))
  expect(findings('systemDisk', { disks })).toMatchObject([
    { code: 'systemDisk.healthUnread', params: { disks: 'sd0, sd1, sd2, sd3, sd4, sd5, sd6, sd7 … (+392)' } },
  ])
})

test.each<[(boolean | null)[], Disk['transport'], string[]]>([
  [[true, true], 'sata', ['advice noCache']],
  [[true, false], 'sata', []],
  [[true, null], 'sata', []],
  [[true], 'virtio', []],
])('disks that turn %j on %s: %j', (turning, transport, found) => {
  expect(judged(...turning.map((rotational, index) => disk({ name: `sd${index}`, rotational, transport })))).toEqual(
    found,
  )
})
