import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { isVmpError, VmpError } from '../../lib/errors.ts'
import type { Entry } from '../store/store.ts'
import type { Kind, Migrated } from './kind.ts'

/** One object of the cluster. */
export interface Document<Spec, Status> {
  readonly id: string
  readonly kind: string
  readonly name: string | null
  /** Of its kind, as it is given here. */
  readonly version: number
  readonly spec: Spec
  readonly status: Status
  /** When it was made, as ISO 8601. */
  readonly created: string
  /** Counts the changes of name and spec, from 1: what `If-Match` compares, and by which a status says what it speaks of. */
  readonly revision: number
  /** The store's revision of its last change, of the status too. */
  readonly at: number
}

/** As it stands in the store. */
const Stored = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  name: Type.Union([Type.String(), Type.Null()]),
  version: Type.Integer({ minimum: 1 }),
  spec: Type.Unknown(),
  status: Type.Unknown(),
  created: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
})

export const textOf = <Spec, Status>(document: Omit<Document<Spec, Status>, 'at'>): string => {
  const { id, kind, name, version, spec, status, created, revision } = document
  return JSON.stringify({ id, kind, name, version, spec, status, created, revision } satisfies Static<typeof Stored>)
}

/**
 * What an entry of the store holds, brought to today's version. What is already of today's is believed: it was checked
 * before it was written.
 * @throws VmpError `document.newer`, `document.damaged`.
 */
export function fromEntry<Spec, Status>(kind: Kind<Spec, Status>, id: string, entry: Entry): Document<Spec, Status> {
  const stored = parse(kind, id, entry.value)
  if (stored.version > kind.version)
    throw new VmpError('document.newer', { kind: kind.title, id, found: stored.version, known: kind.version })
  const { spec, status } = stored.version === kind.version ? stored : migrate(kind, id, stored)
  return {
    id,
    kind: kind.name,
    name: stored.name,
    version: kind.version,
    spec: spec as Spec,
    status: status as Status,
    created: stored.created,
    revision: stored.revision,
    at: entry.revision,
  }
}

function parse(kind: Kind<unknown, unknown>, id: string, text: string): Static<typeof Stored> {
  let stored: unknown
  try {
    stored = JSON.parse(text)
  } catch (error) {
    throw damaged(kind, id, error)
  }
  if (!Check(Stored, stored) || stored.kind !== kind.name || stored.id !== id)
    throw damaged(kind, id, new Error('it is no document of this kind and id'))
  return stored
}

function migrate(kind: Kind<unknown, unknown>, id: string, stored: Static<typeof Stored>): Migrated {
  let document: Migrated = { spec: stored.spec, status: stored.status }
  try {
    for (const migration of kind.migrations.slice(stored.version - 1)) document = migration(document)
    kind.checkSpec(document.spec)
    kind.checkStatus(document.status)
  } catch (error) {
    throw damaged(kind, id, error)
  }
  return document
}

function damaged(kind: Kind<unknown, unknown>, id: string, error: unknown): VmpError {
  const problem = isVmpError(error) ? String(error.params['problem']) : String(error)
  return new VmpError('document.damaged', { kind: kind.title, id, problem }, { cause: error })
}
