import { expect, test } from 'vitest'
import { plainAnswer } from '../../answer/__fixtures__/answer.ts'
import { disk, fitServer, nic } from '../../preflight/__fixtures__/facts.ts'
import type { Facts } from '../../preflight/facts/schema.ts'
import { content, disks, marker, planned } from './__fixtures__/planned.ts'
import { answerDigest, factsDigest } from './digests.ts'

const full = disk({ contents: [content(), content({ path: '/dev/sda2' }), content({ path: '/dev/md127' })] })

test('a plan has one digest, whatever the kernel calls the disks and whichever it finds first', () => {
  const moved = disk({
    name: 'nvme1n1',
    serial: 'D-sda',
    contents: [
      content({ path: '/dev/md126' }),
      content({ path: '/dev/nvme1n1p2' }),
      content({ path: '/dev/nvme1n1p1' }),
    ],
  })
  const wanted = { system: { kind: 'ssd' } } as const
  const before = planned({ disks: [full, ...disks(3, {}, 1)], wanted })
  const after = planned({ disks: [...disks(3, {}, 1).toReversed(), moved], wanted })
  expect(after.disks.map(({ path }) => path)).not.toEqual(before.disks.map(({ path }) => path))
  expect([after.digest, after.code]).toEqual([before.digest, before.code])
})

test('a stick that the plan leaves alone may come and go', () => {
  const stick = disk({ name: 'sdb', transport: 'usb', removable: true })
  expect(planned({ disks: [full, stick] }).digest).toBe(planned({ disks: [full] }).digest)
  expect(planned({ disks: [full, disk({ name: 'sdb' })], wanted: { system: { serial: ['D-sda'] } } }).digest).not.toBe(
    planned({ disks: [full], wanted: { system: { serial: ['D-sda'] } } }).digest,
  )
})

test('a plan that does another thing has another digest', () => {
  const digests = [
    planned({ disks: [full] }),
    planned({ disks: [{ ...full, contents: [] }] }),
    planned({ disks: [{ ...full, contents: null }] }),
    planned({ disks: [{ ...full, size: full.size - 1 }] }),
    planned({ disks: [{ ...full, marker: marker() }] }),
    planned({ disks: [full], wanted: { wipe: [{ disks: 'selected', holds: ['anything'] }] } }),
    planned({ disks: [full], wanted: { sizes: { state: 20, cluster: null, local: null } } }),
    planned({ disks: [full], facts: { firmware: { ...fitServer.firmware, mode: 'bios' } } }),
    planned({ disks: [full], wanted: { system: { kind: 'hdd' } } }),
  ].map(({ digest }) => digest)
  expect(new Set(digests).size).toBe(digests.length)
})

const factsOf = (more: Partial<Facts> = {}): Facts => ({ ...fitServer, disks: [full], ...more })

test('facts have one digest while only readings and names change', () => {
  const again = factsOf({
    collectedAt: '2026-02-02T00:00:00Z',
    took: 5,
    bmc: { ...fitServer.bmc, sensors: [] },
    clock: { ...fitServer.clock, ahead: 7 },
    nics: fitServer.nics.toReversed().map((each) => ({ ...each, name: 'x', link: false })),
    disks: [{ ...full, health: null }, disk({ name: 'sdz', transport: 'usb', removable: true })],
  })
  expect(factsDigest(again, 'fit')).toBe(factsDigest(factsOf(), 'fit'))
})

test.each<[string, Partial<Facts>]>([
  ['UUID', { system: { ...fitServer.system, uuid: null } }],
  ['serial number', { system: { ...fitServer.system, serial: 'S2' } }],
  ['MACs', { nics: [nic()] }],
  ['boot mode', { firmware: { ...fitServer.firmware, mode: 'bios' } }],
  ['memory', { memory: { ...fitServer.memory, installed: 1 } }],
  ['number of disks', { disks: [full, disk({ name: 'sdb' })] }],
  ['a disk’s serial number', { disks: [{ ...full, serial: 'X' }] }],
  ['a disk’s WWN', { disks: [{ ...full, wwn: '0x5000c500a1b2c3d4' }] }],
  ['a disk’s size', { disks: [{ ...full, size: 1 }] }],
  ['contents', { disks: [{ ...full, contents: [] }] }],
  ['a marker', { disks: [{ ...full, marker: marker() }] }],
])('another %s is another digest of the facts', (_, more) => {
  expect(factsDigest(factsOf(more), 'fit')).not.toBe(factsDigest(factsOf(), 'fit'))
})

test('the verdict counts, and so does all of the answer but the order of its keys', () => {
  expect(factsDigest(factsOf(), 'unfit')).not.toBe(factsDigest(factsOf(), 'fit'))
  const reversed = Object.fromEntries(Object.entries(plainAnswer).toReversed()) as typeof plainAnswer
  expect(answerDigest(reversed)).toBe(answerDigest(plainAnswer))
  expect(answerDigest({ ...plainAnswer, name: 'other' })).not.toBe(answerDigest(plainAnswer))
})
