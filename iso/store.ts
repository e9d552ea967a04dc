import { mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { randomBytes } from 'node:crypto'
import { isSystemError, isVmpError, VmpError } from '../lib/errors.ts'
import { syncFolder } from '../lib/files.ts'
import { run } from '../lib/exec.ts'
import { namedKey } from '../lib/image/signature.ts'
import { readManifest, SIGNATURE, verifyImage } from './manifest.ts'
import { places } from './places.ts'
import { ownKey } from './signing.ts'
import type { KeyObject } from 'node:crypto'

const PARTIAL = '.partial-'
export const OLD = '.old-'

/** Removes what builds that were killed left among the images. Call it while holding the lock of the images. */
export async function removeLeftovers(): Promise<void> {
  await mkdir(places.images(), { recursive: true })
  for (const name of await readdir(places.images()))
    if (name.startsWith(PARTIAL) || name.startsWith(OLD)) await rm(join(places.images(), name), { recursive: true })
}

/** A new folder beside the images, invisible to everybody until it is published. */
export async function partialFolder(): Promise<string> {
  const folder = join(places.images(), `${PARTIAL}${randomBytes(6).toString('hex')}`)
  await mkdir(folder, { recursive: true })
  return folder
}

/**
 * Puts a finished folder among the images under the id of its manifest. What is there under that id already and is
 * whole stays: it may be being served.
 */
export async function publish(partial: string, keys: readonly KeyObject[], signal?: AbortSignal): Promise<string> {
  const { manifest } = await readManifest(partial)
  const folder = join(places.images(), manifest.id)
  await run('sync', ['--file-system', partial], { timeout: 300_000, signal })
  if (existsSync(folder)) {
    if (await sameAndWhole(partial, folder, keys)) {
      await rm(partial, { recursive: true })
      return folder
    }
    await rename(folder, join(places.images(), `${OLD}${basename(partial)}`))
  }
  await rename(partial, folder)
  syncFolder(places.images())
  await removeLeftovers()
  return folder
}

async function sameAndWhole(partial: string, folder: string, keys: readonly KeyObject[]): Promise<boolean> {
  try {
    const [made, found] = await Promise.all([partial, folder].map((place) => readFile(join(place, SIGNATURE), 'utf8')))
    if (made !== found) return false
    await verifyImage(folder, { keys })
    return true
  } catch (error) {
    if (isVmpError(error) || isSystemError(error)) return false
    throw error
  }
}

/** Makes an image the one to serve, in one step. */
export async function setCurrent(id: string): Promise<void> {
  const beside = join(places.images(), `${PARTIAL}current`)
  await rm(beside, { force: true })
  await symlink(id, beside)
  await rename(beside, join(places.images(), 'current'))
  syncFolder(places.images())
}

async function currentId(): Promise<string | undefined> {
  try {
    return basename(await readlink(join(places.images(), 'current')))
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** Whether the current image was built and signed here: not when there is none, nor when another builder's was imported. */
export async function currentIsOwn(): Promise<boolean> {
  try {
    const signature = await readFile(join(places.images(), 'current', SIGNATURE), 'utf8')
    return namedKey(signature, await ownKey()) !== undefined
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false
    throw error
  }
}

export interface ListedImage {
  readonly id: string
  readonly current: boolean
  readonly createdAt: string
  /** Bytes of all files. */
  readonly size: number
  readonly packages: number
  /** It has no manifest that can be read. */
  readonly damaged: boolean
}

/** Every image, by id. Nothing is verified. */
export async function listImages(): Promise<ListedImage[]> {
  const current = await currentId()
  const names = existsSync(places.images()) ? await readdir(places.images()) : []
  const images: ListedImage[] = []
  for (const name of names.sort()) {
    if (name.startsWith('.') || name === 'current') continue
    images.push(await listed(name, name === current))
  }
  return images
}

async function listed(id: string, current: boolean): Promise<ListedImage> {
  try {
    const { createdAt, files, packages } = (await readManifest(join(places.images(), id))).manifest
    const size = files.reduce((sum, file) => sum + file.size, 0)
    return { id, current, createdAt, size, packages: packages.length, damaged: false }
  } catch (error) {
    if (!isVmpError(error)) throw error
    return { id, current, createdAt: '', size: 0, packages: 0, damaged: true }
  }
}

/**
 * The folder of an image: named by id, or by path, else the current one.
 * @throws VmpError `image.none`, `image.notFound`
 */
export async function imageFolder(name?: string): Promise<string> {
  if (name === undefined) {
    const current = await currentId()
    if (current === undefined) throw new VmpError('image.none', { folder: places.images() })
    return join(places.images(), current)
  }
  const known = join(places.images(), name)
  const folder = !name.includes('/') && existsSync(known) ? known : resolve(name)
  if (!existsSync(folder)) throw new VmpError('image.notFound', { image: name, folder: places.images() })
  return folder
}
