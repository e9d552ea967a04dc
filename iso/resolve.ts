import { mkdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { CommandError } from '../lib/exec.ts'
import { writeFileSafely } from '../lib/files.ts'
import { aptRoot } from '../lib/tools/apt.ts'
import { aptArchives, findArchive, machineMirrors } from './archive.ts'
import type { Archive } from './archive.ts'
import { keyOf } from './digest.ts'
import { findLayer, layerKey } from './layer.ts'
import type { Layer } from './layer.ts'
import { lockOf, readLock } from './lock.ts'
import type { Lock } from './lock.ts'
import { architecture, packageList } from './packages.ts'
import type { PackageChoice } from './packages.ts'
import { places } from './places.ts'

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg'

export interface Wanted extends PackageChoice {
  readonly mirror?: string | undefined
  /** A lock file to repeat. */
  readonly lock?: string | undefined
  /** Ask the archive for newer packages, although a layer of these packages is there. */
  readonly update: boolean
}

export interface Resolved {
  readonly lock: Lock
  /** The layer of exactly these packages, if it was made before. */
  readonly layer: Layer | undefined
  /** Finds the archive, once, when something has to be fetched. */
  readonly archive: () => Promise<Archive>
}

/**
 * Decides which packages the image is made of: those of the lock file; else those of the layer made before for the
 * same wish; else what the archive offers now.
 */
export async function resolvePackages(wanted: Wanted, signal: AbortSignal): Promise<Resolved> {
  const machine = await machineMirrors()
  let found: Promise<Archive> | undefined
  const archive = async (): Promise<Archive> => {
    await mkdir(places.work(), { recursive: true })
    found ??= findArchive(wanted.mirror, machine, places.work(), signal)
    return found
  }
  if (wanted.lock !== undefined) {
    const lock = await readLock(wanted.lock)
    return { lock, layer: await findLayer(await layerKey(lock)), archive }
  }
  const packages = packageList(wanted)
  const request = join(places.requests(), keyOf([packages, wanted.mirror ?? machine]))
  const known = wanted.update ? undefined : await knownLayer(request)
  if (known) return { ...known, archive }
  const lock = await askArchive(packages, await archive(), signal)
  const key = await layerKey(lock)
  // Written before the layer is there: a request whose layer is missing is asked again.
  writeFileSafely(request, `${key}\n`)
  return { lock, layer: await findLayer(key), archive }
}

async function knownLayer(request: string): Promise<{ lock: Lock; layer: Layer } | undefined> {
  let key: string
  try {
    key = (await readFile(request, 'utf8')).trim()
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
  const layer = await findLayer(key)
  if (!layer) return undefined
  const lock = await readLock(join(layer.folder, 'lock.json'))
  // Made by an older version of this program, or with another Node.
  return (await layerKey(lock)) === key ? { lock, layer } : undefined
}

async function askArchive(packages: readonly string[], archive: Archive, signal: AbortSignal): Promise<Lock> {
  if (!existsSync(keyring)) throw new VmpError('image.noKeyring', { keyring })
  const apt = await aptRoot({ folder: places.work('apt'), keyring, architecture, archives: aptArchives(archive) })
  try {
    await apt.update({ signal })
    return lockOf(await apt.resolve(packages, { signal }), archive)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    const unknown = /Unable to locate package (\S+)|Package '?(\S+?)'? has no installation candidate/.exec(
      error.stderrTail,
    )
    if (unknown)
      throw new VmpError('image.packageUnknown', { package: unknown[1] ?? unknown[2] ?? '?' }, { cause: error })
    throw new VmpError(
      'image.archiveFailed',
      { mirror: archive.main, problem: error.stderrTail || '-' },
      { cause: error },
    )
  }
}
