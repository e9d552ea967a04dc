/** One installation, or upgrade, at a time on a machine, whoever began it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'

type Busy = 'install.busy' | 'upgrade.busy'

/** @throws VmpError `busy` */
export async function alone<Result>(
  folder: string,
  work: () => Promise<Result>,
  busy: Busy = 'install.busy',
): Promise<Result> {
  // Beside the folder, on which something is mounted meanwhile; on a tmpfs: it goes with the boot.
  const file = `${folder}.lock`
  mkdirSync(dirname(file), { recursive: true })
  take(file, busy)
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file: string, busy: Busy): void {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' })
      return
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'EEXIST') throw error
    }
    const pid = holderOf(file)
    if (pid === String(process.pid) || existsSync(`/proc/${pid}`)) throw new VmpError(busy, { pid })
    // One that was killed left it.
    rmSync(file, { force: true })
  }
  throw new VmpError(busy, { pid: holderOf(file) })
}

function holderOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || '?'
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return '?'
    throw error
  }
}
