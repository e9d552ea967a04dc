import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { systemClock } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import { toProblem, VmpError } from '../../lib/errors.ts'
import type { Problem } from '../../lib/errors.ts'
import type { Batch, Store } from '../store/store.ts'
import { createDocument } from './create.ts'
import type { CreateOptions, NewDocument } from './create.ts'
import { fromEntry } from './document.ts'
import type { Document } from './document.ts'
import { documentKey, documentPrefix, idOf, nameKey } from './keys.ts'
import type { Kind } from './kind.ts'
import { listDocuments } from './list.ts'
import type { ListDocuments, Listing } from './list.ts'
import { rewriteDocument } from './rewrite.ts'
import type { ChangeOptions } from './rewrite.ts'

export type DocumentChange<Spec, Status> =
  | { readonly put: Document<Spec, Status> }
  | { readonly delete: string }
  /** What this version cannot read. */
  | { readonly unreadable: string; readonly problem: Problem }

export interface DocumentBatch<Spec, Status> {
  readonly revision: number
  readonly changes: readonly DocumentChange<Spec, Status>[]
}

/**
 * The documents of one kind. Spec and status are written apart: neither writer ever overwrites what the other wrote.
 * Where the store gives no answer (`store.unavailable`), what was to be done may be done.
 */
export interface Collection<Spec, Status> {
  readonly kind: Kind<Spec, Status>
  find(id: string): Promise<Document<Spec, Status> | undefined>
  /** @throws VmpError `document.notFound`. */
  get(id: string): Promise<Document<Spec, Status>>
  findByName(name: string): Promise<Document<Spec, Status> | undefined>
  /** In the order of their ids. */
  list(options?: ListDocuments<Spec, Status>): Promise<Listing<Spec, Status>>
  /** @throws VmpError `document.invalid`, `document.exists`, `document.nameTaken`, `document.keyReused`. */
  create(document: NewDocument<Spec, Status>, options?: CreateOptions): Promise<Document<Spec, Status>>
  /**
   * @param change Given the latest, says what it is to become; called anew when another was quicker.
   * @throws VmpError `document.notFound`, `document.changed`, `document.invalid`, `document.nameTaken`, `document.busy`.
   */
  changeSpec(
    id: string,
    change: (document: Document<Spec, Status>) => { readonly name?: string; readonly spec: Spec },
    options?: ChangeOptions<Spec, Status>,
  ): Promise<Document<Spec, Status>>
  changeStatus(id: string, change: (document: Document<Spec, Status>) => Status): Promise<Document<Spec, Status>>
  /**
   * @returns it as it was last, `at` the store's revision at which it went.
   * @throws VmpError `document.notFound`, `document.changed`, `document.busy`.
   */
  remove(id: string, options?: ChangeOptions<Spec, Status>): Promise<Document<Spec, Status>>
  /** As the store's watch. */
  watch(
    after: number,
    signal: AbortSignal,
    interrupted?: (problem: VmpError) => void,
  ): AsyncIterable<DocumentBatch<Spec, Status>>
}

export interface CollectionOptions {
  readonly now?: () => Date
  readonly clock?: Clock
  readonly newId?: () => string
  /** From 0 to 1: spreads those that compete. */
  readonly random?: () => number
}

export function collection<Spec, Status>(
  store: Store,
  kind: Kind<Spec, Status>,
  { now = () => new Date(), clock = systemClock, newId = randomUUID, random = Math.random }: CollectionOptions = {},
): Collection<Spec, Status> {
  async function find(id: string): Promise<Document<Spec, Status> | undefined> {
    const entry = await store.get(documentKey(kind.name, id))
    return entry && fromEntry(kind, id, entry)
  }

  async function get(id: string): Promise<Document<Spec, Status>> {
    const document = await find(id)
    if (document === undefined) throw new VmpError('document.notFound', { kind: kind.title, id })
    return document
  }

  function typed(change: Batch['changes'][number]): DocumentChange<Spec, Status> {
    if ('delete' in change) return { delete: idOf(kind.name, change.delete) }
    const id = idOf(kind.name, change.put.key)
    try {
      return { put: fromEntry(kind, id, change.put) }
    } catch (error) {
      return { unreadable: id, problem: toProblem(error) }
    }
  }

  const parts = { store, kind, get, now, clock, newId, random }

  return {
    kind,
    find,
    get,
    async findByName(name) {
      const entry = await store.get(nameKey(kind.name, name))
      const document = entry && (await find(entry.value))
      // Between the two reads it may have been named anew.
      return document && nameKey(kind.name, document.name ?? '') === entry.key ? document : undefined
    },
    list: (options) => listDocuments(store, kind, options),
    create: (document, options) => createDocument(parts, document, options),
    changeSpec: (id, change, options) =>
      rewriteDocument(parts, id, options, (document) => {
        const { name = document.name, spec } = change(document)
        if (name === document.name && isDeepStrictEqual(spec, document.spec)) return document
        kind.checkName(name)
        kind.checkSpec(spec)
        return { ...document, name, spec, revision: document.revision + 1 }
      }),
    changeStatus: (id, change) =>
      rewriteDocument(parts, id, {}, (document) => {
        const status = change(document)
        if (isDeepStrictEqual(status, document.status)) return document
        kind.checkStatus(status)
        return { ...document, status }
      }),
    remove: (id, options) => rewriteDocument(parts, id, options, () => 'remove'),
    async *watch(after, signal, interrupted) {
      for await (const { revision, changes } of store.watch(documentPrefix(kind.name), after, signal, interrupted))
        yield { revision, changes: changes.map(typed) }
    },
  }
}
