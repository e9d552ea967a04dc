import { cp, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { run } from '../lib/exec.ts'
import { steps } from '../lib/steps.ts'
import type { BuildOptions } from './build.ts'
import { sayingFull } from './disk-full.ts'
import { exclusively } from './exclusive.ts'
import { verifyImage } from './manifest.ts'
import type { Manifest } from '../lib/image/manifest.ts'
import { places } from './places.ts'
import { trustedKeys, trustKey } from './signing.ts'
import { partialFolder, publish, removeLeftovers, setCurrent } from './store.ts'

export interface ImportRequest {
  /** The folder of an image, or a tar file of that folder's content. */
  readonly source: string
  /** The builder's public key, believed from then on. */
  readonly key?: string | undefined
}

interface Input extends ImportRequest {
  readonly partial: string
}

const takeOver = steps<Input>('image.import')
  .step('copy', ({ input: { source, partial }, signal }) =>
    sayingFull(places.images(), () => copy(source, partial, signal)),
  )
  .step('check', async ({ input: { key, partial }, signal, progress }) => {
    const keys = await trustedKeys(key)
    const manifest = await verifyImage(partial, { keys, signal, progress })
    if (key !== undefined) await trustKey(key)
    await publish(partial, keys, signal)
    await setCurrent(manifest.id)
    return manifest
  })

async function copy(source: string, partial: string, signal: AbortSignal): Promise<void> {
  if (await isFolder(source)) {
    await cp(source, partial, { recursive: true, dereference: true })
    return
  }
  // A name that tries to leave the folder is refused by tar itself; what is too much is refused by the manifest.
  const args = ['--extract', '--file', source, '--directory', partial, '--no-same-owner', '--no-same-permissions']
  await run('tar', args, { timeout: 600_000, signal })
}

async function isFolder(source: string): Promise<boolean> {
  try {
    return (await stat(source)).isDirectory()
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT')
      throw new VmpError('image.notFound', { image: source, folder: places.images() }, { cause: error })
    throw error
  }
}

/**
 * Copies an image in, checks it, and makes it the current one; one that fails the check is removed again.
 * @throws VmpError as `verifyImage`, and `image.busy`, `image.notFound`, `disk.full`
 */
export async function importImage(request: ImportRequest, options: BuildOptions = {}): Promise<Manifest> {
  return exclusively(join(places.images(), '.lock'), async () => {
    await removeLeftovers()
    const partial = await partialFolder()
    try {
      return (await takeOver.run({ ...request, partial }, options)).check
    } finally {
      await removeLeftovers()
    }
  })
}
