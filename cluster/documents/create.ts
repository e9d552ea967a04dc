import { digestOf } from '../../lib/canonical.ts'
import { VmpError } from '../../lib/errors.ts'
import type { Change, Compare, Store } from '../store/store.ts'
import { textOf } from './document.ts'
import type { Document } from './document.ts'
import { documentKey, nameKey, requestKey } from './keys.ts'
import type { Kind } from './kind.ts'

export interface NewDocument<Spec, Status> {
  readonly name?: string
  readonly spec: Spec
  /** What is seen at the beginning. */
  readonly status: Status
}

export interface CreateOptions {
  /** One that is known already, as of a host; else a new random one. */
  readonly id?: string
  /**
   * For a day, a second creation with this key gives what the first one made; two callers share no keys, so it names the
   * caller too.
   */
  readonly idempotencyKey?: string
}

interface Parts<Spec, Status> {
  readonly store: Store
  readonly kind: Kind<Spec, Status>
  readonly get: (id: string) => Promise<Document<Spec, Status>>
  readonly now: () => Date
  readonly newId: () => string
}

/** Seconds that an idempotency key is remembered. */
const REMEMBERED = 86_400

export async function createDocument<Spec, Status>(
  parts: Parts<Spec, Status>,
  { name: given, spec, status }: NewDocument<Spec, Status>,
  { id = parts.newId(), idempotencyKey }: CreateOptions = {},
): Promise<Document<Spec, Status>> {
  const { store, kind, now } = parts
  const name = given ?? null
  kind.checkId(id)
  kind.checkName(name)
  kind.checkSpec(spec)
  kind.checkStatus(status)
  const created = now().toISOString()
  const document = { id, kind: kind.name, name, version: kind.version, spec, status, created, revision: 1 }
  const when: Compare[] = [{ key: documentKey(kind.name, id), revision: 0 }]
  const changes: Change[] = [{ put: documentKey(kind.name, id), value: textOf(document) }]
  if (name !== null) {
    when.push({ key: nameKey(kind.name, name), revision: 0 })
    changes.push({ put: nameKey(kind.name, name), value: id })
  }
  if (idempotencyKey !== undefined) {
    const place = requestKey(kind.name, idempotencyKey)
    const digest = digestOf({ name, spec })
    const before = await madeBefore(parts, place, digest)
    if (before) return before
    const lease = await store.grant(REMEMBERED)
    const { done, revision } = await store.commit({
      when: [...when, { key: place, revision: 0 }],
      changes: [...changes, { put: place, value: JSON.stringify({ id, digest }), lease: lease.id }],
    })
    if (done) return { ...document, at: revision }
    await lease.revoke()
    const meanwhile = await madeBefore(parts, place, digest)
    if (meanwhile) return meanwhile
  } else {
    const { done, revision } = await store.commit({ when, changes })
    if (done) return { ...document, at: revision }
  }
  throw await refusal(parts, id, name)
}

/** What an idempotency key made, if it did. */
async function madeBefore<Spec, Status>(
  { store, kind, get }: Parts<Spec, Status>,
  place: string,
  digest: string,
): Promise<Document<Spec, Status> | undefined> {
  const entry = await store.get(place)
  if (entry === undefined) return undefined
  const made = JSON.parse(entry.value) as { readonly id: string; readonly digest: string }
  if (made.digest !== digest) throw new VmpError('document.keyReused', { kind: kind.title })
  return get(made.id)
}

/** Why nothing was created; what stood in its way may be gone again. */
async function refusal<Spec, Status>(
  { store, kind }: Parts<Spec, Status>,
  id: string,
  name: string | null,
): Promise<VmpError> {
  if (name !== null && (await store.get(nameKey(kind.name, name))))
    return new VmpError('document.nameTaken', { kind: kind.title, name })
  if (await store.get(documentKey(kind.name, id))) return new VmpError('document.exists', { kind: kind.title, id })
  return new VmpError('document.busy', { kind: kind.title, id, attempts: 1 })
}
