/** What a technician sends: parts, each a text without secrets. A part that cannot be had says so in its place. */
import { open } from 'node:fs/promises'
import type { run } from '../exec.ts'
import { asVmpError } from '../errors.ts'
import { redact } from '../redact.ts'

export interface Part {
  /** Its file in an archive: `storage/lsblk.txt`. */
  readonly name: string
  /** Where it is from: a command line, a file. */
  readonly title: string
  readonly read: (signal?: AbortSignal) => Promise<string>
}

export interface ReadPart extends Pick<Part, 'name' | 'title'> {
  readonly text: string
  /** Why there is nothing of it. */
  readonly problem: string | null
}

/** Milliseconds for one program: a disk that hangs must not keep the rest from being told. */
const within = 15_000

/** The end of a file that is longer than this is enough, bytes. */
const longestFile = 8 * 1024 * 1024

export function programPart(runTool: typeof run, name: string, command: string, args: readonly string[]): Part {
  return {
    name,
    title: [command, ...args].join(' '),
    async read(signal) {
      const { stdout, stderr } = await runTool(command, args, { timeout: within, anyExit: true, signal })
      return stdout + stderr
    },
  }
}

export const filePart = (name: string, path: string): Part => ({ name, title: path, read: () => endOf(path) })

/** Something that this program knows itself. */
export const valuePart = (name: string, title: string, value: (signal?: AbortSignal) => unknown): Part => ({
  name,
  title,
  read: async (signal) => JSON.stringify(await value(signal), undefined, 2) ?? '',
})

export interface ReadOptions {
  /** Texts that are known to be secret. */
  readonly secrets: readonly string[]
  /** Characters; of what is longer the end is kept. */
  readonly longest: number
  readonly signal?: AbortSignal | undefined
}

/** Never fails because of the part; only when `signal` aborts. */
export async function readPart(part: Part, { secrets, longest, signal }: ReadOptions): Promise<ReadPart> {
  const { name, title } = part
  try {
    // Cut afterwards: half of a secret is not known as one.
    const text = redact((await part.read(signal)).trimEnd(), secrets)
    return { name, title, text: text.length > longest ? `…${text.slice(-longest)}` : text, problem: null }
  } catch (error) {
    if (signal?.aborted) throw asVmpError(error)
    const problem = redact(error instanceof Error ? error.message : String(error), secrets)
    return { name, title, text: `(${problem})`, problem }
  }
}

/** Files of /proc are of no size, and are read to their end. */
async function endOf(path: string): Promise<string> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    if (size <= longestFile) return await handle.readFile('utf8')
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestFile), 0, longestFile, size - longestFile)
    const text = buffer.toString('utf8', 0, bytesRead)
    // The first line is only half of one.
    return text.slice(text.indexOf('\n') + 1)
  } finally {
    await handle.close()
  }
}
