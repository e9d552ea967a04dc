/** What a takeover decides before it needs an etcd; the rest is in recovery.system.test.ts. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { entry, logOf, metadata } from './__fixtures__/log.ts'
import { abandonTakeover, isUnfinished, takeOver } from './recovery.ts'
import type { Takeover } from './recovery.ts'
import { readPlan, writePlan } from './takeover-plan.ts'

let folder: string
let stopped: number
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-takeover-'))
  stopped = 0
})
afterEach(() => rmSync(folder, { recursive: true }))

let ids = 0
const takeover = (more: Partial<Takeover> = {}): Takeover => ({
  programs: { etcd: '/nonexistent', etcdutl: '/nonexistent' },
  name: 'h1',
  peerUrl: 'https://192.0.2.1:2380',
  dataFolder: join(folder, 'etcd'),
  workFolder: join(folder, 'takeover'),
  snapshotFolder: join(folder, 'snapshots'),
  marks: [{ memberId: '7', clusterId: '9', index: 2 }],
  knownEpoch: 0,
  accepted: 'nothing',
  stopMember: async () => void (stopped += 1),
  startMember: () => Promise.reject(new Error('nothing is to be started')),
  now: () => new Date('2026-11-23T09:00:00Z'),
  randomId: () => `id-${(ids += 1)}`,
  pause: () => Promise.resolve(),
  ...more,
})
const logIn = (of: string): string => join(folder, of, 'member/wal/0000000000000000-0000000000000000.wal')

function writeLog(entries: number): Buffer {
  const log = logOf(metadata, ...Array.from({ length: entries }, (_, index) => entry(index + 1)))
  mkdirSync(join(folder, 'etcd/member/wal'), { recursive: true })
  writeFileSync(logIn('etcd'), log)
  return log
}

function writeSnapshot(): string {
  const [file, damaged] = ['08', '09'].map((hour) => join(folder, `snapshots/etcd-2026-11-23T${hour}-00-00Z.db`)) as [
    string,
    string,
  ]
  mkdirSync(join(folder, 'snapshots'))
  const data = Buffer.from('a snapshot')
  writeFileSync(file, Buffer.concat([data, createHash('sha256').update(data).digest()]))
  writeFileSync(damaged, 'a part of one')
  return file
}

test('the data are copied as they are when the member is stopped', async () => {
  const log = writeLog(2)
  await takeOver(takeover(), { until: 'copy' })
  expect(stopped).toBe(1)
  expect(readFileSync(logIn('takeover/copy'))).toEqual(log)
  expect(readFileSync(logIn('etcd'))).toEqual(log)
})

test('one that was cut off goes on with its copy', async () => {
  writeLog(2)
  await takeOver(takeover(), { until: 'copy' })
  const plan = readPlan(join(folder, 'takeover'))
  writeFileSync(logIn('takeover/copy'), 'opened by now')
  await takeOver(takeover(), { until: 'copy' })
  expect(readPlan(join(folder, 'takeover'))).toEqual(plan)
  expect(readFileSync(logIn('takeover/copy'), 'utf8')).toBe('opened by now')
})

test('one that was cut off begins anew when the old cluster came back and went on meanwhile', async () => {
  writeLog(2)
  await takeOver(takeover(), { until: 'copy' })
  const before = readPlan(join(folder, 'takeover'))
  const log = writeLog(5)
  await takeOver(takeover(), { until: 'copy' })
  expect(readFileSync(logIn('takeover/copy'))).toEqual(log)
  expect(readPlan(join(folder, 'takeover'))?.token).not.toBe(before?.token)
})

test.each([
  ['are older than they once were', 1, 'takeover.dataOlder', {}],
  ['are gone', null, 'takeover.noData', { reason: 'etcd.data.missing' }],
] as const)('where the data %s, nothing is begun', async (_, entries, code, params) => {
  if (entries !== null) writeLog(entries)
  await expect(takeOver(takeover())).rejects.toMatchObject({ code, params })
  expect([stopped, isUnfinished(join(folder, 'takeover'))]).toEqual([0, false])
})

test('a snapshot in the place of data that are gone is taken only by one who accepts what is lost', async () => {
  const snapshot = writeSnapshot()
  await expect(takeOver(takeover())).rejects.toMatchObject({
    code: 'takeover.dataUnusable',
    params: { reason: 'etcd.data.missing', at: '2026-11-23T08:00:00.000Z' },
  })
  // Who accepted another loss did not accept this one.
  await expect(takeOver(takeover({ accepted: 'olderData' }))).rejects.toMatchObject({ code: 'takeover.dataUnusable' })
  expect(existsSync(join(folder, 'takeover'))).toBe(false)
  await takeOver(takeover({ accepted: 'snapshot' }), { until: 'check' })
  expect(readPlan(join(folder, 'takeover'))).toMatchObject({ snapshot, source: null, done: [] })
})

test('data that are older are used when somebody accepts it: they are newer than any snapshot', async () => {
  writeLog(1)
  await takeOver(takeover({ accepted: 'olderData' }), { until: 'check' })
  expect(readPlan(join(folder, 'takeover'))).toMatchObject({ snapshot: null, source: { index: 1 } })
})

test('one that was cut off can be given up, until the data are changed', async () => {
  const log = writeLog(2)
  await takeOver(takeover(), { until: 'copy' })
  expect(await abandonTakeover(takeover())).toBe(true)
  expect(existsSync(join(folder, 'takeover'))).toBe(false)
  expect(readFileSync(logIn('etcd'))).toEqual(log)

  await takeOver(takeover(), { until: 'copy' })
  const plan = readPlan(join(folder, 'takeover'))!
  writePlan(join(folder, 'takeover'), { ...plan, done: ['copy', 'open', 'restore'] })
  mkdirSync(join(folder, 'takeover/made'))
  renameSync(join(folder, 'etcd'), join(folder, 'takeover/old'))
  expect(await abandonTakeover(takeover())).toBe(false)
  expect(existsSync(join(folder, 'takeover/old'))).toBe(true)
})

/** What an etcd that cannot open its data leaves in its log. */
test.each([
  ['panic: failed to open database', 'takeover.noData'],
  ['{"level":"fatal","error":"write x: no space left on device"}', 'takeover.notOpened'],
])('data of which etcd says %s: %s', async (words, code) => {
  writeLog(2)
  const etcd = join(folder, 'program')
  writeFileSync(etcd, `#!/bin/sh\necho '${words}'\nexit 1\n`, { mode: 0o755 })
  await expect(takeOver(takeover({ programs: { etcd, etcdutl: '/nonexistent' } }))).rejects.toMatchObject({ code })
  expect(isUnfinished(join(folder, 'takeover'))).toBe(true)
})
