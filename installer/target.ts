/** The new host's file systems while they are being filled: mounted below one folder, and let go of whatever happens. */
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { mountArgs } from '../lib/tools/mount.ts'
import { quickly, patiently } from './disks/tools.ts'
import type { Tools } from './disks/tools.ts'
import { mounts, sharedState, slotState, systemFileSystem, volumeDevice } from './layout.ts'
import type { Plan } from '../answer/plan.ts'

/** Below the installation's folder. */
export const places = (folder: string) =>
  ({
    system: join(folder, 'system'),
    state: join(folder, 'state'),
    esps: join(folder, 'esps'),
    root: join(folder, 'root'),
    memory: join(folder, 'memory'),
    image: join(folder, 'image'),
    scratch: join(folder, 'scratch'),
  }) as const

/**
 * The folder itself is a file system in memory that no other mount namespace shares: what is mounted below it would stay
 * mounted in those of services, and with it the disks would stay in use.
 */
export async function mountFolder({ run, signal }: Tools, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const options = { timeout: quickly, signal }
  await run('mount', ['--types', 'tmpfs', '--options', 'mode=0700', 'vmp-install', folder], options)
  await run('mount', ['--make-private', folder], options)
}

export async function mountSystem({ run, signal }: Tools, device: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  await run('mount', mountArgs({ device, folder, type: systemFileSystem, options: ['nodev', 'nosuid'] }), {
    timeout: patiently,
    signal,
  })
}

export async function mountVolume(
  { run, signal }: Tools,
  { volumes }: Plan,
  name: 'state' | 'cluster' | 'local',
  folder: string,
): Promise<void> {
  const volume = volumes.find((one) => one.name === name)
  if (volume === undefined) return
  await mkdir(folder, { recursive: true })
  const device = volumeDevice(volume.group, name)
  await run('mount', mountArgs({ device, folder, type: 'xfs', options: ['nodev', 'nosuid'] }), {
    timeout: patiently,
    signal,
  })
}

/**
 * The host's root as it will be, for hooks: the image with a layer in memory, and over it the folders that outlive a boot,
 * as the initrd mounts them (initramfs-tools/scripts/vmp-disk, vmp_bind_all).
 */
export async function mountRoot(tools: Tools, plan: Plan, folder: string, image: string): Promise<void> {
  const { run, signal } = tools
  const { root, memory, image: lower, state } = places(folder)
  const mount = (args: string[]) => run('mount', args, { timeout: quickly, signal })
  for (const place of [root, memory, lower]) await mkdir(place, { recursive: true })
  await mount(['--types', 'squashfs', '--options', 'ro,loop', image, lower])
  await mount(['--types', 'tmpfs', '--options', 'mode=0755', 'vmp-install', memory])
  for (const layer of ['upper', 'work']) await mkdir(join(memory, layer))
  const layers = `lowerdir=${lower},upperdir=${join(memory, 'upper')},workdir=${join(memory, 'work')}`
  await mount(['--types', 'overlay', '--options', layers, 'vmp-install', root])
  for (const { kind, path } of persistent(await readFile(join(root, 'etc/vmp/persistent'), 'utf8'))) {
    const source = join(state, kind === 'slot' ? slotState('a') : sharedState, 'files', path)
    const target = join(root, path)
    await begin(source, target)
    await mkdir(target, { recursive: true })
    await mount(['--bind', source, target])
  }
  for (const name of ['cluster', 'local'] as const) await mountVolume(tools, plan, name, join(root, mounts[name]))
  for (const place of ['dev', 'proc', 'sys']) await mount(['--rbind', '--make-rslave', `/${place}`, join(root, place)])
}

function persistent(text: string): { kind: 'slot' | 'shared'; path: string }[] {
  return text.split('\n').flatMap((line) => {
    const [, kind, path] = /^(slot|shared)\s+(\/\S+)$/.exec(line) ?? []
    return path === undefined ? [] : [{ kind: kind as 'slot' | 'shared', path }]
  })
}

/** A folder begins as the image has it. */
async function begin(source: string, target: string): Promise<void> {
  if (existsSync(source)) return
  await mkdir(dirname(source), { recursive: true })
  if (existsSync(target)) await cp(target, `${source}.new`, { recursive: true, preserveTimestamps: true })
  else await mkdir(`${source}.new`)
  await rename(`${source}.new`, source)
}

/** Folders on which something is mounted at or below `folder`, the last mounted first (proc_pid_mountinfo(5)). */
export function mountedBelow(mountinfo: string, folder: string): string[] {
  return mountinfo
    .split('\n')
    .map((line) =>
      (line.split(' ')[4] ?? '').replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
        String.fromCharCode(parseInt(octal, 8)),
      ),
    )
    .filter((place) => place === folder || place.startsWith(`${folder}/`))
    .toReversed()
}

/** Unmounts all of it; what was written is on the disks afterwards. */
export async function unmountAll({ run }: Pick<Tools, 'run'>, folder: string): Promise<void> {
  for (const place of mountedBelow(await readFile('/proc/self/mountinfo', 'utf8'), folder))
    await run('umount', [place], { timeout: patiently })
}
