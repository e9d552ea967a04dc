/** What the kernel has built on disks: arrays, volumes, mounts. Before anything is written all of it is taken apart. */
import { setTimeout as sleep } from 'node:timers/promises'
import { VmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'
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

/** Layers of volumes on arrays on volumes that anybody would build, and then some for what is busy for a moment. */
const mostRounds = 24
/** Milliseconds until what is busy is tried again: udev looks at whatever changed. */
const pauseMs = 250

/**
 * Stops every array and volume that stands on these disks, whoever made them and whatever they are called: each is found
 * through its disk, never by its name. Nothing on the disks changes.
 * @throws VmpError `install.diskInUse`; CommandError of what cannot be stopped
 */
export async function release(tools: Tools, disks: readonly string[]): Promise<void> {
  let busy: unknown
  for (let round = 0; disks.length > 0; round += 1) {
    const tree = await treeOf(tools, disks)
    refuseUsed(tree)
    const built = tree.flatMap(upsideDown).filter((node) => !isOnDisk(node))
    // Those on which nothing stands. What is on two disks is listed with both, what stands on it perhaps with one of them.
    const under = new Set(built.filter(({ children }) => children.length > 0).map(({ path }) => path))
    const top = new Map(built.filter(({ path }) => !under.has(path)).map((node) => [node.path, node]))
    if (top.size === 0) return
    if (round >= mostRounds) throw busy ?? new VmpError('install.diskInUse', usedBy(tree, built))
    busy = undefined
    for (const node of top.values()) {
      try {
        await stop(tools, node)
      } catch (error) {
        if (!(error instanceof CommandError)) throw error
        busy = error
      }
    }
    await settled(tools)
    if (busy !== undefined) await sleep(pauseMs, undefined, { signal: tools.signal })
  }
}

const usedBy = ([disk]: readonly BlockNode[], [node]: readonly BlockNode[]) => ({
  disk: disk?.path ?? '?',
  part: node?.path ?? '?',
  where: '/dev',
})

async function stop({ run, signal }: Tools, { path, kernelName }: BlockNode): Promise<void> {
  if (kernelName.startsWith('md')) {
    await run('mdadm', stopArgs(path), { timeout: quickly, signal })
    return
  }
  if (!kernelName.startsWith('dm-')) throw new VmpError('install.diskInUse', { disk: path, part: path, where: path })
  // Volumes, encrypted ones too: lsblk's path is /dev/mapper/NAME.
  await run('dmsetup', ['remove', '--retry', path], { timeout: quickly, signal })
}
