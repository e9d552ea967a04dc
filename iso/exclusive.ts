import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { VmpError } from '../lib/errors.ts'

/**
 * Runs `work` while holding `file` as a lock against other processes. Node has no flock(2); SQLite's exclusive
 * transaction is the same kind of lock, which the kernel releases however the holder ends.
 * @throws VmpError `image.busy`
 */
export async function exclusively<Result>(file: string, work: () => Promise<Result>): Promise<Result> {
  mkdirSync(dirname(file), { recursive: true })
  // A moment of patience: two that ask at the same instant see each other's first step, and both would give up.
  const database = new DatabaseSync(file, { timeout: 500 })
  try {
    try {
      database.exec('BEGIN EXCLUSIVE')
    } catch (error) {
      // SQLITE_BUSY (sqlite.org/rescode.html)
      if (error instanceof Error && 'errcode' in error && error.errcode === 5)
        throw new VmpError('image.busy', { file }, { cause: error })
      throw error
    }
    return await work()
  } finally {
    database.close()
  }
}
