/**
 * GRUB for a BIOS: boot.img in the first sector of a disk, core.img in one half of its BIOS boot partition. The other half is
 * for the next one: it is written, read back, and only then does the first sector name it. So one write of one sector
 * replaces what starts, and a power cut leaves one of the two, also on a disk that is the only one.
 */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { VmpError } from '../../lib/errors.ts'
import { bootCodeSize } from '../disks/boot-stub.ts'
import { quickly } from '../disks/tools.ts'
import type { Tools } from '../disks/tools.ts'
import { partitions } from '../layout.ts'

/** boot.img and behind it core.img, as GRUB makes them for no disk in particular. */
export type BiosLoader = Buffer

const sector = 512
/** Of boot.img: first sector of core.img, little endian (GRUB's include/grub/i386/pc/boot.h, GRUB_BOOT_MACHINE_KERNEL_SECTOR). */
const kernelAt = 0x5c
/** Of boot.img: two bytes that on a hard disk do nothing, so that the BIOS's number of it is believed (GRUB_BOOT_MACHINE_DRIVE_CHECK). */
const driveCheckAt = 0x66
const nothing = Buffer.from([0x90, 0x90])
/** Of core.img: where its second sector is (the last list of blocks in its first sector). */
const secondAt = sector - 12

interface Place {
  /** Bytes on the disk. */
  readonly offset: number
  readonly size: number
}

/** @returns whether it had to be written. @throws VmpError `boot.notKept` when the disk gives back something else; then it starts as before. */
export async function putBiosLoader(
  { run, signal }: Pick<Tools, 'run'> & { readonly signal?: AbortSignal | undefined },
  disk: string,
  loader: BiosLoader,
): Promise<boolean> {
  const handle = await open(disk, constants.O_RDWR | constants.O_SYNC)
  try {
    const first = await read(handle, { offset: 0, size: sector })
    const halves = halvesOf(await biosPartition(handle, disk), loader)
    const inUse = halves.findIndex(({ offset }) => first.readBigUInt64LE(kernelAt) === BigInt(offset / sector))
    const wanted = (half: Place) => ({ first: firstSector(first, loader, half), core: coreAt(loader, half) })
    const current = halves[inUse]
    if (current !== undefined) {
      const now = wanted(current)
      const core = await read(handle, { ...current, size: now.core.length })
      if (core.equals(now.core) && first.equals(now.first)) return false
    }
    const half = halves[inUse === 0 ? 1 : 0]!
    const next = wanted(half)
    await handle.write(next.core, 0, next.core.length, half.offset)
    // Forgets what of the disk is in memory.
    await run('blockdev', ['--flushbufs', disk], { timeout: quickly, signal })
    const kept = await read(handle, { ...half, size: next.core.length })
    if (!kept.equals(next.core)) throw new VmpError('boot.notKept', { disk })
    await handle.write(next.first, 0, sector, 0)
    return true
  } finally {
    await handle.close()
  }
}

/** boot.img for a core.img at `half`; what is behind the code (signature of the disk, partition table) stays. */
function firstSector(now: Buffer, loader: BiosLoader, { offset }: Place): Buffer {
  const made = Buffer.concat([loader.subarray(0, bootCodeSize), now.subarray(bootCodeSize)])
  made.writeBigUInt64LE(BigInt(offset / sector), kernelAt)
  nothing.copy(made, driveCheckAt)
  made.writeUInt16LE(0xaa55, sector - 2)
  return made
}

/** core.img for its place, in whole sectors. */
function coreAt(loader: BiosLoader, { offset }: Place): Buffer {
  const made = Buffer.alloc(Math.ceil((loader.length - sector) / sector) * sector)
  loader.copy(made, 0, sector)
  made.writeBigUInt64LE(BigInt(offset / sector + 1), secondAt)
  return made
}

function halvesOf({ offset, size }: Place, loader: BiosLoader): Place[] {
  const half = Math.floor(size / 2 / sector) * sector
  if (loader.length - sector > half) throw new RangeError(`core.img does not fit into ${half} bytes`)
  return [offset, offset + half].map((start) => ({ offset: start, size: half }))
}

/** As the partition table says (UEFI 2.10, 5.3): of a disk with sectors of 512 or 4096 bytes. */
async function biosPartition(handle: FileHandle, disk: string): Promise<Place> {
  for (const unit of [512, 4096]) {
    const header = await read(handle, { offset: unit, size: sector })
    if (header.toString('latin1', 0, 8) !== 'EFI PART') continue
    const [entries, length] = [Number(header.readBigUInt64LE(72)), header.readUInt32LE(84)]
    const entry = await read(handle, {
      offset: entries * unit + (partitions.bios.number - 1) * length,
      size: length,
    })
    const [start, end] = [Number(entry.readBigUInt64LE(32)), Number(entry.readBigUInt64LE(40))]
    if (start > 0 && end > start) return { offset: start * unit, size: (end - start + 1) * unit }
  }
  throw new Error(`${disk} has no BIOS boot partition`)
}

async function read(handle: FileHandle, { offset, size }: Place): Promise<Buffer> {
  const { buffer } = await handle.read(Buffer.alloc(size), 0, size, offset)
  return buffer
}
