/** Which of a machine's disks an installation may use. */
import type { Disk } from '../facts/schema/disks.ts'

/** Disks that stay in the machine: no sticks, no card readers, not the medium that it was started from. */
export function fixedDisks(disks: readonly Disk[]): Disk[] {
  return disks.filter(({ boot, removable, transport }) => !boot && !removable && transport !== 'usb')
}

/** Fixed disks that can hold a system. Size in GB as sold. */
export function systemDisks(disks: readonly Disk[], size: number): Disk[] {
  return fixedDisks(disks).filter((disk) => disk.readOnly !== true && disk.size >= size * 1e9)
}
