import type { Clock } from '../../lib/clock.ts'
import { VmpError } from '../../lib/errors.ts'
import type { Change, Compare, Store, Transaction } from '../store/store.ts'
import { textOf } from './document.ts'
import type { Document } from './document.ts'
import { documentKey, nameKey } from './keys.ts'
import type { Kind } from './kind.ts'

export interface ChangeOptions<Spec, Status> {
  /** The `revision` that must still be the document's. */
  readonly ifMatch?: number | undefined
  /**
   * What else must be so, and becomes so, in the same transaction: for rules that look at more than one document. It is
   * asked anew for each try; `after` is null when the document is removed.
   */
  readonly also?: (before: Document<Spec, Status>, after: Document<Spec, Status> | null) => Promise<Transaction>
}

interface Parts<Spec, Status> {
  readonly store: Store
  readonly kind: Kind<Spec, Status>
  readonly get: (id: string) => Promise<Document<Spec, Status>>
  readonly clock: Clock
  readonly random: () => number
}

/** Times that a change is tried against others who are quicker. */
const ATTEMPTS = 20
/** Milliseconds that it waits at most before the next. */
const LONGEST_PAUSE = 200

/** @param next Says what it is to become; the very same when there is nothing to do. */
export async function rewriteDocument<Spec, Status>(
  { store, kind, get, clock, random }: Parts<Spec, Status>,
  id: string,
  { ifMatch, also }: ChangeOptions<Spec, Status> = {},
  next: (document: Document<Spec, Status>) => Document<Spec, Status> | 'remove',
): Promise<Document<Spec, Status>> {
  const key = documentKey(kind.name, id)
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) {
      const most = Math.min(LONGEST_PAUSE, 5 * 2 ** attempt)
      await new Promise<void>((resolve) => void clock.after(random() * most, resolve))
    }
    const before = await get(id)
    if (ifMatch !== undefined && before.revision !== ifMatch)
      throw new VmpError('document.changed', { kind: kind.title, id, seen: ifMatch, revision: before.revision })
    const after = next(before)
    if (after === before) return before
    const removed = after === 'remove'
    const names = nameChanges(kind.name, id, before.name, removed ? null : after.name)
    const more = await also?.(before, removed ? null : after)
    const { done, revision } = await store.commit({
      when: [{ key, revision: before.at }, ...names.when, ...(more?.when ?? [])],
      changes: [
        removed ? { delete: key } : { put: key, value: textOf(after) },
        ...names.changes,
        ...(more?.changes ?? []),
      ],
    })
    if (done) return { ...(removed ? before : after), at: revision }
    for (const { key: taken } of names.when)
      if (!removed && (await store.get(taken)))
        throw new VmpError('document.nameTaken', { kind: kind.title, name: after.name! })
  }
  throw new VmpError('document.busy', { kind: kind.title, id, attempts: ATTEMPTS })
}

/** What a new name, or none, means for the keys that make names unique. */
function nameChanges(
  kind: string,
  id: string,
  from: string | null,
  to: string | null,
): { readonly when: Compare[]; readonly changes: Change[] } {
  const [old, wanted] = [from, to].map((name) => (name === null ? undefined : nameKey(kind, name)))
  if (old === wanted) return { when: [], changes: [] }
  return {
    when: wanted === undefined ? [] : [{ key: wanted, revision: 0 }],
    changes: [
      ...(old === undefined ? [] : [{ delete: old }]),
      ...(wanted === undefined ? [] : [{ put: wanted, value: id }]),
    ],
  }
}
