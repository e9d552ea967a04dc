import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyObject } from 'node:crypto'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { parseManifest } from '../lib/image/manifest.ts'
import type { Manifest } from '../lib/image/manifest.ts'
import { judge, signatureOf } from '../lib/image/signature.ts'
import type { StepProgress } from '../lib/steps.ts'
import { filesBelow, sha256File } from './digest.ts'
import type { Lock } from './lock.ts'
import { isFirmware } from './packages.ts'

const MANIFEST = 'manifest.json'
export const SIGNATURE = 'manifest.json.sig'

export interface ManifestInput {
  readonly id: string
  readonly version: string
  readonly kernel: string
  readonly lock: Lock
}

/** Describes every file of the folder of an image, and signs it. */
export async function writeManifest(
  folder: string,
  { id, version, kernel, lock }: ManifestInput,
  key: KeyObject,
): Promise<Manifest> {
  const files = []
  for (const name of await filesBelow(folder)) {
    const file = join(folder, name)
    files.push({ name, size: (await stat(file)).size, sha256: await sha256File(file) })
  }
  const packages = lock.packages.map((item) => ({ name: item.name, version: item.version }))
  const firmware = packages
    .filter(({ name }) => isFirmware(name))
    .map((item) => ({ package: item.name, version: item.version, licence: `/usr/share/doc/${item.name}/copyright` }))
  const createdAt = new Date(lock.epoch * 1000).toISOString()
  const { suite, architecture } = lock
  const manifest: Manifest = {
    format: 1,
    id,
    version,
    createdAt,
    suite,
    architecture,
    kernel,
    files,
    packages,
    firmware,
  }
  const content = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`)
  await writeFile(join(folder, MANIFEST), content)
  await writeFile(join(folder, SIGNATURE), signatureOf(content, key))
  return manifest
}

/** @throws VmpError `image.damaged` when there is no manifest, or something else in its place. */
export async function readManifest(folder: string): Promise<{ manifest: Manifest; content: Buffer }> {
  const content = await contentOf(folder, MANIFEST)
  const manifest = parseManifest(content)
  if (manifest === undefined) throw new VmpError('image.damaged', { folder, file: MANIFEST })
  return { manifest, content }
}

async function contentOf(folder: string, name: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, name))
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') throw new VmpError('image.missing', { folder, file: name })
    throw error
  }
}

export interface VerifyContext {
  readonly keys: readonly KeyObject[]
  readonly signal?: AbortSignal
  readonly progress?: (progress: StepProgress) => void
}

/**
 * Checks the signature of the manifest, then every file against it.
 * @throws VmpError `image.unsigned`, `image.unknownKey`, `image.altered`, `image.missing`, `image.foreign`, `image.damaged`
 */
export async function verifyImage(folder: string, { keys, signal, progress }: VerifyContext): Promise<Manifest> {
  const { manifest, content } = await readManifest(folder)
  const signature = (await contentOf(folder, SIGNATURE)).toString('utf8')
  const judgement = judge(content, signature, keys)
  if (judgement === 'unknown-key')
    throw new VmpError('image.unknownKey', { folder, key: signature.split(' ')[1] ?? '?' })
  if (judgement === 'bad') throw new VmpError('image.altered', { folder, file: MANIFEST })
  const known = new Set([MANIFEST, SIGNATURE, ...manifest.files.map(({ name }) => name)])
  const foreign = (await filesBelow(folder)).find((name) => !known.has(name))
  if (foreign !== undefined) throw new VmpError('image.foreign', { folder, file: foreign })
  const total = manifest.files.reduce((sum, { size }) => sum + size, 0)
  let done = 0
  for (const { name, size, sha256 } of manifest.files) {
    await checkFile(folder, { name, size, sha256 }, signal)
    done += size
    progress?.({ done, total, unit: 'bytes' })
  }
  return manifest
}

async function checkFile(
  folder: string,
  { name, size, sha256 }: Manifest['files'][number],
  signal: AbortSignal | undefined,
): Promise<void> {
  const file = join(folder, name)
  try {
    if ((await stat(file)).size === size && (await sha256File(file, signal)) === sha256) return
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') throw new VmpError('image.missing', { folder, file: name })
    throw error
  }
  throw new VmpError('image.altered', { folder, file: name })
}
