import { constants } from 'node:fs'
import { chmod, copyFile, cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { VmpError } from '../lib/errors.ts'
import { run } from '../lib/exec.ts'
import { steps } from '../lib/steps.ts'
import type { StepEvent } from '../lib/steps.ts'
import { squash } from '../lib/tools/squashfs.ts'
import { bundle } from './bundle.ts'
import { pruneCache } from './cache.ts'
import { copyTree } from './copy-tree.ts'
import { fetchPackages } from './debs.ts'
import { sha256File } from './digest.ts'
import { requireSpace, sayingFull } from './disk-full.ts'
import { exclusively } from './exclusive.ts'
import { initrd } from './initrd.ts'
import { layerMksquashfs, makeLayer } from './layer.ts'
import { writeManifest } from './manifest.ts'
import type { Manifest } from '../lib/image/manifest.ts'
import { places } from './places.ts'
import { resolvePackages } from './resolve.ts'
import type { Wanted } from './resolve.ts'
import { signingKey } from './signing.ts'
import { partialFolder, publish, removeLeftovers, setCurrent } from './store.ts'

export interface BuildRequest extends Wanted {
  /** Of the product; part of the image's id. */
  readonly version: string
  /** Private key to sign with; the site's own without it. */
  readonly key?: string | undefined
}

interface Input extends BuildRequest {
  readonly partial: string
}

export interface BuildOptions {
  readonly signal?: AbortSignal
  readonly sink?: (event: StepEvent) => void
  /** Milliseconds to wait for another build of this machine to end; without it there is no waiting. */
  readonly wait?: number
}

const GIB = 2 ** 30

const build = steps<Input>('image.build')
  .step('packages', async ({ input, signal, progress, note }) => {
    const resolved = await resolvePackages(input, signal)
    if (resolved.layer) {
      const made = new Date(resolved.lock.epoch * 1000).toISOString().slice(0, 10)
      note('image.layerReused', { count: resolved.lock.packages.length, date: made })
      return resolved
    }
    // Unpacked system, its squashfs, and links to the packages; measured at 2.4 GiB.
    await requireSpace(places.work(), 4 * GIB)
    await sayingFull(places.debs(), async () => {
      const fetched = await fetchPackages(resolved.lock, {
        cache: places.debs(),
        archive: resolved.archive,
        signal,
        progress,
      })
      note('image.fetched', { count: resolved.lock.packages.length, mebibytes: Math.round(fetched / 2 ** 20) })
    })
    return resolved
  })
  .step('system', ({ results: { packages }, signal, progress }) =>
    sayingFull(places.work(), async () => packages.layer ?? (await makeLayer(packages.lock, { signal, progress }))),
  )
  .step('initrd', ({ results, signal }) =>
    sayingFull(places.work(), () => initrd(results.system, results.packages.lock.epoch, signal)),
  )
  .step('program', async ({ results, signal }) =>
    sayingFull(places.work(), async () => {
      const top = places.work('top')
      await mkdir(top, { recursive: true })
      await chmod(top, 0o755)
      const etc = ['--extract', '--file', join(results.system.folder, 'etc.tar'), '--directory', top]
      await run('tar', etc, { timeout: 60_000, signal })
      await copyTree(places.overlay(), top)
      const program = join(top, 'opt/vmp')
      await mkdir(program, { recursive: true })
      await bundle(program)
      for (const folder of ['opt', 'opt/vmp']) await chmod(join(top, folder), 0o755)
      return top
    }),
  )
  .step('image', async ({ input, results, signal, note }) =>
    sayingFull(places.images(), async () => {
      const { folder } = results.system
      const target = join(input.partial, 'host.squashfs')
      await copyFile(join(folder, 'base.squashfs'), target, constants.COPYFILE_FICLONE)
      const { epoch } = results.packages.lock
      await squash(layerMksquashfs(folder), { source: results.program, target, epoch, append: true }, signal)
      await copyFile(join(folder, 'vmlinuz'), join(input.partial, 'vmlinuz'))
      await copyFile(join(folder, 'lock.json'), join(input.partial, 'lock.json'))
      await copyFile(results.initrd, join(input.partial, 'initrd'))
      await cp(join(folder, 'loaders'), join(input.partial, 'loaders'), { recursive: true })
      const id = `${input.version}-${(await sha256File(target, signal)).slice(0, 12)}`
      note('image.made', { id })
      return id
    }),
  )
  .step('sign', async ({ input, results, signal }) =>
    sayingFull(places.images(), async () => {
      const key = await signingKey(input.key)
      const { lock } = results.packages
      const about = { id: results.image, version: input.version, kernel: results.system.kernel, lock }
      const manifest = await writeManifest(input.partial, about, key)
      await publish(input.partial, [key], signal)
      await setCurrent(manifest.id)
      return manifest
    }),
  )

/**
 * Builds an image and makes it the current one. Cancelled, failed or killed, it leaves the images as they were.
 * @throws VmpError `not.root`, `image.busy`, `image.noMirror`, `image.packageGone`, `disk.full`, `cancelled`, …
 */
export async function buildImage(request: BuildRequest, { signal, sink }: BuildOptions = {}): Promise<Manifest> {
  if (process.getuid?.() !== 0) throw new VmpError('not.root', { reason: 'mmdebstrap, chroot' })
  return exclusively(places.lock(), () =>
    exclusively(join(places.images(), '.lock'), async () => {
      await clean()
      const partial = await partialFolder()
      try {
        const results = await build.run({ ...request, partial }, { signal, sink })
        await pruneCache()
        return results.sign
      } finally {
        await clean()
      }
    }),
  )
}

async function clean(): Promise<void> {
  await rm(places.work(), { recursive: true, force: true })
  await mkdir(places.work(), { recursive: true })
  await removeLeftovers()
}
