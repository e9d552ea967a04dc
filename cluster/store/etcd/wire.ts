/** The store's shapes as etcd's JSON gateway writes them: bytes in base64, 64-bit numbers as text, what is zero left out. */
import { listAt, textAt, valueAt } from '../../../lib/tools/json.ts'
import type { Batch, Change, Compare, Entry, ListOptions, Transaction } from '../store.ts'

const bytes = (text: string): string => Buffer.from(text).toString('base64')
const text = (value: unknown): string =>
  typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : ''
export const numberAt = (value: unknown, ...keys: string[]): number => Number(valueAt(value, ...keys) ?? 0)

/** Keys from one on, up to the one that no key with the prefix reaches. Everything is what begins with nothing. */
function range(prefix: string, after?: string): { readonly key: string; readonly range_end: string } {
  const first = Buffer.from(prefix)
  const past = after === undefined ? first : Buffer.concat([Buffer.from(after), Buffer.of(0)])
  const from = Buffer.compare(first, past) < 0 ? past : first
  // A zero byte as the first key, or as the end of the range, stands for the very first and for no end.
  return {
    key: (from.length === 0 ? Buffer.of(0) : from).toString('base64'),
    range_end: endOf(first).toString('base64'),
  }
}

/** UTF-8 has no byte 255, so the last one can always be raised. */
function endOf(prefix: Buffer): Buffer {
  const end = Buffer.from(prefix)
  if (end.length === 0) return Buffer.of(0)
  end[end.length - 1]! += 1
  return end
}

export const getRequest = (key: string): object => ({ key: bytes(key) })

export function listRequest(prefix: string, { limit, after, at }: ListOptions): object {
  return { ...range(prefix, after), ...(limit && { limit: String(limit) }), ...(at && { revision: String(at) }) }
}

export function transactionRequest({ when, changes }: Transaction): object {
  return { compare: when.map(comparison), success: changes.map(operation) }
}

const comparison = ({ key, revision }: Compare): object => ({
  key: bytes(key),
  target: 'MOD',
  result: 'EQUAL',
  mod_revision: String(revision),
})

function operation(change: Change): object {
  if ('delete' in change) return { request_delete_range: { key: bytes(change.delete) } }
  if ('deletePrefix' in change) return { request_delete_range: range(change.deletePrefix) }
  const { put: key, value, lease } = change
  return { request_put: { key: bytes(key), value: bytes(value), ...(lease && { lease }) } }
}

/** Begins with the changes of a revision, so that one at which history was cut is noticed: see watch.ts. */
export function watchRequest(prefix: string, from: number): object {
  return { create_request: { ...range(prefix), start_revision: String(Math.max(1, from)), progress_notify: true } }
}

export const revisionOf = (answer: unknown): number => numberAt(answer, 'header', 'revision')
export const clusterOf = (answer: unknown): string | undefined => textAt(answer, 'header', 'cluster_id')

export const entriesOf = (answer: unknown): Entry[] => listAt(answer, 'kvs').map(entryOf)

function entryOf(kv: unknown): Entry {
  return {
    key: text(valueAt(kv, 'key')),
    value: text(valueAt(kv, 'value')),
    created: numberAt(kv, 'create_revision'),
    revision: numberAt(kv, 'mod_revision'),
    lease: textAt(kv, 'lease') ?? null,
  }
}

/** Those of a watch's message, a batch for each revision: etcd never divides one between two messages. */
export function batchesOf(message: unknown): Batch[] {
  const batches = new Map<number, Batch['changes'][number][]>()
  for (const event of listAt(message, 'events')) {
    const entry = entryOf(valueAt(event, 'kv'))
    const change = valueAt(event, 'type') === 'DELETE' ? { delete: entry.key } : { put: entry }
    const batch = batches.get(entry.revision)
    if (batch) batch.push(change)
    else batches.set(entry.revision, [change])
  }
  return [...batches].map(([revision, changes]) => ({ revision, changes }))
}
