/** What a fix is: one thing that software can set right, and read back. One file each in this folder, all listed in ../fix.ts. */
import type { Reader } from '../facts/reader.ts'
import type { Facts } from '../facts/schema.ts'

export interface FixContext {
  readonly facts: Facts
  readonly reader: Reader
  /** Writes an attribute of sysfs. */
  readonly write: (path: string, text: string) => Promise<void>
  readonly now: () => Date
  /** The time by the reference; null when there is none. */
  readonly trueTime: (() => Date) | null
}

export interface Fix {
  readonly id: string
  /** The findings that it sets right. */
  readonly codes: readonly string[]
  /** What is set now, read anew, in the words of whoever keeps it; null when that cannot be read. */
  readonly look: (context: FixContext) => Promise<{ value: string | null; right: boolean }>
  /** What will be set. @throws Impossible */
  readonly wanted: (context: FixContext) => string
  readonly set: (context: FixContext) => Promise<void>
}

/** There is nothing that could be set. */
export class Impossible extends Error {
  override readonly name = 'Impossible'
}
