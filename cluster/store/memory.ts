import { VmpError } from '../../lib/errors.ts'
import { systemClock } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import { waker } from '../../lib/waker.ts'
import { checkTransaction } from './limits.ts'
import { compareKeys, lowerBound } from './order.ts'
import type { Batch, Change, Compare, Committed, Entry, Lease, ListOptions, Page, Store } from './store.ts'

export interface MemoryStore extends Store {
  /** Forgets how things were before this revision. */
  compact(revision: number): void
  /** Calls off the leases, so that no timer is left. */
  close(): void
}

/** What a key was, from a revision on; no entry when it was deleted then. */
interface Version {
  readonly revision: number
  readonly entry: Entry | undefined
}

interface HeldLease {
  readonly keys: Set<string>
  stop: () => void
}

/** The store of development and of tests: as etcd behaves, for one process. */
export function memoryStore({ clock = systemClock }: { readonly clock?: Clock } = {}): MemoryStore {
  let revision = 1
  let compacted = 0
  let leaseIds = 0
  const versions = new Map<string, Version[]>()
  const keys: string[] = []
  const log: Batch[] = []
  const leases = new Map<string, HeldLease>()
  const watchers = new Set<() => void>()

  const current = (key: string): Entry | undefined => versions.get(key)?.at(-1)?.entry
  const entryAt = (key: string, at: number): Entry | undefined =>
    versions.get(key)?.findLast((version) => version.revision <= at)?.entry
  const from = (key: string): number => lowerBound(keys, (each) => compareKeys(each, key))

  function* withPrefix(prefix: string): Generator<string> {
    for (let index = from(prefix); keys[index]?.startsWith(prefix); index += 1) yield keys[index]!
  }

  const deletes = (key: string): Batch['changes'] => (current(key) === undefined ? [] : [{ delete: key }])

  /** What a change does to the keys that there are, at the revision to come. */
  function outcome(change: Change): Batch['changes'] {
    if ('delete' in change) return deletes(change.delete)
    if ('deletePrefix' in change) return [...withPrefix(change.deletePrefix)].flatMap(deletes)
    const { put: key, value, lease = null } = change
    const next = revision + 1
    return [{ put: { key, value, created: current(key)?.created ?? next, revision: next, lease } }]
  }

  function record(key: string, entry: Entry | undefined): void {
    const before = current(key)?.lease
    if (before) leases.get(before)?.keys.delete(key)
    if (entry?.lease) leases.get(entry.lease)!.keys.add(key)
    const known = versions.get(key)
    if (known) known.push({ revision, entry })
    else {
      versions.set(key, [{ revision, entry }])
      keys.splice(from(key), 0, key)
    }
  }

  function apply(wanted: readonly Change[]): void {
    const changes = wanted.flatMap(outcome)
    if (changes.length === 0) return
    revision += 1
    for (const change of changes)
      if ('put' in change) record(change.put.key, change.put)
      else record(change.delete, undefined)
    log.push({ revision, changes })
    for (const wake of watchers) wake()
  }

  function endLease(id: string): void {
    const held = leases.get(id)
    if (held === undefined) return
    held.stop()
    apply([...held.keys].sort(compareKeys).map((key) => ({ delete: key })))
    leases.delete(id)
  }

  const refuseCompacted = (at: number): void => {
    if (at < compacted || at > revision) throw new VmpError('store.compacted', { revision: at })
  }

  async function* watch(prefix: string, after: number, signal: AbortSignal): AsyncGenerator<Batch> {
    const { wake, pause } = waker()
    watchers.add(wake)
    try {
      refuseCompacted(after)
      yield { revision: after, changes: [] }
      let seen = after
      for (;;) {
        if (signal.aborted) throw new VmpError('cancelled')
        refuseCompacted(seen)
        const batch = log[lowerBound(log, (each) => each.revision - seen - 1)]
        if (batch === undefined) {
          await pause(Infinity, signal)
          continue
        }
        seen = batch.revision
        const changes = batch.changes.filter((change) =>
          ('put' in change ? change.put.key : change.delete).startsWith(prefix),
        )
        if (changes.length > 0) yield { revision: seen, changes }
      }
    } finally {
      watchers.delete(wake)
    }
  }

  return {
    async get(key) {
      return current(key)
    },
    async list(prefix, { limit = Infinity, after, at = revision }: ListOptions = {}): Promise<Page> {
      refuseCompacted(at)
      const entries: Entry[] = []
      for (const key of withPrefix(prefix)) {
        if (after !== undefined && compareKeys(key, after) <= 0) continue
        const entry = entryAt(key, at)
        if (entry === undefined) continue
        if (entries.length === limit) return { entries, revision: at, more: true }
        entries.push(entry)
      }
      return { entries, revision: at, more: false }
    },
    async commit(transaction): Promise<Committed> {
      checkTransaction(transaction)
      const holds = ({ key, revision: wanted }: Compare): boolean => (current(key)?.revision ?? 0) === wanted
      if (!transaction.when.every(holds)) return { done: false, revision }
      for (const change of transaction.changes)
        if ('put' in change && change.lease !== undefined && !leases.has(change.lease))
          throw new VmpError('store.leaseGone')
      apply(transaction.changes)
      return { done: true, revision }
    },
    watch,
    async grant(ttl): Promise<Lease> {
      leaseIds += 1
      const id = String(leaseIds)
      const begin = (): (() => void) => clock.after(ttl * 1000, () => endLease(id))
      leases.set(id, { keys: new Set(), stop: begin() })
      return {
        id,
        ttl,
        async renew(signal) {
          if (signal?.aborted) throw new VmpError('cancelled')
          const held = leases.get(id)
          if (held === undefined) throw new VmpError('store.leaseGone')
          held.stop()
          held.stop = begin()
          return ttl
        },
        async revoke() {
          endLease(id)
        },
      }
    },
    compact(at) {
      refuseCompacted(at)
      compacted = at
      log.splice(
        0,
        lowerBound(log, (batch) => batch.revision - at),
      )
      for (const key of keys.slice()) {
        const known = versions.get(key)!
        const first = known.findLastIndex((version) => version.revision <= at)
        if (first > 0) known.splice(0, first)
        if (known.length > 1 || known[0]!.entry !== undefined || known[0]!.revision > at) continue
        versions.delete(key)
        keys.splice(from(key), 1)
      }
    },
    close() {
      for (const { stop } of leases.values()) stop()
    },
  }
}
