import { isDeepStrictEqual } from 'node:util'
import { systemClock } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import { isVmpError, toProblem, VmpError } from '../../lib/errors.ts'
import type { Problem } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import { waker } from '../../lib/waker.ts'
import type { Collection, DocumentChange } from './collection.ts'
import type { Document } from './document.ts'
import { nameKey } from './keys.ts'
import { sorted } from './sorted.ts'

/** How well it is known that things are as a cache says. */
interface Freshness {
  /** The store's revision up to which everything is known. */
  readonly revision: number
  /** Milliseconds since the store last said so; null when it never did. */
  readonly age: number | null
  /** Why the store says nothing; null while it is being followed. */
  readonly problem: Problem | null
}

interface CachePage<Spec, Status> extends Freshness {
  readonly items: readonly Document<Spec, Status>[]
  /** Of those that are so, on all pages. */
  readonly total: number
}

interface ListCached<Spec, Status, Order extends string> {
  readonly where?: (document: Document<Spec, Status>) => boolean
  /** By name without it. */
  readonly order?: Order | 'name'
  readonly descending?: boolean
  readonly offset?: number
  readonly limit?: number
}

/** What to sort by: texts as people sort them, with numbers in them as numbers. */
export type Orders<Spec, Status, Order extends string> = Readonly<
  Record<Order, (document: Document<Spec, Status>) => string | number>
>

/**
 * All documents of a kind in memory, followed as they change. It answers at once, also without the store: then from the last
 * that is known, and it says how old that is. What must be so *now* is asked of the collection.
 */
export interface DocumentCache<Spec, Status, Order extends string = never> {
  /** Resolves when it has been filled for the first time. */
  filled(signal: AbortSignal): Promise<void>
  /** Resolves when it knows what was done at that revision: a document's `at`. */
  reached(revision: number, signal: AbortSignal): Promise<void>
  freshness(): Freshness
  get(id: string): Document<Spec, Status> | undefined
  findByName(name: string): Document<Spec, Status> | undefined
  list(options?: ListCached<Spec, Status, Order>): CachePage<Spec, Status>
  /** Those that this version cannot read. */
  unreadable(): readonly { readonly id: string; readonly problem: Problem }[]
  /** @returns what ends it. */
  subscribe(listener: (changes: readonly DocumentChange<Spec, Status>[], revision: number) => void): () => void
  close(): Promise<void>
}

/** Milliseconds before the store is asked for the list again. */
const PAUSE = 1000
const texts = new Intl.Collator('zh', { numeric: true })

export function documentCache<Spec, Status, Order extends string = never>(
  collection: Collection<Spec, Status>,
  { orders, clock = systemClock }: { readonly orders?: Orders<Spec, Status, Order>; readonly clock?: Clock } = {},
): DocumentCache<Spec, Status, Order> {
  type Doc = Document<Spec, Status>
  type Change = DocumentChange<Spec, Status>
  const documents = new Map<string, Doc>()
  const names = new Map<string, string>()
  const unreadable = new Map<string, Problem>()
  const byKeys = { ...orders, name: ({ name }: Doc) => name ?? '' } as Orders<Spec, Status, Order | 'name'>
  const sortings = new Map(
    Object.entries<(document: Doc) => string | number>(byKeys).map(([order, keyOf]) => [order, sorted(byKey(keyOf))]),
  )
  const listeners = new Set<(changes: readonly Change[], revision: number) => void>()
  const waiting = new Set<() => void>()
  const closing = new AbortController()
  const keyOfName = (name: string): string => nameKey(collection.kind.name, name)
  let revision = 0
  let seen: number | null = null
  let problem: Problem | null = null

  function forget(id: string): void {
    unreadable.delete(id)
    const before = documents.get(id)
    if (before === undefined) return
    documents.delete(id)
    for (const sorting of sortings.values()) sorting.remove(before)
    if (before.name !== null && names.get(keyOfName(before.name)) === id) names.delete(keyOfName(before.name))
  }

  function apply(change: Change): void {
    if ('delete' in change) return forget(change.delete)
    if ('unreadable' in change) {
      forget(change.unreadable)
      return void unreadable.set(change.unreadable, change.problem)
    }
    const { put } = change
    forget(put.id)
    documents.set(put.id, put)
    if (put.name !== null) names.set(keyOfName(put.name), put.id)
    for (const sorting of sortings.values()) sorting.add(put)
  }

  function known(at: number, changes: readonly Change[]): void {
    revision = at
    seen = clock.now()
    problem = null
    for (const wake of waiting) wake()
    if (changes.length > 0) for (const listener of listeners) listener(changes, at)
  }

  /** Takes a whole list over, and gives what is different in it. */
  async function fill(): Promise<void> {
    const { items, unreadable: others, revision: at } = await collection.list()
    const kept = new Set([...items, ...others].map(({ id }) => id))
    const gone = [...documents.keys(), ...unreadable.keys()].filter((id) => !kept.has(id))
    const changes: Change[] = [
      ...gone.map((id) => ({ delete: id })),
      ...items.filter((item) => !isDeepStrictEqual(documents.get(item.id), item)).map((put) => ({ put })),
      ...others.map(({ id, problem }) => ({ unreadable: id, problem })),
    ]
    documents.clear()
    names.clear()
    unreadable.clear()
    for (const item of items) {
      documents.set(item.id, item)
      if (item.name !== null) names.set(keyOfName(item.name), item.id)
    }
    for (const each of others) unreadable.set(each.id, each.problem)
    for (const sorting of sortings.values()) sorting.fill(items)
    known(at, changes)
  }

  async function follow(): Promise<void> {
    const { pause, wake } = waker()
    closing.signal.addEventListener('abort', wake, { once: true })
    while (!closing.signal.aborted) {
      try {
        await fill()
        const interrupted = (error: unknown): void => void (problem = toProblem(error))
        for await (const batch of collection.watch(revision, closing.signal, interrupted)) {
          for (const change of batch.changes) apply(change)
          known(batch.revision, batch.changes)
        }
      } catch (error) {
        if (closing.signal.aborted) return
        problem = toProblem(error)
        if (!isVmpError(error)) log('cache').error({ err: error, kind: collection.kind.name })
      }
      const callOff = clock.after(PAUSE, wake)
      await pause(Infinity, closing.signal)
      callOff()
    }
  }

  /** Waits until it is so; whatever is learned may make it so. */
  async function until(so: () => boolean, signal: AbortSignal): Promise<void> {
    const { pause, wake } = waker()
    waiting.add(wake)
    try {
      while (!so()) {
        if (signal.aborted) throw new VmpError('cancelled')
        await pause(Infinity, signal)
      }
    } finally {
      waiting.delete(wake)
    }
  }

  const freshness = (): Freshness => ({ revision, age: seen === null ? null : clock.now() - seen, problem })
  const following = follow()
  return {
    filled: (signal) => until(() => seen !== null, signal),
    reached: (at, signal) => until(() => revision >= at, signal),
    freshness,
    get: (id) => documents.get(id),
    findByName(name) {
      const id = names.get(keyOfName(name))
      return id === undefined ? undefined : documents.get(id)
    },
    list({ where, order = 'name', descending = false, offset = 0, limit = Infinity } = {}) {
      const all = sortings.get(order)!.items
      const those = where ? all.filter(where) : all
      const total = those.length
      const items = descending
        ? those.slice(Math.max(0, total - offset - limit), Math.max(0, total - offset)).reverse()
        : those.slice(offset, offset + limit)
      return { ...freshness(), items, total }
    },
    unreadable: () => [...unreadable].map(([id, problem]) => ({ id, problem })),
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async close() {
      closing.abort()
      await following
    },
  }
}

/** Those that are the same by it stand in the order of their ids. */
function byKey<Spec, Status>(
  keyOf: (document: Document<Spec, Status>) => string | number,
): (a: Document<Spec, Status>, b: Document<Spec, Status>) => number {
  return (a, b) => compare(keyOf(a), keyOf(b)) || (a.id < b.id ? -1 : Number(a.id > b.id))
}

function compare(a: string | number, b: string | number): number {
  return typeof a === 'number' && typeof b === 'number' ? a - b : texts.compare(String(a), String(b))
}
