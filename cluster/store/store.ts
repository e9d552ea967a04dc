import type { VmpError } from '../../lib/errors.ts'

/**
 * The cluster's state: keys with text values under one growing revision, as etcd keeps them. Every change gets a revision of
 * the whole store; a watcher that begins after a revision misses nothing. What is fast (figures, counters) does not belong here.
 */

export interface Entry {
  readonly key: string
  readonly value: string
  /** The store's revision at which the key came to be. */
  readonly created: number
  /** The store's revision of its last change: what a careful writer compares. */
  readonly revision: number
  /** The lease that it goes with. */
  readonly lease: string | null
}

/** What must be true for a transaction to be done: the key's revision of last change; 0 says that there is no such key. */
export interface Compare {
  readonly key: string
  readonly revision: number
}

export type Change =
  | { readonly put: string; readonly value: string; readonly lease?: string }
  | { readonly delete: string }
  /** All keys that begin so. */
  | { readonly deletePrefix: string }

/** A key may be put once, and is not deleted as well; together they stay within `limits`. */
export interface Transaction {
  readonly when: readonly Compare[]
  readonly changes: readonly Change[]
}

export interface Committed {
  /** Whether all that was compared was so; nothing was changed otherwise. */
  readonly done: boolean
  /** Of the store, after it. */
  readonly revision: number
}

export interface Page {
  /** In the order of their keys' bytes. */
  readonly entries: readonly Entry[]
  /** Of the store when it was read: pages after the first, and a watch, go on from here. */
  readonly revision: number
  /** Whether there are more after the last of these. */
  readonly more: boolean
}

export interface ListOptions {
  /** All of them without it. */
  readonly limit?: number
  /** Only keys after this one. */
  readonly after?: string
  /** As it was at this revision of the store. */
  readonly at?: number
}

/** All changes of one revision. */
export interface Batch {
  /** Everything up to it is known now. */
  readonly revision: number
  /** None when this is but a sign of life: the store answers, and nothing has changed since the batch before. */
  readonly changes: readonly ({ readonly put: Entry } | { readonly delete: string })[]
}

/** Keys put with it go when it is not renewed in time. */
export interface Lease {
  readonly id: string
  /** Seconds; the store may have granted another time than was asked for. */
  readonly ttl: number
  /**
   * Renews it once.
   * @returns seconds that it lives from the moment when this call was *sent*, by which a careful holder counts.
   * @throws VmpError `store.leaseGone` when it has ended: what was held by it belongs to others now.
   */
  renew(signal?: AbortSignal): Promise<number>
  /** Ends it, and with it its keys; one that has ended already is no error. */
  revoke(): Promise<void>
}

/**
 * Reads and transactions are linearizable. A call that gets no answer fails with `store.unavailable`; whether a transaction
 * of such a call was done is not known, and its caller must look. `store.full`: the store takes no more until space is made.
 */
export interface Store {
  get(key: string): Promise<Entry | undefined>
  /** @throws VmpError `store.compacted` when it is not known any more how things were at that revision. */
  list(prefix: string, options?: ListOptions): Promise<Page>
  /** @throws VmpError `store.tooLarge`; `store.leaseGone` when a key is put with a lease that has ended. */
  commit(transaction: Transaction): Promise<Committed>
  /**
   * Every change of keys with this prefix after a revision, in order, without end; it carries on by itself where a broken
   * connection stopped. The first batch, perhaps an empty one, comes as soon as it stands; a quiet one gives signs of life
   * at least every 20 seconds.
   * @param interrupted Told each time why it does not stand, until the next batch says that it does.
   * @throws VmpError `store.compacted` when that revision is no longer kept, or is one of a past that never was (the store
   *   was restored): list again, watch from there; `cancelled`.
   */
  watch(
    prefix: string,
    after: number,
    signal: AbortSignal,
    interrupted?: (problem: VmpError) => void,
  ): AsyncIterable<Batch>
  /** @param ttl Seconds. */
  grant(ttl: number): Promise<Lease>
}
