/** The file systems of an installation: what GRUB reads, what firmware reads, and what the host keeps its data on. */
import type { Plan } from '../../answer/plan.ts'
import { ext4Args, fatArgs, xfsArgs } from '../../lib/tools/mkfs.ts'
import { partitions, volumeDevice } from '../layout.ts'
import type { BuiltArray } from './arrays.ts'
import type { PartitionedDisk } from './partition.ts'
import { patiently, quickly } from './tools.ts'
import type { Tools } from './tools.ts'

export async function makeFileSystems(
  { run, signal }: Tools,
  plan: Plan,
  disks: readonly PartitionedDisk[],
  arrays: readonly BuiltArray[],
  each: (done: number, total: number) => void,
): Promise<void> {
  const esps = disks.flatMap(({ parts }) => parts.get('esp') ?? [])
  const system = arrays.find(({ name }) => name === 'system')!
  const all: readonly (readonly [string, string[]])[] = [
    ['mkfs.ext4', ext4Args(system.device, partitions.system.label)],
    ...esps.map(({ path }) => ['mkfs.vfat', fatArgs(path, partitions.esp.label.toUpperCase())] as const),
    ...plan.volumes.map(({ group, name }) => ['mkfs.xfs', xfsArgs(volumeDevice(group, name), `vmp-${name}`)] as const),
  ]
  for (const [index, [program, args]] of all.entries()) {
    each(index, all.length)
    await run(program, args, { timeout: patiently, signal })
  }
  each(all.length, all.length)
}

export async function fileSystemUuid({ run, signal }: Tools, device: string): Promise<string> {
  const { stdout } = await run('blkid', ['--probe', '--match-tag', 'UUID', '--output', 'value', device], {
    timeout: quickly,
    signal,
  })
  return stdout.trim()
}
