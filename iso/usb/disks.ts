/** USB disks that a medium may be written to, and why another may not. A disk that cannot be taken out is never one of them. */
import { VmpError } from '../../lib/errors.ts'
import { run } from '../../lib/exec.ts'
import { blockTreeArgs, parseBlockTree } from '../../lib/tools/lsblk.ts'
import type { BlockNode } from '../../lib/tools/lsblk.ts'

export interface UsbContent {
  readonly path: string
  /** Bytes. */
  readonly size: number
  readonly fsType: string | null
  readonly label: string | null
  readonly mountPoints: readonly string[]
}

export interface UsbDisk {
  readonly path: string
  readonly vendor: string | null
  readonly model: string | null
  readonly serial: string | null
  /** Bytes. */
  readonly size: number
  /** What has to be typed before it is written: its serial number, or, without one, its name and size. */
  readonly confirmation: string
  /** The disk's own file system when it has one, then its partitions and what stands on them. */
  readonly contents: readonly UsbContent[]
  /** Why it cannot be written now. */
  readonly problem: VmpError | null
}

export async function blockTree(signal?: AbortSignal): Promise<BlockNode[]> {
  const { stdout } = await run('lsblk', blockTreeArgs, { timeout: 20_000, signal })
  return parseBlockTree(stdout)
}

/** USB, and of a kind that people plug in and out; card readers without a card have no size. */
const isUsb = (node: BlockNode): boolean =>
  node.type === 'disk' && node.transport === 'usb' && (node.removable || node.hotplug) && node.size > 0

export const usbDisks = (tree: readonly BlockNode[]): UsbDisk[] => tree.filter(isUsb).map(described)

/**
 * @param device Path of a whole disk, symbolic links resolved.
 * @throws VmpError `usb.notThere`, `usb.notWhole`, `usb.notRemovable`; `usb.mounted`, `usb.inUse`, `usb.readOnly`, `usb.sectors`
 */
export function usableDisk(tree: readonly BlockNode[], device: string): UsbDisk {
  const disk = tree.find(({ path }) => path === device)
  if (disk === undefined) {
    const whole = tree.find((node) => below(node).some(({ path }) => path === device))
    if (whole !== undefined) throw new VmpError('usb.notWhole', { device, disk: whole.path })
    throw new VmpError('usb.notThere', { device })
  }
  if (!isUsb(disk)) throw new VmpError('usb.notRemovable', { device })
  const found = described(disk)
  if (found.problem !== null) throw found.problem
  return found
}

function described(disk: BlockNode): UsbDisk {
  const { path, vendor, model, serial, size, fsType } = disk
  const parts = below(disk)
  const contents = (fsType === null || disk.tableType !== null ? parts : [disk, ...parts]).map(contentOf)
  const confirmation = serial ?? `${path.split('/').at(-1)}-${size}`
  return { path, vendor, model, serial, size, confirmation, contents, problem: problemOf(disk) }
}

const contentOf = ({ path, size, fsType, label, partitionLabel, mountPoints }: BlockNode): UsbContent => ({
  path,
  size,
  fsType,
  label: label ?? partitionLabel,
  mountPoints,
})

const below = ({ children }: BlockNode): BlockNode[] => children.flatMap((child) => [child, ...below(child)])

/** Nothing is unmounted or stopped here: whoever mounted it knows whether it may be taken away. */
function problemOf(disk: BlockNode): VmpError | null {
  const device = disk.path
  const all = [disk, ...below(disk)]
  const mounted = all.flatMap(({ mountPoints }) => mountPoints)
  if (mounted.length > 0) return new VmpError('usb.mounted', { device, places: mounted.join(', ') })
  const user = below(disk).find(({ type }) => type !== 'part')
  if (user !== undefined) return new VmpError('usb.inUse', { device, user: `${user.path} (${user.type})` })
  if (disk.readOnly) return new VmpError('usb.readOnly', { device })
  // The partition tables of an ISO count sectors of 512 bytes.
  if (disk.sector !== 512) return new VmpError('usb.sectors', { device, sector: disk.sector })
  return null
}
