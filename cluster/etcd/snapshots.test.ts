import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { silence, testGateway } from './__fixtures__/gateway.ts'
import { dispensable, listSnapshots, newestWhole, takeSnapshot, tidySnapshots } from './snapshots.ts'
import type { Snapshot } from './snapshots.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-snapshots-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const data = Buffer.from('a database, in parts that mean nothing')
const whole = Buffer.concat([data, createHash('sha256').update(data).digest()])
/** So many bytes a message: the hash comes with the last ones, or in parts, or alone. */
const inParts = (bytes: Buffer, length: number): unknown[] =>
  Array.from({ length: Math.ceil(bytes.length / length) }, (_, part) => ({
    blob: bytes.subarray(part * length, (part + 1) * length).toString('base64'),
  }))
const streaming = (messages: readonly unknown[]) =>
  testGateway(
    () => ({}),
    () => messages,
  )
const now = new Date('2026-11-23T09:00:00Z')

test.each([1, 7, data.length, 1000])('is whole on the disk when it comes in parts of %i bytes', async (length) => {
  const { file, size } = await takeSnapshot(streaming(inParts(whole, length)), folder, now)
  expect(readFileSync(file)).toEqual(whole)
  expect(readdirSync(folder)).toEqual(['etcd-2026-11-23T09-00-00Z.db'])
  expect(await listSnapshots(folder)).toEqual([{ file, takenAt: now, size }])
})

test.each([
  ['is cut short', inParts(whole.subarray(0, -1), 10)],
  ['differs in one bit', inParts(Buffer.from(whole).fill(0x62, 3, 4), 10)],
  ['has nothing in it', []],
  ['is only a hash', inParts(createHash('sha256').digest(), 32)],
])('one that %s is not kept', async (_, messages) => {
  await expect(takeSnapshot(streaming(messages), folder, now)).rejects.toMatchObject({ code: 'etcd.snapshotBroken' })
  expect(readdirSync(folder)).toEqual([])
})

test('one that breaks off leaves the one before as it was', async () => {
  await takeSnapshot(streaming(inParts(whole, 10)), folder, now)
  const broken = testGateway(
    () => ({}),
    () => {
      throw silence()
    },
  )
  await expect(takeSnapshot(broken, folder, now)).rejects.toMatchObject({ code: 'etcd.unreachable' })
  expect(readFileSync((await listSnapshots(folder))[0]!.file)).toEqual(whole)
})

test('where there is no folder there are none', async () => {
  expect(await listSnapshots(join(folder, 'nothing'))).toEqual([])
})

test('the newest that is not damaged is to be had', async () => {
  expect(await newestWhole(folder)).toBeUndefined()
  const write = (hour: string, bytes: Buffer): void =>
    writeFileSync(join(folder, `etcd-2026-11-23T${hour}-00-00Z.db`), bytes)
  write('05', whole)
  write('06', whole)
  write('07', whole.subarray(1))
  write('08', Buffer.alloc(0))
  expect((await newestWhole(folder))?.takenAt).toEqual(new Date('2026-11-23T06:00:00Z'))
})

const HOUR = 3_600_000
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * HOUR)
const kept = (snapshots: readonly Snapshot[], bytes = 1e9): number[] => {
  const gone = dispensable(snapshots, now, { bytes })
  return snapshots.filter((one) => !gone.includes(one)).map(({ takenAt }) => (now.getTime() - takenAt.getTime()) / HOUR)
}
const hourly = (count: number): Snapshot[] =>
  Array.from({ length: count }, (_, age) => ({ file: `${age}`, takenAt: hoursAgo(age), size: 10 }))

test('of ten days those of the last day stay, and the last one of each day of the week before', () => {
  const ages = kept(hourly(240))
  expect(ages.slice(0, 25)).toEqual(Array.from({ length: 25 }, (_, age) => age))
  // It is 9 o'clock: the last of a day was taken at 23.
  expect(ages.slice(25)).toEqual([34, 58, 82, 106, 130, 154, 178])
})

test('where they take too much the oldest go, but never the newest', () => {
  expect(kept(hourly(240), 55)).toEqual([0, 1, 2, 3, 4])
  expect(kept(hourly(3), 5)).toEqual([0])
  expect(kept([])).toEqual([])
})

test('one that was taken before the clock was put right is not taken for the oldest', () => {
  const future = { file: 'f', takenAt: hoursAgo(-5), size: 10 }
  expect(kept([...hourly(2), future], 20)).toEqual([0, -5])
})

test('what is dispensable or unfinished is deleted, and nothing else', async () => {
  for (const name of ['etcd-2026-11-01T09-00-00Z.db', 'etcd-2026-11-23T09-00-00Z.db', 'note', 'etcd-x.db.partial'])
    writeFileSync(join(folder, name), 'x')
  await tidySnapshots(folder, now, { bytes: 100 })
  expect(readdirSync(folder).sort()).toEqual(['etcd-2026-11-23T09-00-00Z.db', 'note'])
})
