import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, backup } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { VmpError } from './errors.ts'

/** One migration a list element, in order; never edit one that was released, add another. */
export type Migrations = readonly string[]

export interface Database {
  prepare(sql: string): StatementSync
  /** Runs `work` in one transaction: all of it is on disk when this returns, or none of it when it throws. */
  transaction<Result>(work: () => Result): Result
  /** Writes a consistent copy to `file` while the database is in use. */
  backup(file: string): Promise<void>
  close(): void
}

/**
 * Opens (and makes, and migrates) a database: write-ahead log, and every commit on disk before it returns
 * (`synchronous = FULL`), so that what was acknowledged survives a power cut.
 * @throws VmpError `database.newer` when a newer version wrote it, `database.unusable` when it cannot be opened.
 */
export function openDatabase(file: string, migrations: Migrations): Database {
  const database = open(file)
  try {
    migrate(database, file, migrations)
  } catch (error) {
    database.close()
    throw error
  }
  let depth = 0
  return {
    prepare: (sql) => database.prepare(sql),
    transaction(work) {
      // One inside another is a savepoint: it takes back its own part when it throws, and is on disk with the outer one.
      const [begin, commit, rollback] =
        depth === 0
          ? (['BEGIN IMMEDIATE', 'COMMIT', 'ROLLBACK'] as const)
          : (['SAVEPOINT inner', 'RELEASE inner', 'ROLLBACK TO inner; RELEASE inner'] as const)
      database.exec(begin)
      depth += 1
      try {
        const result = work()
        database.exec(commit)
        return result
      } catch (error) {
        // SQLite itself has rolled all of it back when the disk was full.
        if (database.isTransaction) database.exec(rollback)
        throw error
      } finally {
        depth -= 1
      }
    },
    backup: async (target) => {
      await backup(database, target)
    },
    close: () => database.close(),
  }
}

/**
 * Copies a database that may be in use, by this or another program: what was committed when it began is in the copy.
 * @throws VmpError `database.unusable`
 */
export async function copyDatabase(file: string, target: string): Promise<void> {
  try {
    const source = new DatabaseSync(file, { readOnly: true })
    try {
      await backup(source, target)
    } finally {
      source.close()
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error)
    throw new VmpError('database.unusable', { file, problem }, { cause: error })
  }
}

/**
 * Looks through a whole database without changing it.
 * @throws VmpError `database.unusable` when it is damaged, `database.newer` when a newer version wrote it.
 */
export function checkDatabase(file: string, migrations: Migrations): void {
  let problem: string
  let found = 0
  try {
    const database = new DatabaseSync(file, { readOnly: true })
    try {
      problem = String(database.prepare('PRAGMA integrity_check').get()?.['integrity_check'])
      found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'])
    } finally {
      database.close()
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  if (problem !== 'ok') throw new VmpError('database.unusable', { file, problem })
  if (found > migrations.length) throw new VmpError('database.newer', { file, found, known: migrations.length })
}

function open(file: string): DatabaseSync {
  let database: DatabaseSync | undefined
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    database = new DatabaseSync(file)
    database.exec(
      'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA busy_timeout = 5000',
    )
    return database
  } catch (error) {
    database?.close()
    const problem = error instanceof Error ? error.message : String(error)
    throw new VmpError('database.unusable', { file, problem }, { cause: error })
  }
}

function migrate(database: DatabaseSync, file: string, migrations: Migrations): void {
  const found = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
  if (found > migrations.length) throw new VmpError('database.newer', { file, found, known: migrations.length })
  for (const [index, sql] of migrations.entries()) {
    if (index < found) continue
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}
