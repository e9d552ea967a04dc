import { statfs } from 'node:fs/promises'
import { VmpError } from '../lib/errors.ts'
import { CommandError } from '../lib/exec.ts'
import { binarySize } from '../lib/units.ts'

/** Runs `work`; when a program in it fails because the disk is full, that is said instead of its exit code. */
export async function sayingFull<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    const text = error instanceof CommandError ? error.stderrTail : error instanceof Error ? error.message : ''
    if (/No space left on device|enough free space|ENOSPC/i.test(text))
      throw new VmpError('disk.full', { path }, { cause: error })
    throw error
  }
}

/** @throws VmpError `image.diskSpace` when the disk that holds `path` has less than `need` bytes left. */
export async function requireSpace(path: string, need: number): Promise<void> {
  const { bavail, bsize } = await statfs(path)
  const have = bavail * bsize
  if (have < need) throw new VmpError('image.diskSpace', { path, need: binarySize(need), have: binarySize(have) })
}
