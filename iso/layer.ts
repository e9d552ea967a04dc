import { chmod, copyFile, mkdir, readFile, readdir, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { syncFolder } from '../lib/files.ts'
import { run } from '../lib/exec.ts'
import type { StepProgress } from '../lib/steps.ts'
import { runContained } from '../lib/tools/contained.ts'
import { mmdebstrap } from '../lib/tools/mmdebstrap.ts'
import { squash } from '../lib/tools/squashfs.ts'
import type { Program } from '../lib/tools/squashfs.ts'
import { cleanTree } from './clean-tree.ts'
import { makeRepository } from './debs.ts'
import { keyOf, sha256File } from './digest.ts'
import { grubImage, loaders } from './loaders.ts'
import { lockText } from './lock.ts'
import type { Lock } from './lock.ts'
import { architecture, excludedPaths, includedPaths, suite } from './packages.ts'
import { places } from './places.ts'

/**
 * All of the image that the packages determine, made once:
 * `base.squashfs` (everything but /etc and /opt), `etc.tar`, `vmlinuz`, `loaders/`, `tools/`, `lock.json`.
 */
export interface Layer {
  readonly key: string
  readonly folder: string
  /** As `uname -r` says it. */
  readonly kernel: string
}

/** Changed when this file makes something else of the same packages. */
const RECIPE = 2

export async function layerKey(lock: Lock): Promise<string> {
  return keyOf([RECIPE, lock, excludedPaths, includedPaths, grubImage, await sha256File(places.node())])
}

export async function findLayer(key: string): Promise<Layer | undefined> {
  const folder = join(places.layers(), key)
  if (!existsSync(folder)) return undefined
  const now = new Date()
  await utimes(folder, now, now)
  return { key, folder, kernel: (await readFile(join(folder, 'kernel'), 'utf8')).trim() }
}

/** Program and arguments that run the layer's own mksquashfs, with its own libraries. */
export function layerMksquashfs(folder: string): Program {
  const tools = join(folder, 'tools')
  return { command: join(tools, 'ld.so'), args: ['--library-path', tools, join(tools, 'mksquashfs')] }
}

export interface LayerContext {
  readonly signal: AbortSignal
  readonly progress: (progress: StepProgress) => void
}

/** Makes the layer in the work folder and puts it among the others only when it is whole. */
export async function makeLayer(lock: Lock, { signal, progress }: LayerContext): Promise<Layer> {
  const key = await layerKey(lock)
  const tree = places.work('tree')
  const folder = places.work('layer')
  const repository = places.work('repository')
  await mkdir(folder, { recursive: true })
  await makeRepository(lock, places.debs(), repository, signal)
  const total = lock.packages.length * 2
  let done = 0
  await mmdebstrap(
    {
      suite,
      architecture,
      repository,
      packages: lock.packages.map(({ name }) => name),
      target: tree,
      excludedPaths,
      includedPaths,
    },
    { signal, epoch: lock.epoch, onPackage: () => progress({ done: Math.min(++done, total), total, unit: 'items' }) },
  )
  await settle(tree, signal)
  const kernel = (await readdir(join(tree, 'usr/lib/modules')))[0]!
  await loaders(tree, join(folder, 'loaders'), signal)
  await copyFile(join(tree, 'boot', `vmlinuz-${kernel}`), join(folder, 'vmlinuz'))
  await copyTools(tree, join(folder, 'tools'), signal)
  await cleanTree(tree)
  await run('tar', ['--create', '--file', join(folder, 'etc.tar'), '--directory', tree, '--sort=name', 'etc'], {
    timeout: 60_000,
    signal,
  })
  await squash(
    layerMksquashfs(folder),
    { source: tree, target: join(folder, 'base.squashfs'), epoch: lock.epoch, exclude: ['etc', 'opt'] },
    signal,
  )
  await writeFile(join(folder, 'kernel'), `${kernel}\n`)
  await writeFile(join(folder, 'lock.json'), lockText(lock))
  await rm(tree, { recursive: true })
  await run('sync', ['--file-system', folder], { timeout: 300_000, signal })
  await mkdir(places.layers(), { recursive: true })
  await rename(folder, join(places.layers(), key))
  syncFolder(places.layers())
  return { key, folder: join(places.layers(), key), kernel }
}

/** What is ours in the part that seldom changes: nothing starts by itself, and where our program is found. */
async function settle(tree: string, signal: AbortSignal): Promise<void> {
  const preset = 'etc/systemd/system-preset/00-vmp.preset'
  await mkdir(join(tree, 'etc/systemd/system-preset'), { recursive: true })
  await copyFile(join(places.overlay(), preset), join(tree, preset))
  await runContained('chroot', [tree, 'systemctl', 'preset-all', '--preset-mode=full'], { timeout: 60_000, signal })
  const home = join(tree, 'usr/lib/vmp')
  await mkdir(home, { recursive: true })
  await copyFile(places.node(), join(home, 'node'))
  await chmod(join(home, 'node'), 0o755)
  await symlink('../lib/vmp/bin/vmp', join(tree, 'usr/bin/vmp'))
  // The program itself lies in /opt, because only whole folders of the root can be added to a squashfs later.
  for (const name of ['bin', 'templates', 'node_modules', 'package.json'])
    await symlink(`/opt/vmp/${name}`, join(home, name))
}

/** mksquashfs, the loader and the libraries it needs, in one folder. */
async function copyTools(tree: string, tools: string, signal: AbortSignal): Promise<void> {
  await mkdir(tools, { recursive: true })
  const libraries = join(tree, 'usr/lib/x86_64-linux-gnu')
  const program = join(tree, 'usr/bin/mksquashfs')
  await copyFile(join(tree, 'usr/lib64/ld-linux-x86-64.so.2'), join(tools, 'ld.so'))
  const list = await run(join(tools, 'ld.so'), ['--library-path', libraries, '--list', program], {
    timeout: 10_000,
    signal,
  })
  for (const [, file] of list.stdout.matchAll(/ => (\S+) \(/g))
    if (file!.startsWith(libraries)) await copyFile(file!, join(tools, basename(file!)))
  await copyFile(program, join(tools, 'mksquashfs'))
}
