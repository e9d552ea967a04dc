/**
 * Tries what disks of VMs ask of a file system, and reads back from the disk, not from memory. A file system was seen that
 * answers "zero this range" with success and zeroes nothing: its images end with wrong blocks, and no check sees it.
 */
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { isVmpError } from '../../../lib/errors.ts'
import { CommandError } from '../../../lib/exec.ts'
import type { run } from '../../../lib/exec.ts'
import { punchHoleArgs, zeroRangeArgs } from '../../../lib/tools/fallocate.ts'
import type { HookProblem } from '../hook.ts'

export interface SelfTest {
  readonly folder: string
  readonly run: typeof run
  readonly signal: AbortSignal
}

const MiB = 2 ** 20
/** Bytes of the file; of its middle half the first part is zeroed and the second is given back. */
const size = 4 * MiB
const zeroed = { from: MiB, to: 2 * MiB }
const punched = { from: 2 * MiB, to: 3 * MiB }
/** Milliseconds: a disk that recovers from an error may hold one request for half a minute. */
const timeout = 120_000
const block = 4096
/** Exit codes of our own, so that they are not taken for another failure's. */
const heldByUs = 75
const notHeld = 76

/** @returns what the file system cannot do, null when it can do all of it. */
export async function selfTest(test: SelfTest): Promise<HookProblem> {
  const { folder } = test
  const file = join(folder, '.vmp-self-test')
  const fails = (step: string, problem: string): HookProblem => ({
    code: 'hook.storage.selfTest',
    params: { folder, step, problem },
  })
  let step = 'write'
  try {
    await rm(file, { force: true })
    await writeAll(file)
    step = 'read'
    const wrong = await wrongBlock(test, file, () => false)
    if (wrong !== null) return fails(step, `block ${wrong} is not what was written`)
    step = 'zero-range'
    const notZeroed = await changed(test, file, zeroRangeArgs(zeroed.from, zeroed.to - zeroed.from, file), [zeroed])
    if (notZeroed !== null) return fails(step, `block ${notZeroed} is wrong afterwards`)
    step = 'punch-hole'
    const before = await used(file)
    const notPunched = await changed(test, file, punchHoleArgs(punched.from, punched.to - punched.from, file), [
      zeroed,
      punched,
    ])
    if (notPunched !== null) return fails(step, `block ${notPunched} is wrong afterwards`)
    if ((await used(file)) >= before) return fails(step, 'no space was given back')
    step = 'lock'
    if (!(await isLocked(test, file))) return fails(step, 'a second lock was given on a file that is locked')
    return null
  } catch (error) {
    if (error instanceof CommandError) return fails(step, error.stderrTail || String(error.exit))
    if (isVmpError(error)) throw error
    if (error instanceof Error && 'code' in error) return fails(step, error.message)
    throw error
  } finally {
    await rm(file, { force: true })
  }
}

/** A block that shows its place, so that one at another place is noticed; never all zeros. */
function stamped(number: number): Buffer {
  const content = Buffer.alloc(block, 1 + (number % 255))
  content.writeUInt32BE(number + 1, 0)
  return content
}

async function writeAll(file: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    for (let at = 0; at < size; at += block) await handle.write(stamped(at / block), 0, block, at)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

type Range = typeof zeroed

async function changed(test: SelfTest, file: string, args: string[], zeros: readonly Range[]): Promise<number | null> {
  await test.run('fallocate', args, { timeout, signal: test.signal })
  return wrongBlock(test, file, (at) => zeros.some(({ from, to }) => at >= from && at < to))
}

/** Number of the first block that is not what it should be. */
async function wrongBlock(test: SelfTest, file: string, isZero: (at: number) => boolean): Promise<number | null> {
  await forget(test, file)
  const handle = await open(file)
  try {
    for (let at = 0; at < size; at += block)
      if (!(await holds(handle, at, isZero(at) ? Buffer.alloc(block) : stamped(at / block)))) return at / block
    return null
  } finally {
    await handle.close()
  }
}

async function holds(handle: FileHandle, at: number, expected: Buffer): Promise<boolean> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(block), 0, block, at)
  return bytesRead === block && buffer.equals(expected)
}

/** The memory gives the file up, so that the next read asks the disk: dd's own idiom (coreutils manual, `oflag=nocache`). */
async function forget({ run, signal }: SelfTest, file: string): Promise<void> {
  const args = [`of=${file}`, 'if=/dev/null', 'oflag=nocache', 'conv=notrunc,fdatasync', 'count=0', 'status=none']
  await run('dd', args, { timeout, signal })
}

async function used(file: string): Promise<number> {
  const handle = await open(file)
  try {
    return (await handle.stat()).blocks
  } finally {
    await handle.close()
  }
}

/** Whether who holds a lock keeps others from it. */
async function isLocked({ run, signal }: SelfTest, file: string): Promise<boolean> {
  const lock = (code: number): string[] => ['--exclusive', '--nonblock', '--conflict-exit-code', String(code), file]
  try {
    await run('flock', [...lock(notHeld), 'flock', ...lock(heldByUs), 'true'], { timeout, signal })
    return false
  } catch (error) {
    if (error instanceof CommandError && error.exit === heldByUs) return true
    throw error
  }
}
