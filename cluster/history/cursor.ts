/** How far a history of several hosts has been read, as text that a caller brings back. */
import { VmpError } from '../../lib/errors.ts'
import type { Problem } from '../../lib/errors.ts'

/** Of one host: the record at which reading goes on; null: it was read to its end; or why it could not be read, and is left out. */
export type Place = number | null | Problem
export type Cursor = Readonly<Record<string, Place>>

export const writeCursor = (cursor: Cursor): string => Buffer.from(JSON.stringify(cursor)).toString('base64url')

/** @throws VmpError `input.invalid` */
export function readCursor(text: string): Cursor {
  const invalid = (cause?: unknown): VmpError =>
    new VmpError('input.invalid', { problem: 'it is not a place in this list', where: 'after' }, { cause })
  let cursor: unknown
  try {
    cursor = JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch (error) {
    throw invalid(error)
  }
  if (typeof cursor !== 'object' || cursor === null || !Object.values(cursor).every(isPlace)) throw invalid()
  return cursor as Cursor
}

function isPlace(value: unknown): value is Place {
  if (value === null || (Number.isSafeInteger(value) && Number(value) >= 0)) return true
  const { code, params } = (value ?? {}) as Partial<Problem>
  return typeof code === 'string' && typeof params === 'object' && params !== null
}
