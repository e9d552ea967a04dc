/** Small records of the cluster's state that are written whole: JSON of a schema under a key. */
import type { Static, TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { VmpError } from '../../lib/errors.ts'
import type { Compare, Entry, Store } from '../store/store.ts'

/** Tries of a read and a careful write; each lost one means that somebody else wrote. */
const tries = 20

/** @throws VmpError `identity.record` when it is something else, or of a newer version. */
export function readRecord<S extends TSchema>(schema: S, entry: Entry): Static<S> {
  let value: unknown
  try {
    value = JSON.parse(entry.value)
  } catch (cause) {
    throw new VmpError('identity.record', { key: entry.key }, { cause })
  }
  if (!Check(schema, value)) throw new VmpError('identity.record', { key: entry.key })
  return value
}

/** What must be so for the entry to be as it was read; there was none when it is undefined. */
export const unchanged = (key: string, entry: Entry | undefined): Compare => ({ key, revision: entry?.revision ?? 0 })

/**
 * Reads, decides, and writes when nobody wrote meanwhile; else all of it again.
 * @param decide undefined: nothing is to be written.
 * @throws VmpError `identity.busy` when others keep writing.
 */
export async function changeRecord<S extends TSchema, Result>(
  store: Store,
  key: string,
  schema: S,
  decide: (record: Static<S> | undefined) => { readonly write: Static<S> | undefined; readonly result: Result },
): Promise<Result> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const entry = await store.get(key)
    const { write, result } = decide(entry && readRecord(schema, entry))
    if (write === undefined) return result
    const { done } = await store.commit({
      when: [unchanged(key, entry)],
      changes: [{ put: key, value: JSON.stringify(write) }],
    })
    if (done) return result
  }
  throw new VmpError('identity.busy', { key })
}
