/** How the sources reach the machine: sysfs and procfs below a root, and tools. Both come in, so tests use a tree of their own. */
import { open, readFile, readdir, realpath } from 'node:fs/promises'
import { join, relative } from 'node:path'

interface ToolOptions {
  /** Text for its standard input. */
  readonly input?: string
  /** What it prints says whether it failed, not its exit code. */
  readonly anyExit?: boolean
}

/** Runs a tool and gives its standard output; rejects when it is missing, fails, or exceeds `timeout` (milliseconds). */
export type RunTool = (
  command: string,
  args: string[],
  options: { timeout: number; signal: AbortSignal } & ToolOptions,
) => Promise<{ stdout: string }>

export interface Reader {
  /** The attribute's text without surrounding blanks; undefined when it is absent or has no value now. */
  readonly text: (path: string) => Promise<string | undefined>
  readonly bytes: (path: string) => Promise<Buffer | undefined>
  /** `length` bytes from `offset` on, of a device that is read by place (an MSR); undefined when they are not all there. */
  readonly bytesAt: (path: string, offset: number, length: number) => Promise<Buffer | undefined>
  /** Names in a folder, sorted; empty when there is none. */
  readonly list: (path: string) => Promise<string[]>
  /** Where a path leads with every symbolic link followed, relative to the root; undefined when it is absent. */
  readonly target: (path: string) => Promise<string | undefined>
  readonly run: (command: string, args: string[], timeout: number, options?: ToolOptions) => Promise<string>
}

/**
 * sysfs answers these for "no value": EINVAL for `carrier` and `speed` of an interface that is down, ENODEV and ENXIO for
 * a device on its way out, EOPNOTSUPP for what a driver does not offer. All else (EIO, EACCES) is a failure worth telling.
 */
const noValue = new Set(['ENOENT', 'ENOTDIR', 'EINVAL', 'ENODEV', 'ENXIO', 'EOPNOTSUPP', 'ENODATA'])

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string' && noValue.has(error.code)) return
  throw error
}

/** A reader of the tree below `root` ('/' on a real machine). */
export function readerOf(root: string, run: RunTool, signal: AbortSignal): Reader {
  const at = (path: string) => join(root, path)
  const bytes = (path: string) => readFile(at(path), { signal }).catch(absent)
  return {
    bytes,
    bytesAt: async (path, offset, length) => {
      const handle = await open(at(path)).catch(absent)
      if (handle === undefined) return undefined
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
        return bytesRead === length ? buffer : undefined
      } finally {
        await handle.close()
      }
    },
    text: async (path) => (await bytes(path))?.toString('utf8').trim(),
    list: async (path) => ((await readdir(at(path)).catch(absent)) ?? []).sort(),
    target: async (path) => {
      const found = await realpath(at(path)).catch(absent)
      return found === undefined ? undefined : relative(await realpath(root), found)
    },
    run: async (command, args, timeout, options) => (await run(command, args, { timeout, signal, ...options })).stdout,
  }
}
