/** A real etcd of two voters: it fills up, is kept in snapshots, and one side takes over when the other is lost. Needs root. */
import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { snapshotStatus } from '../../lib/tools/etcdutl.ts'
import { until } from '../../test/until.ts'
import { answers, encoded, keysAt, pause, put, settle, writer } from './__fixtures__/caretaker.ts'
import { testHosts } from './__fixtures__/hosts.ts'
import type { TestHost, TestHosts } from './__fixtures__/hosts.ts'
import { readEpoch, writeEpoch } from './epoch.ts'
import { isRefused } from './gateway.ts'
import { listMembers } from './members.ts'
import { isUnfinished, takeOver } from './recovery.ts'
import type { Takeover } from './recovery.ts'
import { ailmentOf, judgeData } from './returning.ts'
import { listSnapshots, takeSnapshot } from './snapshots.ts'
import { makeRoom } from './space.ts'
import { alarms, statusOf } from './status.ts'
import { readPlan, writePlan } from './takeover-plan.ts'
import { readWal } from './wal.ts'

const MiB = 2 ** 20
const quota = 16 * MiB
const environment = { ETCD_QUOTA_BACKEND_BYTES: String(quota) }

let setup: TestHosts
let [h1, h2] = [] as unknown as [TestHost, TestHost]

beforeAll(async () => {
  setup = await testHosts(2)
  ;[h1, h2] = setup.hosts as [TestHost, TestHost]
  await h1.start([], environment)
  await until('the first is up', 15, isUp(h1))
  await writeEpoch(h1.gateway, { number: 1, token: 'c1', since: new Date().toISOString() })
  await settle({ hosts: setup.hosts, through: h1, environment })
})
afterAll(() => setup.close())

const isUp = (host: TestHost) => async (): Promise<true | undefined> =>
  (await answers(host.gateway)) ? true : undefined
const snapshotFolder = (host: TestHost): string => join(host.folder, 'snapshots')

let tokens = 0
const takeoverOf = (host: TestHost, more: Partial<Takeover> = {}): Takeover => ({
  programs: setup.programs,
  name: host.name,
  peerUrl: host.peerUrl,
  dataFolder: host.dataFolder,
  workFolder: join(host.folder, 'takeover'),
  snapshotFolder: snapshotFolder(host),
  marks: [],
  knownEpoch: 0,
  accepted: 'nothing',
  stopMember: () => host.kill(),
  async startMember() {
    await host.start([], environment)
    return host.gateway
  },
  now: () => new Date(),
  randomId: () => `c1-${(tokens += 1)}`,
  pause,
  ...more,
})

/** A quarter of a MiB each, until etcd takes no more. */
async function fill(key: (count: number) => string): Promise<unknown> {
  for (let count = 0; count < 200; count += 1) {
    try {
      await put(h1.gateway, key(count), 'x'.repeat(MiB / 4))
    } catch (error) {
      return error
    }
  }
  return undefined
}

test('a database full of old states is made writable again', async () => {
  expect(isRefused(await fill(() => 'space/same'), 'noSpace')).toBe(true)
  expect((await alarms(h1.gateway)).map(({ kind }) => kind)).toContain('NOSPACE')
  await makeRoom([h1.gateway, h2.gateway], quota, { pause })
  expect(await alarms(h1.gateway)).toEqual([])
  await put(h2.gateway, 'space/after')
  for (const { gateway } of [h1, h2]) expect((await statusOf(gateway)).size).toBeLessThan(4 * MiB)
})

test('one that is really full is told, can be emptied, and is writable then', async () => {
  const both = [h1.gateway, h2.gateway]
  let failure: unknown
  // Packing gives back what lay free between the values, until there is nothing more to be had.
  for (let round = 0; round < 10 && failure === undefined; round += 1) {
    expect(isRefused(await fill((count) => `space/${round}-${count}`), 'noSpace')).toBe(true)
    failure = await makeRoom(both, quota, { pause }).catch((error: unknown) => error)
  }
  expect(failure).toMatchObject({ code: 'etcd.full' })
  await h1.gateway.call('/v3/kv/deleterange', { key: encoded('space/'), range_end: encoded('space/~') })
  await makeRoom(both, quota, { pause })
  await put(h1.gateway, 'space/after')
})

test('a snapshot is a whole database of the revision at which it was taken', async () => {
  await put(h1.gateway, 'before-snapshot')
  const { revision } = await statusOf(h1.gateway)
  const { file, size } = await takeSnapshot(h2.gateway, snapshotFolder(h2), new Date('2026-01-01T00:00:00Z'))
  expect(await snapshotStatus(setup.programs.etcdutl, file)).toMatchObject({ revision, size: size - 32 })
  expect(await listSnapshots(snapshotFolder(h2))).toMatchObject([{ file, size }])
  await put(h1.gateway, 'after-snapshot')
})

test('the survivor of two takes over, cut off after each step and repeating each; nothing acknowledged is lost', async () => {
  const before = await statusOf(h2.gateway)
  const writing = writer('life/', () => [h1.gateway])
  await until('something is written', 10, () => (writing.acknowledged.length > 50 ? true : undefined))
  await h1.kill()
  await writing.stop()
  const input = takeoverOf(h2)
  const cutOffAfter = async (step: string): Promise<void> => {
    await takeOver(input, { until: step })
    expect(isUnfinished(input.workFolder)).toBe(true)
    // As if the power went between the step and its being written down, and in the middle of writing the next.
    const plan = readPlan(input.workFolder)!
    writePlan(input.workFolder, { ...plan, done: plan.done.filter((id) => id !== step) })
    for (const left of ['copy.partial/member', 'made.partial/member'])
      mkdirSync(join(input.workFolder, left), { recursive: true })
  }
  for (const step of ['check', 'stop', 'copy', 'open', 'restore']) await cutOffAfter(step)
  await takeOver(input, { until: 'restore' })
  // Between the two renames of the next step nothing stands where the data belong.
  renameSync(h2.dataFolder, join(input.workFolder, 'old'))
  await cutOffAfter('swap')
  const epoch = await takeOver(input)
  expect(epoch).toMatchObject({ number: 2, token: 'c1-1' })
  expect(isUnfinished(input.workFolder)).toBe(false)
  expect(existsSync(input.workFolder)).toBe(false)
  expect(await readEpoch(h2.gateway)).toEqual(epoch)
  expect((await listMembers(h2.gateway)).map(({ name }) => name)).toEqual(['h2'])
  const there = new Set(await keysAt(h2.gateway, 'life/'))
  expect(writing.acknowledged.filter((key) => !there.has(key))).toEqual([])
  const after = await statusOf(h2.gateway)
  expect(after.clusterId).not.toBe(before.clusterId)
  expect(after.revision).toBeGreaterThan(1_000_000_000)
  // Who watched the old cluster is told to list again.
  const range = { key: encoded('life/'), revision: String(before.revision) }
  const failure: unknown = await h2.gateway.call('/v3/kv/range', range).catch((error: unknown) => error)
  expect(isRefused(failure, 'compacted')).toBe(true)
  expect(existsSync(`${h2.dataFolder}.before`)).toBe(true)
})

test('the old side, when it returns, finds that it is of another cluster, changes nothing, and joins as a learner', async () => {
  const { memberId, clusterId, index } = await statusOf(h2.gateway)
  expect(judgeData(await readWal(h1.dataFolder), [{ memberId, clusterId, index }])).toBe('foreign')
  await h1.start([], environment)
  await until('it says so itself', 20, () => (ailmentOf(h1.log()) === 'foreign' ? true : undefined))
  expect(await answers(h1.gateway)).toBe(false)
  expect((await listMembers(h2.gateway)).map(({ name }) => name)).toEqual(['h2'])
  await h1.kill()
  rmSync(h1.dataFolder, { recursive: true })
  expect(await settle({ hosts: setup.hosts, through: h2, environment })).toEqual(['add h1', 'promote h1'])
  await put(h1.gateway, 'together')
})

test('damaged data are only given up for the snapshot when somebody accepts what is lost', async () => {
  await h1.kill()
  await h2.kill()
  damage(join(h2.dataFolder, 'member/snap/db'))
  const input = takeoverOf(h2, { knownEpoch: 2 })
  await expect(takeOver(input)).rejects.toMatchObject({
    code: 'takeover.dataUnusable',
    params: { at: '2026-01-01T00:00:00.000Z', reason: 'etcd.data.damaged' },
  })
  expect(existsSync(join(h2.dataFolder, 'member/wal'))).toBe(true)
  // Of the epoch before the first takeover: it must not be given again.
  expect(await takeOver({ ...input, accepted: 'snapshot' })).toMatchObject({ number: 3 })
  expect(await keysAt(h2.gateway, 'before-snapshot')).toEqual(['before-snapshot'])
  expect(await keysAt(h2.gateway, 'after-snapshot')).toEqual([])
})

function damage(file: string): void {
  const descriptor = openSync(file, 'r+')
  writeSync(descriptor, Buffer.alloc(64 * 1024, 0xa5), 0, 64 * 1024, 0)
  closeSync(descriptor)
}
