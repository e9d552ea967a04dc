/** One large file by HTTP into a file of ours: goes on where it broke off, and never writes more than it should be. */
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { asVmpError, isVmpError, VmpError } from './errors.ts'
import { sizeOf } from './files.ts'

export interface DownloadOptions {
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
  /** Bytes that it shall have. */
  readonly size: number
  /** Bytes of this file that are there. */
  readonly onBytes: (bytes: number) => void
  readonly errors: DownloadErrors
  readonly limits?: Partial<DownloadLimits>
}

/** What whoever wants the file says of it. */
export interface DownloadErrors {
  readonly missing: (url: URL) => VmpError
  /** More came than `size`. */
  readonly longer: (url: URL) => VmpError
  /** It broke off again and again. */
  readonly interrupted: (url: URL, problem: string, cause: unknown) => VmpError
}

interface DownloadLimits {
  /** Milliseconds without a byte, after which it is asked for again. */
  readonly stalled: number
  /** Milliseconds before it is asked for again; doubled with each time in a row, up to the longest. */
  readonly pause: number
  readonly longestPause: number
  /** Times in a row that nothing came, and times in all. */
  readonly fruitless: number
  readonly attempts: number
}

const usual: DownloadLimits = { stalled: 30_000, pause: 1000, longestPause: 64_000, fruitless: 6, attempts: 200 }
/** Milliseconds for all of it: ten minutes, and as long as 20 kB/s take. */
const within = (size: number): number => 600_000 + Math.ceil(size / 20)

/**
 * Whether it is the right file shows in its digest, which is not looked at here.
 * @throws VmpError one of `errors`, `disk.full`, `cancelled`
 */
export async function download(url: URL, target: string, options: DownloadOptions): Promise<void> {
  const { size, signal } = options
  const limits = { ...usual, ...options.limits }
  const over = AbortSignal.any([signal, AbortSignal.timeout(within(size))])
  const seen: Seen = { tag: null }
  let fruitless = 0
  for (let attempt = 1; ; attempt += 1) {
    const before = await sizeOf(target)
    if (before === size) return
    try {
      await part(url, target, { ...options, signal: over, stalled: limits.stalled }, seen)
      return
    } catch (error) {
      if (signal.aborted) throw new VmpError('cancelled', {}, { cause: error })
      if (isVmpError(error)) throw error
      fruitless = (await sizeOf(target)) > before ? 0 : fruitless + 1
      if (over.aborted || fruitless >= limits.fruitless || attempt >= limits.attempts)
        throw options.errors.interrupted(url, reasonOf(error), error)
      await pause(Math.min(limits.longestPause, limits.pause * 2 ** fruitless), undefined, { signal }).catch(
        (cause: unknown) => {
          throw new VmpError('cancelled', {}, { cause })
        },
      )
    }
  }
}

interface Seen {
  /** By which the server knows its file (RFC 9110, 8.8.3), of this download's first answer. */
  tag: string | null
}

async function part(
  url: URL,
  target: string,
  { fetch, signal, size, onBytes, errors, stalled }: DownloadOptions & { stalled: number },
  seen: Seen,
): Promise<void> {
  const have = await sizeOf(target)
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(new Error(`nothing came for ${stalled / 1000} s`)), stalled)
  try {
    const onlyIfSame = seen.tag === null ? {} : { 'if-range': seen.tag }
    const headers = have > 0 ? { range: `bytes=${have}-`, ...onlyIfSame } : {}
    const response = await fetch(url, { headers, signal: AbortSignal.any([signal, silence.signal]) })
    await expectFile(response, url, target, errors)
    seen.tag = response.headers.get('etag')
    const start = response.status === 206 ? startOf(response) : 0
    if (start !== 0 && start !== have) throw new Error(`another part came than was asked for: ${start}`)
    const file = await onDisk(open(target, start === 0 ? 'w' : 'a'))
    try {
      let written = start
      for await (const chunk of response.body ?? []) {
        timer.refresh()
        written += chunk.length
        if (written > size) throw errors.longer(url)
        await onDisk(append(file, chunk))
        onBytes(written)
      }
      if (written < size) throw new Error(`it ended after ${written} of ${size} bytes`)
    } finally {
      await file.close()
    }
  } finally {
    clearTimeout(timer)
  }
}

async function expectFile(response: Response, url: URL, target: string, errors: DownloadErrors): Promise<void> {
  const { status } = response
  if (response.ok) return
  await response.body?.cancel()
  if (status === 404 || status === 410) throw errors.missing(url)
  // What is there is longer than the file that the server has now.
  if (status === 416) await rm(target)
  throw new Error(`HTTP ${status}`)
}

const startOf = (response: Response): number =>
  Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? NaN)

const append = (file: FileHandle, chunk: Uint8Array): Promise<void> => file.appendFile(chunk)

/** What fails here is not asked for again. */
async function onDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (error) {
    throw asVmpError(error)
  }
}

/** fetch says "fetch failed" or "terminated", and has the reason as its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? cause.message : String(cause)
}
