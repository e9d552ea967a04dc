import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { VmpError } from '../lib/errors.ts'

export interface Turn {
  /** Milliseconds to wait while another holds the lock; without it there is no waiting. */
  readonly wait?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds between two tries: the kernel tells nobody that such a lock is free again. */
const between = 500

/**
 * Runs `work` while holding `file` as a lock against other processes. Node has no flock(2); SQLite's exclusive
 * transaction is the same kind of lock, which the kernel releases however the holder ends.
 * @throws VmpError `image.busy`, `cancelled`
 */
export async function exclusively<Result>(
  file: string,
  work: () => Promise<Result>,
  { wait = 0, signal }: Turn = {},
): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true })
  // A moment of patience: two that ask at the same instant see each other's first step, and both would give up.
  const database = new DatabaseSync(file, { timeout: 500 })
  const until = performance.now() + wait
  try {
    while (!taken(database, file, performance.now() >= until)) {
      await delay(between, undefined, { signal }).catch((error: unknown) => {
        throw new VmpError('cancelled', {}, { cause: error })
      })
    }
    return await work()
  } finally {
    database.close()
  }
}

/** Whether the lock is ours now; @throws VmpError `image.busy` when it is not and this was the `last` try. */
function taken(database: DatabaseSync, file: string, last: boolean): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE')
    return true
  } catch (error) {
    // SQLITE_BUSY (sqlite.org/rescode.html)
    if (!(error instanceof Error && 'errcode' in error && error.errcode === 5)) throw error
    if (last) throw new VmpError('image.busy', { file }, { cause: error })
    return false
  }
}
