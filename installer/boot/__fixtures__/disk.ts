/** A file that is a disk as far as a boot loader cares: its partition table, of which only the BIOS boot partition stands. */
import { truncateSync, writeFileSync, openSync, writeSync, closeSync } from 'node:fs'
import { partitions } from '../../layout.ts'

const MiB = 2 ** 20

export const biosStart = 2 * MiB
export const biosHalf = partitions.bios.size / 2

/** @param unit Bytes of a sector. */
export function makeDisk(file: string, unit = 512): void {
  writeFileSync(file, '')
  truncateSync(file, 8 * MiB)
  const first = Buffer.alloc(512)
  first.fill(0xab, 440, 510)
  const header = Buffer.alloc(unit)
  header.write('EFI PART', 'latin1')
  header.writeBigUInt64LE(2n, 72)
  header.writeUInt32LE(128, 84)
  const entry = Buffer.alloc(128)
  entry.writeBigUInt64LE(BigInt(biosStart / unit), 32)
  entry.writeBigUInt64LE(BigInt((biosStart + partitions.bios.size) / unit - 1), 40)
  const disk = openSync(file, 'r+')
  writeSync(disk, first, 0, 512, 0)
  writeSync(disk, header, 0, unit, unit)
  writeSync(disk, entry, 0, 128, 2 * unit + 128 * (partitions.bios.number - 1))
  closeSync(disk)
}
