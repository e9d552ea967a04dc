/** Room in etcd's database: what is taken, and how a full one is made writable again. */
import { VmpError } from '../../lib/errors.ts'
import { isRefused } from './gateway.ts'
import type { Gateway } from './gateway.ts'
import { alarms, disarm, statusOf } from './status.ts'
import type { MemberStatus } from './status.ts'

/** Part of the quota from which on it is told, and packed where that helps. */
const NEARLY = 0.8
/** Part of the quota from which on ending the alarm would only raise it again. */
const FULL = 0.95
/** Bytes, and part of the file, that must be free inside before packing is worth a second of silence. */
const LOOSE_BYTES = 100 * 2 ** 20
const LOOSE = 0.5
/** Part of the file that must be free when it is nearly full. */
const LOOSE_WHEN_FULL = 0.1

export type SpaceLevel = 'fine' | 'nearlyFull' | 'full'

type Sizes = Pick<MemberStatus, 'size' | 'sizeInUse'>

/** By the size of the file, as etcd itself judges (server/storage/quota.go of 3.5), however much of it is free inside. */
export function spaceLevel({ size }: Sizes, quota: number): SpaceLevel {
  if (size >= quota) return 'full'
  return size >= quota * NEARLY ? 'nearlyFull' : 'fine'
}

/** Whether a member's file is to be packed. */
export function isLoose(sizes: Sizes, quota: number): boolean {
  const free = sizes.size - sizes.sizeInUse
  if (spaceLevel(sizes, quota) !== 'fine') return free > sizes.size * LOOSE_WHEN_FULL
  return free > LOOSE_BYTES && free > sizes.size * LOOSE
}

export interface SpaceOptions {
  readonly signal?: AbortSignal | undefined
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>
}

/** Forgets all older states of the keys. */
async function compact(gateway: Gateway, revision: number, signal?: AbortSignal): Promise<void> {
  try {
    // Physical: it answers when the room is really free, not when it was only promised.
    const body = { revision: String(revision), physical: true }
    await gateway.call('/v3/kv/compaction', body, { timeout: 120_000, signal })
  } catch (error) {
    // Somebody else, or etcd itself, was there first.
    if (!isRefused(error, 'compacted')) throw error
  }
}

/** The leader last: while it is packed nobody can write, and the others are through by then. */
async function leaderLast(gateways: readonly Gateway[], signal?: AbortSignal): Promise<Gateway[]> {
  const seen = await Promise.all(
    gateways.map(async (gateway) => ({ gateway, status: await statusOf(gateway, { signal }) })),
  )
  const isLeader = ({ status }: (typeof seen)[number]): boolean => status.leader === status.memberId
  return seen.toSorted((a, b) => Number(isLeader(a)) - Number(isLeader(b))).map(({ gateway }) => gateway)
}

/**
 * Packs the databases one after the other, each only when all members that were there at the start have a leader.
 * @throws VmpError `etcd.unreachable`, `etcd.notBack`: the rest is left as it is then.
 */
export async function defragment(gateways: readonly Gateway[], { signal, pause }: SpaceOptions): Promise<void> {
  for (const gateway of await leaderLast(gateways, signal)) {
    for (const other of gateways) await answering(other, { signal, pause })
    // A second for every 100 MB on an ordinary disk; it serves nobody meanwhile.
    await gateway.call('/v3/maintenance/defragment', {}, { timeout: 300_000, signal })
    await answering(gateway, { signal, pause })
  }
}

async function answering(gateway: Gateway, { signal, pause }: SpaceOptions): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    if (attempt > 0) await pause(1000, signal)
    try {
      if ((await statusOf(gateway, { signal })).leader !== null) return
    } catch (error) {
      if (!(error instanceof VmpError) || error.code !== 'etcd.unreachable') throw error
    }
  }
  throw new VmpError('etcd.notBack', { endpoint: gateway.url })
}

/**
 * After the alarm NOSPACE, which stops all writes and stays until somebody ends it: compaction, packing one member after the
 * other, then the alarm's end. All members that are alive must be given, or the first write to the others raises it again.
 * @throws VmpError `etcd.full` when what is in use is itself near the quota; deleting still works then.
 */
export async function makeRoom(gateways: readonly Gateway[], quota: number, options: SpaceOptions): Promise<void> {
  const [first] = gateways
  if (first === undefined) return
  const { signal } = options
  const { revision } = await statusOf(first, { signal })
  await compact(first, revision, signal)
  await defragment(gateways, options)
  for (const gateway of gateways) {
    const { size } = await statusOf(gateway, { signal })
    if (size >= quota * FULL) throw new VmpError('etcd.full', { endpoint: gateway.url, size, quota })
  }
  const raised = await alarms(first, { signal })
  for (const alarm of raised.filter(({ kind }) => kind === 'NOSPACE')) await disarm(first, alarm, { signal })
}
