import { expect, test } from 'vitest'
import { disk, fitServer } from '../__fixtures__/facts.ts'
import { verdicts } from '../__fixtures__/judge.ts'
import type { Disk, RaidArray } from '../facts/schema/disks.ts'

const array = (different: Partial<RaidArray> = {}): RaidArray => ({
  name: 'sda',
  kind: 'controller',
  level: 'raid1',
  size: 960e9,
  state: 'optimal',
  members: ['0:0', '0:1'],
  missing: null,
  ...different,
})
const volume = (different: Partial<Disk> = {}) => disk({ transport: 'raid', ...different })
const judged = (disks: Disk[], ...arrays: RaidArray[]) =>
  verdicts('raid', { disks, raid: { ...fitServer.raid, arrays } })

test.each<[Partial<RaidArray>, string[]]>([
  [{ state: 'optimal' }, []],
  [{ state: 'degraded' }, ['fail degraded']],
  [{ state: 'rebuilding' }, ['warn rebuilding']],
  [{ state: 'failed' }, ['fail failed']],
  [{ state: null }, ['unknown stateUnread']],
  [{ missing: 1 }, ['fail degraded']],
  [{ missing: 0 }, []],
  [{ state: 'rebuilding', missing: 1 }, ['fail degraded']],
  [{ kind: 'md', name: 'md0', state: 'degraded' }, ['fail degraded']],
  [{ kind: 'md', name: 'md0', state: null }, []],
])('an array %j: %j', (different, found) => {
  expect(judged([volume(), volume({ name: 'sdb' })], array(different))).toEqual(found)
})

test.each<[string, Disk[], RaidArray[], string[]]>([
  ['one plain disk', [disk()], [], ['warn oneDisk']],
  ['two plain disks, which VMP mirrors', [disk(), disk({ name: 'sdb' })], [], []],
  ['one plain disk and one too small', [disk(), disk({ name: 'sdb', size: 16e9 })], [], ['warn oneDisk']],
  ['one plain disk and a stick', [disk(), disk({ name: 'sdb', transport: 'usb' })], [], ['warn oneDisk']],
  ['a mirror of a controller', [volume()], [array()], []],
  ['a RAID 10', [volume()], [array({ level: 'raid10' })], []],
  ['a stripe', [volume()], [array({ level: 'raid0' })], ['warn noRedundancy']],
  ['an array of one', [volume()], [array({ level: 'raid0', members: ['0:0'] })], ['warn oneDisk']],
  ['a disk passed through', [volume()], [array({ level: 'jbod', members: ['0:0'] })], ['warn oneDisk']],
  [
    'two arrays of one, which VMP mirrors',
    [volume(), volume({ name: 'sdb' })],
    [array({ level: 'raid0', members: ['0:0'] }), array({ name: 'sdb', level: 'raid0', members: ['0:1'] })],
    [],
  ],
  [
    'a stripe beside the mirror of a volume too small',
    [volume(), volume({ name: 'sdb', size: 16e9 })],
    [array({ name: 'sdb' }), array({ level: 'raid0' })],
    ['warn noRedundancy'],
  ],
  ['a volume of a level that is not told', [volume()], [array({ level: null })], ['note levelHidden']],
  ['a volume of which no array is known', [volume()], [], ['note levelHidden']],
  ['an old software mirror of two disks', [disk(), disk({ name: 'sdb' })], [array({ kind: 'md', name: 'md0' })], []],
  ['no disk at all, which is another check’s', [], [], []],
])('%s', (_, disks, arrays, found) => {
  expect(judged(disks, ...arrays)).toEqual(found)
})

test('arrays that could not be read may be degraded', () => {
  for (const source of ['raid', 'arrays', 'disks'])
    expect(verdicts('raid', {}, { unread: [{ source, reason: 'late' }] })).toEqual(['unknown unread'])
})

test.each<[Partial<RaidArray>, string[]]>([
  [{ level: 'raid5', members: ['a', 'b', 'c'] }, []],
  [{ level: 'raid5', members: ['a', 'b', 'c', 'd'] }, ['advice raid10']],
  [{ level: 'raid5', members: [] }, []],
  [{ level: 'raid6', members: [] }, ['advice raid10']],
  [{ level: 'RAID60', members: [] }, ['advice raid10']],
  [{ level: 'raid10', members: ['a', 'b', 'c', 'd'] }, []],
  // VMP makes its own arrays of plain disks anyway.
  [{ level: 'raid5', kind: 'md', members: ['a', 'b', 'c', 'd'] }, []],
])('disks that would make a RAID 10: %j', (different, found) => {
  expect(judged([volume(), volume({ name: 'sdb' })], array(different))).toEqual(found)
})
