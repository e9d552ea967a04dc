import { appendFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findArchive, machineMirrors } from '../iso/archive.ts'
import type { Archive } from '../iso/archive.ts'
import { packageList, suite } from '../iso/packages.ts'
import { run } from '../lib/exec.ts'
import { runContained } from '../lib/tools/contained.ts'
import type { Figure } from './figures.ts'

const sources = fileURLToPath(new URL('..', import.meta.url))
const HOUR = 3_600_000

/**
 * Image and ISO with nothing cached, beside live-build with the same packages; then the image after a line of code changed.
 * Both fetch their packages from the same archive in the same run; live-build must be installed to be compared.
 */
export async function figures(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'vmp-bench-image-'))
  try {
    const checkout = join(folder, 'checkout')
    await cp(sources, checkout, {
      recursive: true,
      filter: (file) => !['node_modules', '.git'].includes(basename(file)),
    })
    await symlink(join(sources, 'node_modules'), join(checkout, 'node_modules'))
    const build = (...args: string[]): Promise<unknown> =>
      run(join(checkout, 'bin/vmp'), args, {
        env: { ...process.env, VMP_CACHE: join(folder, 'cache'), VMP_STATE: join(folder, 'state') },
        timeout: HOUR,
      })
    const cold = await seconds(async () => {
      await build('image', 'build')
      await build('iso', 'build', '--output', join(folder, 'ours.iso'))
    })
    await appendFile(join(checkout, 'cli/vmp.ts'), "process.env['VMP_BENCH'] = '1'\n")
    const changed = await seconds(() => build('image', 'build'))
    await rm(join(folder, 'cache'), { recursive: true })
    const archive = await findArchive(undefined, await machineMirrors(), folder, new AbortController().signal)
    const peer = await seconds(() => liveBuild(join(folder, 'live-build'), archive))
    return [
      { what: 'image and ISO, nothing cached', unit: 's', better: 'lower', ours: cold, peers: { 'live-build': peer } },
      { what: 'image after a change of code', unit: 's', better: 'lower', ours: changed, wanted: 15 },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

/** An ISO of the same packages, with the same compression, and without what ours has not (installer, indexes). */
async function liveBuild(folder: string, { main, security }: Archive): Promise<void> {
  await mkdir(join(folder, 'config/package-lists'), { recursive: true })
  const mirrors = ['bootstrap', 'chroot', 'binary'].flatMap((stage) => [`--mirror-${stage}`, main])
  const secure = ['chroot', 'binary'].flatMap((stage) => [`--mirror-${stage}-security`, security ?? main])
  const options = [
    '--distribution',
    suite,
    '--archive-areas',
    'main non-free-firmware',
    '--apt-recommends',
    'false',
    '--security',
    String(security !== undefined),
    '--debian-installer',
    'none',
    '--memtest',
    'none',
    '--firmware-chroot',
    'false',
    '--firmware-binary',
    'false',
    '--apt-indices',
    'false',
    '--cache',
    'false',
    '--chroot-squashfs-compression-type',
    'zstd',
    '--chroot-squashfs-compression-level',
    '9',
  ]
  await run('lb', ['config', ...options, ...mirrors, ...secure], { cwd: folder, timeout: 60_000 })
  const list = packageList({ firmware: true, include: [] })
  await writeFile(join(folder, 'config/package-lists/vmp.list.chroot'), `${list.join('\n')}\n`)
  await runContained('lb', ['build'], { cwd: folder, timeout: HOUR })
}
