/**
 * Whether a member may start with the data that it finds. A voter whose data are from before something that it has already
 * confirmed to others breaks what they rely on: two such, and an acknowledged write is gone. It is taken out and comes back as a
 * learner instead (docs/cluster-state.md).
 */
import type { MemberStatus } from './status.ts'
import type { Wal } from './wal.ts'

/** How far a member certainly was at some moment; kept outside its volume, and in the state itself for the others to tell. */
export interface MemberMark {
  readonly memberId: string
  readonly clusterId: string
  /** Of the log. */
  readonly index: number
}

export type DataState =
  | 'good'
  /** It was somewhere, and there is nothing. */
  | 'missing'
  /** From before the mark, or from before it was taken out and came back. */
  | 'older'
  /** Of another cluster: from before a takeover. */
  | 'foreign'

/** @param marks All that is known: the host's own, and what the other members say. */
export function judgeData(found: Wal | null, marks: readonly MemberMark[]): DataState {
  if (marks.length === 0) return 'good'
  if (found === null) return 'missing'
  if (marks.some(({ clusterId }) => clusterId !== found.clusterId)) return 'foreign'
  const isOlder = marks.some(({ memberId, index }) => memberId !== found.memberId || index > found.index)
  return isOlder ? 'older' : 'good'
}

export interface MarkKeeper {
  /** Takes a reading; what it returns is certainly on the member's disk. */
  next(status: Pick<MemberStatus, 'memberId' | 'clusterId' | 'index'>): MemberMark | null
}

/**
 * To be asked every minute or so. What etcd says is only promised to be on the disk when the entry's own write ends; so it is the
 * reading before that counts.
 */
export function markKeeper(): MarkKeeper {
  let before: MemberMark | null = null
  return {
    next({ memberId, clusterId, index }) {
      const certain = before
      before = { memberId, clusterId, index }
      return certain?.memberId === memberId && certain.clusterId === clusterId ? certain : null
    },
  }
}

export type Ailment =
  /** As above; the leader remembers more of it than it does itself. */
  | 'older'
  /** Others took it out of the cluster. */
  | 'removed'
  /** The others are of another cluster: there was a takeover. */
  | 'foreign'
  /** Its data differ from the others', or cannot be read. */
  | 'damaged'
  | 'diskFull'

/** In etcd's own words (raft/log.go, raft.go, rafthttp, corrupt.go of 3.5); the first that fits. */
const ailments: readonly (readonly [Ailment, RegExp])[] = [
  ['older', /tocommit\(\d+\) is out of range \[lastIndex\(\d+\)\]/],
  [
    'removed',
    /the member has been permanently removed from the cluster|member removed|has been removed from the cluster/,
  ],
  ['foreign', /cluster ID mismatch/],
  [
    'damaged',
    /checkInitialHashKV|found data inconsistency|walpb: crc mismatch|failed to open WAL|failed to open database|unexpected fault address|database file .* does not exist|invalid freelist|failed to recover v3 backend from snapshot|snapshot file doesn't exist/,
  ],
  ['diskFull', /no space left on device/],
]

/** What the last lines of a member that ended say about why. */
export function ailmentOf(log: string): Ailment | null {
  return ailments.find(([, words]) => words.test(log))?.[0] ?? null
}
