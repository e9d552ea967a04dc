import type { Lease, LeaseRepository } from './leases.ts'

/** How long the first lease of a batch may wait for others, in milliseconds. */
const LONGEST_WAIT = 2
const LARGEST_BATCH = 512

export interface Committer {
  /** Calls `done` once the lease is on disk. */
  add(lease: Lease, done: () => void): void
  /** Writes what waits, now. */
  flush(): void
}

/**
 * Group commit: a lease is on disk before its ACK leaves, yet one sync of the disk serves all requests that arrived
 * meanwhile. A batch grows as long as each turn of the event loop brings more, and at most for two milliseconds.
 */
export function createCommitter(
  repository: Pick<LeaseRepository, 'save'>,
  onFailure: (error: unknown, leases: ReadonlySet<Lease>) => void,
): Committer {
  let leases = new Set<Lease>()
  let waiting: (() => void)[] = []
  let scheduled = false
  let since = 0
  let seen = 0

  const turn = (): void => {
    const growing = waiting.length > seen
    seen = waiting.length
    if (growing && seen < LARGEST_BATCH && performance.now() - since < LONGEST_WAIT) setImmediate(turn)
    else flush()
  }

  const flush = (): void => {
    scheduled = false
    if (waiting.length === 0) return
    const batch = leases
    const done = waiting
    leases = new Set()
    waiting = []
    seen = 0
    try {
      repository.save(batch)
    } catch (error) {
      onFailure(error, batch)
      return
    }
    for (const call of done) call()
  }

  return {
    add(lease, done) {
      leases.add(lease)
      waiting.push(done)
      if (scheduled) return
      scheduled = true
      since = performance.now()
      setImmediate(turn)
    },
    flush,
  }
}
