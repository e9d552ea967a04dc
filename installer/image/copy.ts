/** The image's files into a folder of their own on the mirror of the slots, and read back from each of its disks. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { syncFolder } from '../../lib/files.ts'
import type { StepProgress } from '../../lib/steps.ts'
import { copyArgs, forgetArgs, parseRead } from '../../lib/tools/dd.ts'
import { imageFolder } from '../layout.ts'
import type { ImageSource, SourceFile } from './source.ts'

export interface CopyContext {
  readonly run: typeof run
  readonly signal: AbortSignal
  readonly progress: (progress: StepProgress) => void
  /** Root of the mirror. */
  readonly system: string
  /** Milliseconds of a clock that nobody sets. */
  readonly elapsed: () => number
}

/** Milliseconds for one file on the slowest disk that anybody would wait for: 1 MB/s. */
const limitOf = (size: number): number => 120_000 + size / 1000

const totalOf = (files: readonly SourceFile[]): number => files.reduce((sum, { size }) => sum + size, 0)

/** A folder that holds all of an image, or nothing under its name: copied beside, renamed by `keepImage`. */
const beside = (system: string, id: string): string => join(system, `${imageFolder(id)}.new`)

/** Bytes, rate and time left come with each second. */
export async function copyImage(context: CopyContext, { manifest, files }: ImageSource): Promise<void> {
  const { run: runTool, signal, system } = context
  const folder = beside(system, manifest.id)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const tell = progressOf(context, totalOf(files))
  let before = 0
  for (const { name, path, size } of files) {
    await runTool('dd', copyArgs(path, join(folder, name)), {
      timeout: limitOf(size),
      signal,
      env: { ...process.env, LC_ALL: 'C' },
      onLine(line, stream) {
        const said = stream === 'stderr' ? parseRead(line) : undefined
        if (said !== undefined) tell(before + said.bytes)
      },
    })
    before += size
    tell(before)
  }
  syncFolder(folder)
}

/**
 * Reads every file from one disk, past the memory: from the first disk its digest is computed; from the others it is compared
 * with what it was copied from, which `gate` has proved, and which is many times as fast.
 * @param from Which disk is read, for the words of an error.
 * @throws VmpError `install.imageWrong`
 */
export async function verifyImage(
  context: CopyContext,
  { manifest, files }: ImageSource,
  { from, part, parts }: { from: string; part: number; parts: number },
): Promise<void> {
  const { run: runTool, signal, system } = context
  const total = totalOf(files)
  const tell = progressOf(context, total * parts)
  let before = total * part
  for (const { name, path, size, sha256 } of files) {
    const file = join(beside(system, manifest.id), name)
    await runTool('dd', forgetArgs(file), { timeout: limitOf(size), signal })
    const onRead = (read: number): void => tell(before + read)
    const right =
      part === 0 ? (await digestOf(file, signal, onRead)) === sha256 : await isSame(file, path, size, signal, onRead)
    if (!right) throw new VmpError('install.imageWrong', { file: name, disk: from })
    before += size
  }
}

const piece = 2 ** 20

async function digestOf(file: string, signal: AbortSignal, onRead: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256')
  let read = 0
  for await (const chunk of createReadStream(file, { highWaterMark: piece, signal })) {
    hash.update(chunk as Buffer)
    read += (chunk as Buffer).length
    onRead(read)
  }
  return hash.digest('hex')
}

/** Whether two files of that size are the same, byte for byte. */
async function isSame(
  file: string,
  source: string,
  size: number,
  signal: AbortSignal,
  onRead: (bytes: number) => void,
): Promise<boolean> {
  const [one, other] = [await open(file), await open(source)]
  try {
    if ((await one.stat()).size !== size) return false
    const [mine, theirs] = [Buffer.alloc(piece), Buffer.alloc(piece)]
    for (let read = 0; read < size;) {
      signal.throwIfAborted()
      const length = Math.min(piece, size - read)
      await Promise.all([whole(one, mine, length, read), whole(other, theirs, length, read)])
      if (!mine.subarray(0, length).equals(theirs.subarray(0, length))) return false
      read += length
      onRead(read)
    }
    return true
  } finally {
    await Promise.all([one.close(), other.close()])
  }
}

/** A read may give less than was asked for; at the end of a file that became shorter what is missing stays zero. */
async function whole(handle: FileHandle, buffer: Buffer, length: number, position: number): Promise<void> {
  buffer.fill(0, 0, length)
  for (let got = 0; got < length;) {
    const { bytesRead } = await handle.read(buffer, got, length - got, position + got)
    if (bytesRead === 0) return
    got += bytesRead
  }
}

/** From here on the image is there. */
export async function keepImage(system: string, { manifest }: ImageSource): Promise<void> {
  const folder = join(system, imageFolder(manifest.id))
  await rm(folder, { recursive: true, force: true })
  await rename(beside(system, manifest.id), folder)
  syncFolder(dirname(folder))
}

/** Milliseconds between two words about it. */
const often = 500

/** The time left from the rate so far. */
function progressOf({ progress, elapsed }: CopyContext, total: number): (done: number) => void {
  const since = elapsed()
  let first: number | undefined
  let last = -Infinity
  return (done) => {
    const now = elapsed()
    first ??= done
    if (now - last < often && done < total) return
    last = now
    const copied = done - first
    const left = copied > 0 ? Math.round(((now - since) / copied) * (total - done)) : undefined
    progress({ done, total, unit: 'bytes', ...(left === undefined ? {} : { left }) })
  }
}
