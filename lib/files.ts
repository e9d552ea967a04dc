import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSystemError } from './errors.ts'

/**
 * Writes a file so that a power cut leaves either the old content or the new, never a part:
 * beside, sync, rename, sync the folder.
 */
export function writeFileSafely(file: string, content: string | Buffer, mode = 0o644): void {
  const folder = dirname(file)
  mkdirSync(folder, { recursive: true })
  const beside = join(folder, `.${basename(file)}.${process.pid}.new`)
  try {
    const descriptor = openSync(beside, 'w', mode)
    try {
      const bytes = Buffer.from(content)
      for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written)
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
    renameSync(beside, file)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  syncFolder(folder)
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Bytes; 0 where there is no such file. */
export async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return 0
    throw error
  }
}
