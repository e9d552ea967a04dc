import { VmpError } from '../../lib/errors.ts'
import type { Transaction } from './store.ts'

/** What a store takes at once: etcd refuses requests above 1.5 MiB, all in all, and more than 128 changes. */
export const limits = {
  /** Of keys and values, as UTF-8. */
  bytes: 1_500_000,
  /** Of changes, and of what is compared. */
  count: 128,
} as const

/**
 * The same answer from every store, before anything is sent.
 * @throws VmpError `store.tooLarge`; Error when a transaction contradicts itself, which is a mistake of the program.
 */
export function checkTransaction({ when, changes }: Transaction): void {
  const count = Math.max(when.length, changes.length)
  if (count > limits.count) throw new VmpError('store.tooLarge', { size: count, limit: limits.count })
  const bytes =
    when.reduce((sum, { key }) => sum + Buffer.byteLength(key), 0) +
    changes.reduce((sum, change) => sum + Buffer.byteLength(keyOf(change)) + Buffer.byteLength(valueOf(change)), 0)
  if (bytes > limits.bytes) throw new VmpError('store.tooLarge', { size: bytes, limit: limits.bytes })
  const put = new Set<string>()
  for (const change of changes) {
    if (keyOf(change) === '') throw new Error('a transaction names an empty key')
    if (!('put' in change)) continue
    if (put.has(change.put)) throw new Error(`a transaction puts ${change.put} twice`)
    put.add(change.put)
  }
  for (const change of changes)
    for (const key of put) if (removes(change, key)) throw new Error(`a transaction puts and deletes ${key}`)
}

type Change = Transaction['changes'][number]

function keyOf(change: Change): string {
  if ('put' in change) return change.put
  return 'delete' in change ? change.delete : change.deletePrefix
}

const valueOf = (change: Change): string => ('put' in change ? change.value : '')

function removes(change: Change, key: string): boolean {
  if ('put' in change) return false
  return 'delete' in change ? change.delete === key : key.startsWith(change.deletePrefix)
}
