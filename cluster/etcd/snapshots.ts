/** Snapshots of a member's database: taken every hour on every voter, so that there is something when the data are gone. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import { syncFolder } from '../../lib/files.ts'
import { textAt } from '../../lib/tools/json.ts'
import type { CallOptions, Gateway } from './gateway.ts'

export interface Snapshot {
  readonly file: string
  readonly takenAt: Date
  /** Bytes. */
  readonly size: number
}

/** Bytes at the end of the stream: the SHA-256 of all before it. etcdutl looks for it there too. */
const HASH = 32

/**
 * Streams the database into `file`, which is there whole and checked, or not at all.
 * @returns its size in bytes.
 */
export async function saveSnapshot(gateway: Gateway, file: string, options: CallOptions = {}): Promise<number> {
  const beside = `${file}.partial`
  const handle = await open(beside, 'w', 0o600)
  try {
    try {
      const size = await receive(gateway, handle, options)
      await handle.sync()
      await rename(beside, file)
      return size
    } finally {
      await handle.close()
    }
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function receive(gateway: Gateway, handle: FileHandle, options: CallOptions): Promise<number> {
  const hash = createHash('sha256')
  let size = 0
  // The hash comes last, and nothing says beforehand which message is the last one.
  let held = Buffer.alloc(0)
  for await (const message of gateway.stream('/v3/maintenance/snapshot', {}, { timeout: 30_000, ...options })) {
    const chunk = Buffer.concat([held, Buffer.from(textAt(message, 'blob') ?? '', 'base64')])
    const sure = chunk.subarray(0, Math.max(0, chunk.length - HASH))
    hash.update(sure)
    await handle.writeFile(sure)
    size += sure.length
    held = chunk.subarray(sure.length)
  }
  if (size === 0 || !hash.digest().equals(held)) throw new VmpError('etcd.snapshotBroken', { endpoint: gateway.url })
  await handle.writeFile(held)
  return size + held.length
}

/** 2026-11-23T09-00-00Z: a name without colons, which sorts by time. */
const stamp = (at: Date): string => `${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z`
const named = /^etcd-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/

/** Takes one into the folder, under the time's name. */
export async function takeSnapshot(
  gateway: Gateway,
  folder: string,
  now: Date,
  options: CallOptions = {},
): Promise<Snapshot> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `etcd-${stamp(now)}.db`)
  const size = await saveSnapshot(gateway, file, options)
  syncFolder(folder)
  return { file, takenAt: now, size }
}

/** Those in the folder, the newest first; and nothing that a power cut left unfinished. */
export async function listSnapshots(folder: string): Promise<Snapshot[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const found = names.flatMap((name) => {
    const [, day, hour, minute, second] = named.exec(name) ?? []
    if (day === undefined) return []
    return [{ file: join(folder, name), takenAt: new Date(`${day}T${hour}:${minute}:${second}Z`) }]
  })
  const sized = await Promise.all(
    found.map(async ({ file, takenAt }) => ({ file, takenAt, size: (await stat(file)).size })),
  )
  return sized.sort((a, b) => b.takenAt.getTime() - a.takenAt.getTime())
}

/** Whether each byte is as etcd gave it. */
async function isWhole({ file, size }: Snapshot): Promise<boolean> {
  if (size <= HASH) return false
  const hash = createHash('sha256')
  let last = Buffer.alloc(0)
  for await (const chunk of createReadStream(file)) {
    const bytes = Buffer.concat([last, chunk as Buffer])
    hash.update(bytes.subarray(0, Math.max(0, bytes.length - HASH)))
    last = bytes.subarray(-HASH)
  }
  return hash.digest().equals(last)
}

/** The newest of which nothing is damaged; undefined without any. */
export async function newestWhole(folder: string): Promise<Snapshot | undefined> {
  for (const snapshot of await listSnapshots(folder)) if (await isWhole(snapshot)) return snapshot
  return undefined
}

export interface SnapshotBudget {
  /** That they may take together. */
  readonly bytes: number
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * Those to be deleted: each of the last 24 hours stays, and the last one of each of the days before, a week long; of the rest,
 * and where they take more than the budget, the oldest go. The newest stays in any case.
 */
export function dispensable(snapshots: readonly Snapshot[], now: Date, budget: SnapshotBudget): Snapshot[] {
  const newestFirst = snapshots.toSorted((a, b) => b.takenAt.getTime() - a.takenAt.getTime())
  const days = new Set<number>()
  let bytes = 0
  return newestFirst.filter(({ takenAt, size }, position) => {
    const age = now.getTime() - takenAt.getTime()
    const day = Math.floor(takenAt.getTime() / DAY)
    const isWanted = age <= DAY || (age <= 8 * DAY && !days.has(day))
    if (position > 0 && (!isWanted || bytes + size > budget.bytes)) return true
    days.add(day)
    bytes += size
    return false
  })
}

/** Deletes what is dispensable, and what was never finished. */
export async function tidySnapshots(folder: string, now: Date, budget: SnapshotBudget): Promise<void> {
  for (const { file } of dispensable(await listSnapshots(folder), now, budget)) await rm(file, { force: true })
  const names = await readdir(folder)
  for (const name of names.filter((name) => name.endsWith('.db.partial'))) await rm(join(folder, name), { force: true })
}
