import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../../../lib/errors.ts'
import { run } from '../../../lib/exec.ts'
import { parseManifest } from '../../../lib/image/manifest.ts'
import { paths } from '../../../lib/paths.ts'

const programs = ['etcd', 'etcdctl', 'etcdutl'] as const

/** Paths of the programs that a host of the current image runs: this machine's own may be of another version. */
export type EtcdPrograms = Readonly<Record<(typeof programs)[number], string>>

/** Takes them out of the image once for each version of the package; tests of the project `system` have an image. */
export async function etcdPrograms(): Promise<EtcdPrograms> {
  const image = paths.state('images', 'current')
  const manifest = parseManifest(await readFile(join(image, 'manifest.json')))
  const version = manifest?.packages.find(({ name }) => name === 'etcd-server')?.version
  if (version === undefined) throw new Error(`no etcd-server in the image ${image}`)
  const parent = paths.cache('test-programs')
  const folder = join(parent, `etcd-${version}`)
  if (!existsSync(folder)) await unpack(join(image, 'host.squashfs'), parent, folder)
  const path = (name: string): string => join(folder, 'usr/bin', name)
  return { etcd: path('etcd'), etcdctl: path('etcdctl'), etcdutl: path('etcdutl') }
}

/** Under a name of its own until it is whole: another test may want it, and this one may be killed. */
async function unpack(squashfs: string, parent: string, folder: string): Promise<void> {
  await mkdir(parent, { recursive: true })
  const work = await mkdtemp(join(parent, '.partial-'))
  const files = programs.map((name) => `usr/bin/${name}`)
  try {
    const target = join(work, 'root')
    await run('unsquashfs', ['-no-progress', '-quiet', '-d', target, squashfs, ...files], { timeout: 60_000 })
    for (const file of files) if (!existsSync(join(target, file))) throw new Error(`no ${file} in ${squashfs}`)
    await rename(target, folder)
  } catch (error) {
    // Another test was quicker.
    if (!isSystemError(error) || !['ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
