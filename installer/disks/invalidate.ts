/**
 * Takes from disks what was on them, what could start first. After the first of these writes no old system starts from a disk
 * any more, whatever follows or does not follow.
 */
import { CommandError } from '../../lib/exec.ts'
import type { BlockNode } from '../../lib/tools/lsblk.ts'
import { wipeArgs } from '../../lib/tools/wipefs.ts'
import { treeOf } from './holders.ts'
import { putBootStub, zeroEnds } from './raw.ts'
import { quickly, settled, undisturbed } from './tools.ts'
import type { Tools } from './tools.ts'

/** EFI system partitions: on GPT, and on a DOS table. */
const espTypes = ['c12a7328-f81f-11d2-ba4b-00a0c93ec93b', '0xef']

const partitionsOf = ({ children }: BlockNode): BlockNode[] => children.filter(({ type }) => type === 'part')

/** Firmware may start a loader from any FAT file system that it can read. */
const couldStart = ({ partitionType, fsType }: BlockNode): boolean =>
  fsType === 'vfat' || (partitionType !== null && espTypes.includes(partitionType))

/** The disks must have been released. Their markers stay. */
export async function invalidate(tools: Tools, disks: readonly string[]): Promise<void> {
  const before = await treeOf(tools, disks)
  for (const { path } of before) await putBootStub(path)
  const all = before.flatMap((disk) => [disk, ...partitionsOf(disk)])
  for (const { path } of all.filter(couldStart)) await forget(tools, path)
  for (const disk of before) {
    for (const { path } of [...partitionsOf(disk), disk]) await forget(tools, path)
    await rereadTable(tools, disk.path)
  }
}

/** Nothing recognizes anything there afterwards: file systems, members of arrays, volumes, tables. Its marker stays. */
export async function forget({ run, signal }: Tools, path: string): Promise<void> {
  await run('wipefs', wipeArgs([path]), { timeout: quickly, signal })
  // What libblkid does not know, or knows only while another part of it is there.
  await zeroEnds(path)
}

/** What an older array of the same shape held lies where the new one begins, far behind the beginning of its members. */
export async function forgetArray({ run, signal }: Tools, path: string): Promise<void> {
  await run('wipefs', wipeArgs([path]), { timeout: quickly, signal })
  await zeroEnds(path, 'array')
}

/** How often udev, which looks at whatever was written, may be in the way. */
const tries = 20

/** Has the kernel take the partition table as it is on the disk now. */
export async function rereadTable(tools: Tools, disk: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    await settled(tools)
    try {
      await undisturbed(tools, disk, 'blockdev', ['--rereadpt', disk])
      break
    } catch (error) {
      if (attempt >= tries || !(error instanceof CommandError) || !/busy/i.test(error.stderrTail)) throw error
    }
  }
  await settled(tools)
}
