/** What a disk starts: which image from which slot, and where its parts are found again. */
import type { Slot } from '../layout.ts'

interface SlotImage {
  /** Its folder below images/. */
  readonly id: string
  /** Of host.squashfs: what the initrd checks before it mounts it. */
  readonly sha256: string
  readonly size: number
}

/** Where the initrd finds the host. Nothing is found by the label of a file system: a guest's disk could carry the same. */
export interface HostStorage {
  /** UUID of the array `system`, as mdadm writes it. */
  readonly systemArray: string
  /** UUID of the file system on it, by which GRUB finds it. */
  readonly systemFileSystem: string
  /** The volume group with `state`, and the one device that it stands on. */
  readonly state: { readonly group: string; readonly device: StateDevice }
}

/** An array by its UUID, or a partition by the one in the partition table. */
export type StateDevice =
  | { readonly kind: 'array'; readonly name: string; readonly uuid: string }
  | { readonly kind: 'partition'; readonly uuid: string }

/** One system disk. */
export interface LoaderDisk {
  /** /dev/sda */
  readonly path: string
  /** Device of its ESP. */
  readonly esp: string
}

export interface SlotEntry {
  readonly slot: Slot
  readonly image: SlotImage
  readonly storage: HostStorage
  /** Of the host: what its hardware needs on the kernel's command line. */
  readonly kernelArguments: readonly string[]
}
