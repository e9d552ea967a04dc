import { expect, test } from 'vitest'
import { disk } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { Content, Disk, DiskMarker } from '../facts/schema/disks.ts'

const content = (different: Partial<Content> = {}): Content => ({
  path: '/dev/sda1',
  kind: 'filesystem',
  type: 'ext4',
  label: 'data',
  uuid: null,
  size: 500e9,
  ...different,
})
const marker = (different: Partial<DiskMarker> = {}): DiskMarker => ({
  state: 'installed',
  machine: 'm-1',
  installation: 'i-1',
  cluster: 'north',
  host: 'h1',
  ...different,
})
const judged = (different: Partial<Disk>, cluster: string | null = null) =>
  verdicts('dataOnDisks', { disks: [disk(different)] }, { around: { cluster } })

test.each<[string, Partial<Disk>, string[]]>([
  ['a blank disk', {}, []],
  ['a file system', { contents: [content()] }, ['warn content']],
  ['a swap area', { contents: [content({ kind: 'swap', type: 'swap' })] }, ['warn content']],
  ['only a partition', { contents: [content({ kind: 'partition', type: null })] }, ['warn content']],
  ['what could not be read', { contents: null }, ['unknown unread']],
  ['the medium it was started from', { contents: [content()], boot: true }, []],
  ['a stick', { contents: [content()], transport: 'usb', removable: true }, []],
])('%s: %j', (_, different, found) => {
  expect(judged(different)).toEqual(found)
})

test.each<[string, Partial<DiskMarker>, string | null, string[]]>([
  ['of this cluster', {}, 'north', ['warn ownMarker']],
  ['of another cluster', {}, 'south', ['fail foreignMarker']],
  ['of a cluster, and this machine is meant for none', {}, null, ['fail foreignMarker']],
  ['of a host without a cluster', { cluster: null }, null, ['fail foreignMarker']],
  ['of a host without a cluster, for one', { cluster: null }, 'north', ['fail foreignMarker']],
  ['of an installation that never ended', { state: 'unfinished', cluster: null }, null, ['warn unfinished']],
  ['the same, meant for this cluster', { state: 'unfinished' }, 'north', ['warn unfinished']],
  ['the same, meant for another cluster', { state: 'unfinished' }, 'south', ['fail foreignMarker']],
])('a marker %s', (_, different, cluster, found) => {
  expect(judged({ contents: [content()], marker: marker(different) }, cluster)).toEqual(found)
})

test('disks that could not be listed may hold anything', () => {
  const unread = [{ source: 'disks', reason: 'late' }]
  expect(verdicts('dataOnDisks', { disks: [] }, { unread })).toEqual(['unknown disksUnread'])
  expect(verdicts('dataOnDisks', { disks: [] })).toEqual([])
})

test('whose disk it is stands in the finding', () => {
  expect(findings('dataOnDisks', { disks: [disk({ marker: marker(), contents: null })] })).toMatchObject([
    { subject: 'sda', params: { cluster: 'north', host: 'h1', serial: 'D-sda', size: '960 GB' } },
  ])
  const nameless = marker({ cluster: null, host: null })
  expect(findings('dataOnDisks', { disks: [disk({ marker: nameless })] })).toMatchObject([
    { params: { cluster: '–', host: 'm-1' } },
  ])
})

test.each<[string, Content[], string]>([
  ['type, label and size', [content()], '/dev/sda1: ext4 "data" 500 GB'],
  ['its kind where it has no type', [content({ type: null, label: null })], '/dev/sda1: filesystem 500 GB'],
  [
    'what holds data before the partitions it lies in',
    [
      content({ kind: 'partition', type: 'gpt', label: null }),
      content({ path: '/dev/sda2', kind: 'lvm-member', type: 'LVM2_member', label: null, size: null }),
      content({ path: '/dev/vg0/root', type: 'xfs', label: null, size: 20e9 }),
    ],
    '/dev/sda2: LVM2_member, /dev/vg0/root: xfs 20 GB',
  ],
  [
    'a bare partition by its name, not by the GUID of its kind',
    [content({ kind: 'partition', type: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b', label: 'EFI System' })],
    '/dev/sda1: EFI System 500 GB',
  ],
])('a disk is named by %s', (_, contents, measured) => {
  expect(findings('dataOnDisks', { disks: [disk({ contents })] })[0]?.measured).toBe(measured)
})

test('each disk is a finding of its own, however much it holds', () => {
  const contents = Array.from({ length: 300 }, (_, index) => content({ path: `/dev/sda${index}` }))
  const found = findings('dataOnDisks', { disks: [disk({ contents }), disk({ name: 'sdb', contents })] })
  expect(found.map(({ subject }) => subject)).toEqual(['sda', 'sdb'])
  expect(found[0]?.measured).toMatch(/… \(\+288\)$/)
})
