/** When a step on the disks fails: which disk it was, and what is the matter with it. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { PlannedDisk } from '../../answer/plan.ts'
import { isSystemError, isVmpError, VmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
import type { run } from '../../lib/exec.ts'
import { isReadError, tryReadArgs } from '../../lib/tools/dd.ts'

/** Milliseconds that a disk may take to give one block. */
const readWithin = 30_000

/** What a program or the kernel said is told as what is wrong with a disk, when something is. */
export async function diagnosed<Result>(
  runTool: typeof run,
  disks: readonly PlannedDisk[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isUnexplained(error)) throw error
    for (const disk of disks) {
      const problem = await problemOf(runTool, disk, error)
      if (problem !== undefined) throw problem
    }
    throw error
  }
}

/** What has a cause and a remedy of its own is not looked into. An array that lost a disk has one only with that disk. */
function isUnexplained(error: unknown): boolean {
  if (!isVmpError(error)) return isSystemError(error)
  return (
    error instanceof CommandError ||
    ['command.timeout', 'install.arrayDegraded', 'install.markerLost'].includes(error.code)
  )
}

async function problemOf(
  runTool: typeof run,
  { path, model, serial }: PlannedDisk,
  cause: unknown,
): Promise<VmpError | undefined> {
  const folder = join('/sys/class/block', basename(path))
  const disk = [path, model, serial].filter((word) => word !== null).join(' ')
  const size = await textOf(join(folder, 'size'))
  if (!existsSync(path) || size === undefined || size === '0')
    return new VmpError('install.diskGone', { disk }, { cause })
  const state = await textOf(join(folder, 'device/state'))
  if (state === 'offline' || state === 'deleted') return new VmpError('install.diskGone', { disk }, { cause })
  if ((await textOf(join(folder, 'ro'))) === '1') return new VmpError('install.diskReadOnly', { disk }, { cause })
  try {
    await runTool('dd', [...tryReadArgs(path, 0, 4096), 'iflag=direct'], { timeout: readWithin })
  } catch (error) {
    const reason = error instanceof CommandError && isReadError(error.stderrTail) ? error.stderrTail : String(error)
    return new VmpError('install.diskFailed', { disk, reason }, { cause })
  }
  return undefined
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}
