/** Where things are on the disks of an installed host. The initrd (templates/image/overlay/etc/initramfs-tools/scripts/vmp) relies on the same names. */

const MiB = 2 ** 20

/** Of the partition table of every disk that an installation uses; numbers are the same everywhere, gaps are left out. */
export const partitions = {
  /** Holds the marker (lib/marker.ts), in front of the first MiB. */
  marker: { number: 1, label: 'vmp-marker' },
  bios: { number: 2, label: 'vmp-bios', size: MiB, type: 'EF02' },
  esp: { number: 3, label: 'vmp-esp', size: 512 * MiB, type: 'EF00' },
  system: { number: 4, label: 'vmp-system', size: 8192 * MiB, type: 'FD00' },
  /** The rest of a system disk. */
  main: { number: 5, label: 'vmp-main', type: 'FD00' },
  /** All of a separate data disk, of a cache disk. */
  data: { number: 6, label: 'vmp-data', type: 'FD00' },
  cache: { number: 7, label: 'vmp-cache', type: 'FD00' },
} as const

/** File system of the mirror that holds the slots (always an array, of one member on a single disk, so that it can grow); GRUB reads it. */
export const systemFileSystem = 'ext4'
/** Below the root of the mirror: one folder for each image, never overwritten in place. */
export const imageFolder = (image: string): string => `images/${image}`

/** Volume group of the system disks. */
export const mainGroup = 'vmp'
/** Volume group of separate data disks. */
export const dataGroup = 'vmp-data'
export const volumeDevice = (group: string, name: string): string => `/dev/${group}/${name}`

/**
 * Volume `state` (XFS with reflinks): `slots/a`, `slots/b` hold what the image of that slot owns and goes back with it;
 * `shared` holds what no rollback may take back (logs, /root, /etc/vmp/local.d).
 */
export type Slot = 'a' | 'b'
export const otherSlot = (slot: Slot): Slot => (slot === 'a' ? 'b' : 'a')
export const slotState = (slot: Slot): string => `slots/${slot}`
export const sharedState = 'shared'
/** There: what the installation of this host said (lines of JSON). */
export const installationLogFile = 'installation.jsonl'
/** In the state of a slot. */
export const hostDocumentFile = 'host.json'
export const machineKeyFile = 'machine.key'

/** Where a running host (and the installer, below its target) has them mounted. */
export const mounts = {
  system: '/run/vmp/system',
  state: '/run/vmp/state',
  cluster: '/var/lib/vmp/cluster',
  local: '/var/lib/vmp/local',
} as const

/** On each disk's ESP. */
export const espFiles = {
  /** GRUB's folder: modules (BIOS), grub.cfg, grubenv. */
  grub: 'vmp/grub',
  environment: 'vmp/grub/grubenv',
  configuration: 'vmp/grub/grub.cfg',
  /** What a slot boots, sourced by grub.cfg: vmp/grub/slot-a.cfg. */
  slot: (slot: Slot): string => `vmp/grub/slot-${slot}.cfg`,
  /** Written last of all, with the marker: a medium's GRUB looks for it to find a disk that is whole. */
  installed: 'vmp/installed',
  removable: 'EFI/BOOT/BOOTX64.EFI',
} as const
