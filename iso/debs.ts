import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { link, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { CommandError, run } from '../lib/exec.ts'
import { download } from '../lib/tools/apt.ts'
import type { StepProgress } from '../lib/steps.ts'
import type { Archive } from './archive.ts'
import { debName } from './lock.ts'
import type { Lock, LockedPackage } from './lock.ts'
import { suite } from './packages.ts'
import { pooled } from './pooled.ts'

/** Packages a call of apt's downloader: many enough to be quick, few enough to show progress. */
const BATCH = 24

export interface FetchContext {
  /** Folder that keeps every package ever fetched, by name and version. */
  readonly cache: string
  /** Asked only when something is missing, so that a full cache needs no network. */
  readonly archive: () => Promise<Archive>
  readonly signal: AbortSignal
  readonly progress: (progress: StepProgress) => void
}

/**
 * Brings the cache to hold every package of the lock, checked against it.
 * @returns bytes that had to be fetched.
 * @throws VmpError `image.packageGone` naming the first that is nowhere to be had.
 */
export async function fetchPackages(lock: Lock, { cache, archive, signal, progress }: FetchContext): Promise<number> {
  await mkdir(cache, { recursive: true })
  const present = await pooled(lock.packages, (item) => isIntact(join(cache, debName(item)), item))
  const missing = lock.packages.filter((_, index) => !present[index])
  const total = bytesOf(lock.packages)
  let done = total - bytesOf(missing)
  progress({ done, total, unit: 'bytes' })
  if (missing.length === 0) return 0
  const from = await archive()
  for (let index = 0; index < missing.length; index += BATCH) {
    const batch = missing.slice(index, index + BATCH)
    await fetchBatch(batch, { cache, archive: from, signal })
    done += bytesOf(batch)
    progress({ done, total, unit: 'bytes' })
  }
  return bytesOf(missing)
}

const bytesOf = (packages: readonly LockedPackage[]): number => packages.reduce((sum, { size }) => sum + size, 0)

async function isIntact(file: string, { size, sha256 }: LockedPackage): Promise<boolean> {
  try {
    if ((await stat(file)).size !== size) return false
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false
    throw error
  }
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  return hash.digest('hex') === sha256
}

async function fetchBatch(
  batch: readonly LockedPackage[],
  { cache, archive, signal }: { cache: string; archive: Archive; signal: AbortSignal },
): Promise<void> {
  const gone = ({ name, version }: LockedPackage, cause?: unknown): VmpError =>
    new VmpError('image.packageGone', { package: `${name}=${version}` }, { cause })
  const files = batch.map((item) => {
    const base = item.archive === 'security' ? archive.security : archive.main
    if (base === undefined) throw gone(item)
    // A name of its own until it is complete: a killed download leaves nothing that looks like a package.
    return { item, uri: `${base}/${item.path.replaceAll('+', '%2b')}`, file: join(cache, `.${debName(item)}.part`) }
  })
  try {
    await download(
      files.map(({ item, uri, file }) => ({ uri, file, sha256: item.sha256 })),
      { signal },
    )
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    for (const { item, file } of files) if (!(await isIntact(file, item))) throw gone(item, error)
    throw error
  } finally {
    for (const { item, file } of files) {
      if (await isIntact(file, item)) await rename(file, join(cache, debName(item)))
      else await rm(file, { force: true })
    }
  }
}

/** Makes a flat repository of exactly the lock's packages: links into the cache, and an index. */
export async function makeRepository(lock: Lock, cache: string, folder: string, signal: AbortSignal): Promise<void> {
  await mkdir(folder, { recursive: true })
  const stanzas = await pooled(lock.packages, async (item) => {
    const name = debName(item)
    await link(join(cache, name), join(folder, name))
    const { stdout } = await run('dpkg-deb', ['--field', join(folder, name)], { timeout: 30_000, signal })
    return `${stdout.trimEnd()}\nFilename: ./${name}\nSize: ${item.size}\nSHA256: ${item.sha256}\n`
  })
  const index = stanzas.join('\n')
  await writeFile(join(folder, 'Packages'), index)
  // mmdebstrap tells the essential packages by the archive's name, which only a Release file gives.
  const digest = createHash('sha256').update(index).digest('hex')
  await writeFile(
    join(folder, 'Release'),
    `Suite: ${suite}\nCodename: ${suite}\nSHA256:\n ${digest} ${Buffer.byteLength(index)} Packages\n`,
  )
}
