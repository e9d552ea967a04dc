/** From what a takeover makes the new cluster: the host's own data, or a snapshot when a person accepts what is lost by that. */
import { VmpError } from '../../lib/errors.ts'
import type { MessageKey } from '../../lib/text/messages.ts'
import { judgeData } from './returning.ts'
import type { DataState, MemberMark } from './returning.ts'
import { newestWhole } from './snapshots.ts'
import { readWal } from './wal.ts'

/** Each with what comes before it. */
const losses = ['nothing', 'olderData', 'snapshot'] as const
type AcceptedLoss = (typeof losses)[number]

export interface TakeoverSource {
  /** Of this host's member. */
  readonly dataFolder: string
  readonly snapshotFolder: string
  /** What this host knows about how far its member was. */
  readonly marks: readonly MemberMark[]
  /** What a person was told that is lost, and wants all the same. */
  readonly accepted: AcceptedLoss
}

const isAccepted = ({ accepted }: TakeoverSource, loss: AcceptedLoss): boolean =>
  losses.indexOf(accepted) >= losses.indexOf(loss)

/**
 * @returns the snapshot's file; null where the host's own data serve.
 * @throws VmpError `takeover.dataOlder`, `takeover.dataUnusable`, `takeover.noData`.
 */
export async function snapshotNeeded(input: TakeoverSource): Promise<string | null> {
  const state = await stateOfData(input)
  if (state === 'older' && !isAccepted(input, 'olderData')) throw new VmpError('takeover.dataOlder')
  if (state === 'good' || state === 'older') return null
  return snapshotInstead(input, state)
}

async function stateOfData({ dataFolder, marks }: TakeoverSource): Promise<DataState | 'damaged'> {
  try {
    const found = await readWal(dataFolder)
    return found === null ? 'missing' : judgeData(found, marks)
  } catch {
    // Whatever it is that cannot be read there.
    return 'damaged'
  }
}

export async function snapshotInstead(
  input: TakeoverSource,
  state: DataState | 'damaged',
  cause?: VmpError,
): Promise<string> {
  const newest = await newestWhole(input.snapshotFolder)
  const reason = cause === undefined ? `etcd.data.${state}` : String(cause.params['reason'])
  if (newest === undefined) throw new VmpError('takeover.noData', { reason }, { cause })
  if (isAccepted(input, 'snapshot')) return newest.file
  throw new VmpError('takeover.dataUnusable', { reason, at: newest.takenAt.toISOString() }, { cause })
}

/** Whether it is the data that cannot be opened: a full disk is no reason to give them up. */
export const isDamage = (error: unknown): error is VmpError =>
  error instanceof VmpError &&
  error.code === 'takeover.notOpened' &&
  error.params['reason'] !== ('etcd.data.diskFull' satisfies MessageKey)

/** How far the host's own data go; null without any that can be read. */
export async function progressOf({ dataFolder }: TakeoverSource): Promise<MemberMark | null> {
  try {
    const found = await readWal(dataFolder)
    return found === null ? null : { memberId: found.memberId, clusterId: found.clusterId, index: found.index }
  } catch {
    return null
  }
}

export const isSameProgress = (one: MemberMark | null, other: MemberMark | null): boolean =>
  one?.memberId === other?.memberId && one?.clusterId === other?.clusterId && one?.index === other?.index
