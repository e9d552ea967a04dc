import { copyFile, mkdir, rename, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../lib/exec.ts'
import { runContained } from '../lib/tools/contained.ts'
import { unsquash } from '../lib/tools/squashfs.ts'
import { copyTree } from './copy-tree.ts'
import { folderKey, keyOf } from './digest.ts'
import type { Layer } from './layer.ts'
import { places } from './places.ts'

/** The initrd of a layer with our hooks and boot script, made by the layer's own initramfs-tools; cached by both. */
export async function initrd(layer: Layer, epoch: number, signal: AbortSignal): Promise<string> {
  const hooks = await folderKey(join(places.overlay(), 'etc/initramfs-tools'))
  const file = join(places.initrds(), keyOf([layer.key, hooks]))
  if (existsSync(file)) return file
  const tree = places.work('initrd-tree')
  await unsquash(join(layer.folder, 'base.squashfs'), tree, signal)
  await run('tar', ['--extract', '--file', join(layer.folder, 'etc.tar'), '--directory', tree], {
    timeout: 60_000,
    signal,
  })
  await copyTree(places.overlay(), tree)
  await runContained('chroot', [tree, 'mkinitramfs', '-o', '/tmp/initrd', layer.kernel], {
    // SOURCE_DATE_EPOCH makes mkinitramfs give the same bytes each time.
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', SOURCE_DATE_EPOCH: String(epoch) },
    timeout: 300_000,
    signal,
  })
  await mkdir(places.initrds(), { recursive: true })
  await copyFile(join(tree, 'tmp/initrd'), places.work('initrd'))
  await rename(places.work('initrd'), file)
  await rm(tree, { recursive: true })
  return file
}
