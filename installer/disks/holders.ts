/** What the kernel has built on disks: arrays, volumes, mounts. Before anything is written all of it is taken apart. */
import { VmpError } from '../../lib/errors.ts'
import { blockTreeArgs, parseBlockTree } from '../../lib/tools/lsblk.ts'
import type { BlockNode } from '../../lib/tools/lsblk.ts'
import { stopArgs } from '../../lib/tools/mdadm.ts'
import { quickly, settled } from './tools.ts'
import type { Tools } from './tools.ts'

export async function treeOf({ run, signal }: Tools, disks: readonly string[]): Promise<BlockNode[]> {
  const { stdout } = await run('lsblk', [...blockTreeArgs, ...disks], { timeout: quickly, signal })
  return parseBlockTree(stdout)
}

const isOnDisk = ({ type }: BlockNode): boolean => type === 'disk' || type === 'part'

/** Everything below a node, what stands on something before that. */
function upsideDown(node: BlockNode): BlockNode[] {
  return [...node.children.flatMap(upsideDown), node]
}

/** @throws VmpError `install.diskInUse` when something of a disk is mounted, swapped to, or held by what is no array or volume. */
export function refuseUsed(tree: readonly BlockNode[]): void {
  for (const disk of tree) {
    for (const { path, type, mountPoints } of upsideDown(disk)) {
      const where = mountPoints[0] ?? (type === 'loop' ? path : undefined)
      if (where !== undefined) throw new VmpError('install.diskInUse', { disk: disk.path, part: path, where })
    }
  }
}

/** Layers of volumes on arrays on volumes that anybody would build, and then some. */
const mostLayers = 12

/**
 * Stops every array and volume that stands on these disks, whoever made them and whatever they are called: each is found
 * through its disk, never by its name. Nothing on the disks changes.
 * @throws VmpError `install.diskInUse`
 */
export async function release(tools: Tools, disks: readonly string[]): Promise<void> {
  if (disks.length === 0) return
  for (let layer = 0; layer < mostLayers; layer += 1) {
    const tree = await treeOf(tools, disks)
    refuseUsed(tree)
    const built = tree.flatMap(upsideDown).filter((node) => !isOnDisk(node))
    // Those on which nothing stands; what is on two disks is listed with both.
    const top = new Map(built.filter(({ children }) => children.length === 0).map((node) => [node.path, node]))
    if (top.size === 0) return
    for (const node of top.values()) await stop(tools, node)
    await settled(tools)
  }
  const [disk = '?'] = disks
  throw new VmpError('install.diskInUse', { disk, part: disk, where: '/dev' })
}

async function stop({ run, signal }: Tools, { path, kernelName }: BlockNode): Promise<void> {
  if (kernelName.startsWith('md')) {
    await run('mdadm', stopArgs(path), { timeout: quickly, signal })
    return
  }
  if (!kernelName.startsWith('dm-')) throw new VmpError('install.diskInUse', { disk: path, part: path, where: path })
  // Volumes, encrypted ones too: lsblk's path is /dev/mapper/NAME.
  await run('dmsetup', ['remove', '--retry', path], { timeout: quickly, signal })
}
