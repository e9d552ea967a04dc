import { toProblem, VmpError } from '../../lib/errors.ts'
import type { Problem } from '../../lib/errors.ts'
import type { Store } from '../store/store.ts'
import { fromEntry } from './document.ts'
import type { Document } from './document.ts'
import { documentKey, documentPrefix, idOf } from './keys.ts'
import type { Kind } from './kind.ts'

export interface ListDocuments<Spec, Status> {
  /** All of them without it. */
  readonly limit?: number
  /** The `next` of the page before. */
  readonly cursor?: string
  readonly where?: (document: Document<Spec, Status>) => boolean
}

export interface Listing<Spec, Status> {
  readonly items: readonly Document<Spec, Status>[]
  /** Those that this version cannot read: they do not keep the others from being listed. */
  readonly unreadable: readonly { readonly id: string; readonly problem: Problem }[]
  /** Of the store as it is listed, on all pages the same: a watch goes on from here. */
  readonly revision: number
  /** Where the next page begins; null when this is the last. */
  readonly next: string | null
}

/** Documents read from the store at once. */
const BATCH = 500

/** @throws VmpError `store.compacted` when the pages before are too old to go on from; `input.invalid` for a bad cursor. */
export async function listDocuments<Spec, Status>(
  store: Store,
  kind: Kind<Spec, Status>,
  { limit = Infinity, cursor, where = () => true }: ListDocuments<Spec, Status> = {},
): Promise<Listing<Spec, Status>> {
  const items: Document<Spec, Status>[] = []
  const unreadable: { id: string; problem: Problem }[] = []
  let place = cursor === undefined ? undefined : parseCursor(cursor)
  for (;;) {
    const from = place && { at: place.at, after: documentKey(kind.name, place.after) }
    const page = await store.list(documentPrefix(kind.name), { limit: BATCH, ...from })
    for (const entry of page.entries) {
      const id = idOf(kind.name, entry.key)
      // One more than the page holds shows that there is a next one.
      if (items.length === limit) return { items, unreadable, revision: page.revision, next: cursorOf(place!) }
      try {
        const document = fromEntry(kind, id, entry)
        if (where(document)) items.push(document)
      } catch (error) {
        unreadable.push({ id, problem: toProblem(error) })
      }
      place = { at: page.revision, after: id }
    }
    if (!page.more || place === undefined) return { items, unreadable, revision: page.revision, next: null }
  }
}

interface Place {
  readonly at: number
  readonly after: string
}

const cursorOf = ({ at, after }: Place): string => Buffer.from(`${at} ${after}`).toString('base64url')

function parseCursor(cursor: string): Place {
  const [, at, after] = /^(\d{1,15}) (\S+)$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? []
  if (at === undefined || after === undefined)
    throw new VmpError('input.invalid', { problem: 'it is none that a page before gave', where: 'cursor' })
  return { at: Number(at), after }
}
