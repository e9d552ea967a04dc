/** Documents of one kind as the API of a host needs them: known in memory, also without the store, and careful where it counts. */
import type { Clock } from '../../lib/clock.ts'
import { isVmpError, VmpError } from '../../lib/errors.ts'
import { documentCache } from '../documents/cache.ts'
import type { DocumentCache } from '../documents/cache.ts'
import { collection } from '../documents/collection.ts'
import type { Collection, CollectionOptions } from '../documents/collection.ts'
import type { Document } from '../documents/document.ts'
import type { Kind } from '../documents/kind.ts'
import type { Store } from '../store/store.ts'

/** Milliseconds that a caller is kept waiting until this host knows what it has just done. */
const PATIENCE = 2000

export interface Kept<Spec, Status> {
  readonly all: Collection<Spec, Status>
  readonly cache: DocumentCache<Spec, Status>
  /** From memory; what another host made a moment ago, from the store. */
  find(id: string): Promise<Document<Spec, Status> | undefined>
  /** @throws VmpError `store.unavailable` when nothing is known yet: no list is another thing than an empty one. */
  mustBeKnown(): void
  /** Resolves when the cache knows a change, so that whoever made it sees it from here on; late is no failure. */
  seen<Changed extends { readonly at: number }>(change: Changed): Promise<Changed>
}

export function kept<Spec, Status>(
  store: Store,
  kind: Kind<Spec, Status>,
  { clock, ...options }: CollectionOptions & { readonly clock: Clock },
): Kept<Spec, Status> {
  const all = collection(store, kind, { clock, ...options })
  const cache = documentCache(all, { clock })
  return {
    all,
    cache,
    async find(id) {
      const known = cache.get(id)
      if (known) return known
      const { age, problem } = cache.freshness()
      // Away as it is, there is nothing newer to be had than what was known.
      return age !== null && problem !== null ? undefined : all.find(id)
    },
    mustBeKnown() {
      if (cache.freshness().age === null) throw new VmpError('store.unavailable', { problem: 'nothing is known yet' })
    },
    async seen(change) {
      try {
        await cache.reached(change.at, AbortSignal.timeout(PATIENCE))
      } catch (error) {
        if (!isVmpError(error)) throw error
      }
      return change
    },
  }
}
