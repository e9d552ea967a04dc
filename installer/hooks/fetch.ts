/** Scripts that the answer names by URL: fetched while the machine is installed, kept in the state by their digest. */
import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScriptHook } from '../../answer/schema.ts'
import { asVmpError, isSystemError, VmpError } from '../../lib/errors.ts'
import { writeFileSafely } from '../../lib/files.ts'
import { redact } from '../../lib/redact.ts'

/** In the state of a slot. */
export const scriptFolder = 'hooks'

interface Source {
  readonly url: string
  readonly sha256: string
}

/** Bytes; as much as an answer may hold of a script, ten times. */
const largest = 655_360
/** Milliseconds for one, from the question to the last byte. */
const limit = 60_000

const fileOf = (state: string, name: string): string => join(state, scriptFolder, `${name}.script`)
const digestOf = (content: Buffer): string => createHash('sha256').update(content).digest('hex')

interface Fetching {
  readonly state: string
  readonly fetch: typeof fetch
  readonly signal: AbortSignal
}

/**
 * Fetches all of them, of both phases: at the first boot the site's server may be out of reach.
 * @throws VmpError `hook.fetchFailed`, `hook.scriptTooLarge`, `hook.scriptAltered`, `cancelled`.
 */
export async function fetchScripts(scripts: readonly ScriptHook[], fetching: Fetching): Promise<void> {
  for (const { name, script } of scripts) if ('url' in script) await keptScript(fetching, name, script)
}

/** Its text: as it was kept, else fetched now. What was kept and is no longer what it was is fetched again. */
export async function keptScript(fetching: Fetching, name: string, source: Source): Promise<string> {
  const file = fileOf(fetching.state, name)
  const kept = await readKept(file)
  if (kept !== undefined && digestOf(kept) === source.sha256) return kept.toString('utf8')
  const content = await download(fetching, name, source)
  const found = digestOf(content)
  if (found !== source.sha256)
    throw new VmpError('hook.scriptAltered', { hook: name, url: redact(source.url), expected: source.sha256, found })
  await mkdir(join(fetching.state, scriptFolder), { recursive: true, mode: 0o700 })
  writeFileSafely(file, content, 0o600)
  return content.toString('utf8')
}

async function download({ fetch, signal }: Fetching, name: string, { url }: Source): Promise<Buffer> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(limit)])
  try {
    const response = await fetch(url, { signal: within, redirect: 'follow' })
    if (!response.ok) throw new Error(`HTTP ${response.status}`)
    return await contentOf(response, name, url)
  } catch (error) {
    if (signal.aborted) throw new VmpError('cancelled', {}, { cause: error })
    if (error instanceof VmpError) throw error
    const problem = within.aborted ? `no whole answer within ${limit / 1000} s` : reasonOf(error)
    throw new VmpError('hook.fetchFailed', { hook: name, url: redact(url), problem }, { cause: error })
  }
}

async function contentOf(response: Response, name: string, url: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > largest)
      throw new VmpError('hook.scriptTooLarge', { hook: name, url: redact(url), most: largest / 1024 })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** fetch says "fetch failed" and has the reason as its cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return asVmpError(cause).code === 'internal' && cause instanceof Error ? cause.message : asVmpError(cause).message
}

async function readKept(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}
