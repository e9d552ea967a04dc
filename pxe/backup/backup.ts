/** What a station cannot make again: its database, and its keys. Images can be built, and are not in it. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { copyDatabase } from '../../lib/sqlite.ts'
import { writeArchive } from './archive.ts'
import type { ArchiveOptions, PackedFile } from './archive.ts'

export interface BackupOptions extends Omit<ArchiveOptions, 'madeAt'> {
  /** Folder of database and keys; its station may run. */
  readonly state: string
  readonly file: string
  readonly now: () => Date
}

/** @throws VmpError `database.unusable` when there is no station. */
export async function backupStation({ state, file, now, ...how }: BackupOptions): Promise<void> {
  await mkdir(state, { recursive: true })
  // Beside the database: the copy is as secret as it is, and as large.
  const folder = mkdtempSync(join(state, '.backup-'))
  try {
    const copy = join(folder, 'station.db')
    await copyDatabase(join(state, 'station.db'), copy)
    const files: PackedFile[] = [{ name: 'station.db', path: copy }, ...filesIn(state, 'keys')]
    await writeArchive(file, files, { ...how, madeAt: now().toISOString() })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function filesIn(root: string, folder: string): PackedFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: path.slice(root.length).replace(/^\/+/, ''), path }))
    .toSorted((a, b) => a.name.localeCompare(b.name))
}
