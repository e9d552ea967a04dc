/**
 * Puts a backup in the place of a station's state. All of it is unpacked and checked beside first; from one rename on it is
 * decided, and whoever comes next (this, or the station's next start) carries it through, also after a power cut.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import { syncFolder } from '../../lib/files.ts'
import { checkDatabase } from '../../lib/sqlite.ts'
import { stationMigrations } from '../migrations.ts'
import { readArchive } from './archive.ts'
import type { BackupHeader } from './archive.ts'

const unpacked = 'restore.new'
const decided = 'restore.ready'
/** In it: the folder that keeps what was there before. */
const keptName = 'kept'
/** The log of a database goes with it, and before it: it must never meet another one. */
const parts = ['station.db-wal', 'station.db-shm', 'station.db', 'keys'] as const

export interface RestoreOptions {
  readonly state: string
  readonly file: string
  readonly passphrase: string | null
  readonly now: () => Date
}

export interface Restored {
  readonly header: BackupHeader
  /** Folder of what was there before. */
  readonly kept: string
}

/** The station of `state` must not run. @throws VmpError as `readArchive` does, `database.newer`, `backup.damaged` */
export async function restoreStation({ state, file, passphrase, now }: RestoreOptions): Promise<Restored> {
  finishRestore(state)
  mkdirSync(state, { recursive: true, mode: 0o700 })
  const beside = join(state, unpacked)
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside, { mode: 0o700 })
  try {
    const header = await readArchive(file, beside, passphrase)
    const database = join(beside, 'station.db')
    if (!existsSync(database) || !existsSync(join(beside, 'keys')))
      throw new VmpError('backup.damaged', { file, problem: 'the database or the keys are missing' })
    checkDatabase(database, stationMigrations)
    const kept = `before-restore-${now().toISOString().slice(0, 19).replaceAll(':', '')}`
    writeFileSync(join(beside, keptName), kept, { flush: true })
    syncFolder(beside)
    renameSync(beside, join(state, decided))
    syncFolder(state)
    finishRestore(state)
    return { header, kept: join(state, kept) }
  } catch (error) {
    rmSync(beside, { recursive: true, force: true })
    throw error
  }
}

/** Carries a decided restore through; does nothing when there is none. Called before a database is opened. */
export function finishRestore(state: string): void {
  const ready = join(state, decided)
  if (!existsSync(ready)) return
  const kept = join(state, readFileSync(join(ready, keptName), 'utf8'))
  mkdirSync(kept, { recursive: true, mode: 0o700 })
  const database = existsSync(join(ready, 'station.db'))
  for (const part of parts) {
    const isNew = part === 'keys' ? existsSync(join(ready, part)) : database
    // What is not in the backup any longer has been put in its place before.
    if (!isNew) continue
    if (existsSync(join(state, part)) && !existsSync(join(kept, part))) renameSync(join(state, part), join(kept, part))
    if (existsSync(join(ready, part))) renameSync(join(ready, part), join(state, part))
    for (const folder of [kept, state]) syncFolder(folder)
  }
  rmSync(ready, { recursive: true })
  syncFolder(state)
  if (readdirSync(kept).length === 0) rmSync(kept, { recursive: true })
}
