import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { CommandError } from '../lib/exec.ts'
import { download } from '../lib/tools/apt.ts'
import type { AptArchive } from '../lib/tools/apt.ts'
import { mirrorCandidates, parseDeb822, parseOneLine, withoutSlash } from './apt-sources.ts'
import type { MirrorCandidates } from './apt-sources.ts'
import { suite } from './packages.ts'

/** Where Debian is fetched from, and when the archive was last published. */
export interface Archive {
  readonly main: string
  /** Missing when no security archive is known or reachable. */
  readonly security: string | undefined
  /** Seconds since 1970: the latest `Date` of its Release files. */
  readonly epoch: number
}

const components = ['main', 'non-free-firmware']

/** Suites of an archive in apt's terms. */
export function aptArchives({ main, security }: Archive): AptArchive[] {
  return [
    { uri: main, suite, components },
    { uri: main, suite: `${suite}-updates`, components },
    ...(security === undefined ? [] : [{ uri: security, suite: `${suite}-security`, components }]),
  ]
}

/**
 * The mirrors named by this machine's apt sources. An empty list is an answer: another distribution.
 * @param folder normally /etc/apt
 */
export async function machineMirrors(folder = '/etc/apt'): Promise<MirrorCandidates> {
  const parts = join(folder, 'sources.list.d')
  const files = [join(folder, 'sources.list'), ...(await namesIn(parts)).map((name) => join(parts, name))]
  const sources = await Promise.all(
    files.map(async (file) => {
      const text = await textOf(file)
      if (file.endsWith('.sources')) return parseDeb822(text)
      return file.endsWith('.list') ? parseOneLine(text) : []
    }),
  )
  return mirrorCandidates(sources.flat())
}

/**
 * Finds an archive that really offers the suite: the mirror given, else those of the machine, asked in turn.
 * @param work a folder for what is fetched on the way
 * @throws VmpError `image.badMirror`, `image.noMirror`
 */
export async function findArchive(
  mirror: string | undefined,
  machine: MirrorCandidates,
  work: string,
  signal: AbortSignal,
): Promise<Archive> {
  const given = mirror === undefined ? undefined : withoutSlash(mirror)
  const main = await firstOffering(given === undefined ? machine.main : [given], suite, work, signal)
  if (!main) {
    if (given !== undefined) throw new VmpError('image.badMirror', { mirror: given, suite })
    throw new VmpError('image.noMirror', { suite })
  }
  // Mirrors that carry the security archive do so beside the main one, under this name.
  const beside = `${main.uri}-security`
  const candidates = given === undefined ? [...machine.security, beside] : [beside, ...machine.security]
  const security = await firstOffering(candidates, `${suite}-security`, work, signal)
  return { main: main.uri, security: security?.uri, epoch: Math.max(main.date, security?.date ?? 0) }
}

async function firstOffering(
  uris: readonly string[],
  wanted: string,
  work: string,
  signal: AbortSignal,
): Promise<{ uri: string; date: number } | undefined> {
  const file = join(work, 'InRelease')
  for (const uri of uris) {
    try {
      await download([{ uri: `${uri}/dists/${wanted}/InRelease`, file }], { signal })
    } catch (error) {
      // A mirror that does not answer, or has no such release, is not the one; the next is asked.
      if (error instanceof CommandError) continue
      throw error
    }
    const date = releaseDate(await readFile(file, 'utf8'), wanted)
    await rm(file)
    if (date !== undefined) return { uri, date }
  }
  return undefined
}

/** When a Release file was made, in seconds since 1970; undefined when it is not Debian's, or of another suite. */
export function releaseDate(text: string, wanted: string): number | undefined {
  const field = (name: string): string | undefined => new RegExp(`^${name}: *(.*)$`, 'm').exec(text)?.[1]
  if (field('Origin') !== 'Debian' || field('Codename') !== wanted) return undefined
  const date = Date.parse(field('Date') ?? '')
  return Number.isNaN(date) ? undefined : date / 1000
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return ''
    throw error
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort()
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return []
    throw error
  }
}
