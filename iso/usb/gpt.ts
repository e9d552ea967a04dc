/**
 * The partition table of an ISO on a disk that is larger than the ISO: its backup belongs to the end of the disk (UEFI
 * specification 2.10, 5.3.2), where partitioning tools look for it.
 */
import { crc32 } from 'node:zlib'

const sector = 512
const headerAt = sector
const signature = 'EFI PART'

/** Places in the header (UEFI 2.10, table 5.5). */
const field = {
  headerSize: 12,
  crc: 16,
  own: 24,
  other: 32,
  lastUsable: 48,
  entries: 72,
  count: 80,
  entrySize: 84,
  entriesCrc: 88,
}

export interface ExtraPartition {
  readonly name: string
  /** Bytes; a multiple of a sector. */
  readonly size: number
}

export interface Relocated {
  /** What stands at the beginning of the disk, as long as what was given. */
  readonly head: Buffer
  /** What stands at its very end: the backup's entries, then its header. */
  readonly tail: Buffer
  /** Where the extra partition begins, bytes; null when none was asked for, or there is no room. */
  readonly extra: number | null
}

/** The GUIDs' first three fields are little-endian (RFC 9562, 5.1 has them big-endian). */
const basicData = Buffer.from('a2a0d0ebe5b9334487c068b6b72699c7', 'hex')

/**
 * @param head The first MiB of the ISO. @param size Bytes of the disk.
 * @returns undefined when the ISO has no GPT.
 */
export function relocateGpt(head: Buffer, size: number, extra?: ExtraPartition): Relocated | undefined {
  if (head.toString('latin1', headerAt, headerAt + 8) !== signature) return undefined
  const moved = Buffer.from(head)
  const header = moved.subarray(headerAt, headerAt + head.readUInt32LE(headerAt + field.headerSize))
  const [count, entrySize] = [header.readUInt32LE(field.count), header.readUInt32LE(field.entrySize)]
  const at = Number(header.readBigUInt64LE(field.entries)) * sector
  const entries = moved.subarray(at, at + count * entrySize)
  const entrySectors = Math.ceil(entries.length / sector)
  const last = Math.floor(size / sector) - 1
  const lastUsable = last - entrySectors - 1
  const place = extra === undefined ? null : addPartition(entries, entrySize, lastUsable, extra)

  // The protective MBR covers the whole disk; its count of sectors has 32 bits.
  if (moved[450] === 0xee) moved.writeUInt32LE(Math.min(last, 0xff_ff_ff_ff), 458)
  header.writeBigUInt64LE(BigInt(lastUsable), field.lastUsable)
  header.writeUInt32LE(crc32(entries), field.entriesCrc)
  const backup = Buffer.from(header)
  point(header, 1, last, Number(header.readBigUInt64LE(field.entries)))
  point(backup, last, 1, last - entrySectors)

  const tail = Buffer.alloc((entrySectors + 1) * sector)
  entries.copy(tail)
  backup.copy(tail, entrySectors * sector)
  return { head: moved, tail, extra: place }
}

function point(header: Buffer, own: number, other: number, entries: number): void {
  header.writeBigUInt64LE(BigInt(own), field.own)
  header.writeBigUInt64LE(BigInt(other), field.other)
  header.writeBigUInt64LE(BigInt(entries), field.entries)
  header.writeUInt32LE(0, field.crc)
  header.writeUInt32LE(crc32(header), field.crc)
}

const alignment = 2 ** 20

/** In the first free entry, behind all others. */
function addPartition(entries: Buffer, entrySize: number, lastUsable: number, extra: ExtraPartition): number | null {
  const each = Array.from({ length: entries.length / entrySize }, (_, index) =>
    entries.subarray(index * entrySize, (index + 1) * entrySize),
  )
  const isFree = (entry: Buffer): boolean => entry.subarray(0, 16).every((byte) => byte === 0)
  const end = Math.max(0, ...each.filter((entry) => !isFree(entry)).map((entry) => Number(entry.readBigUInt64LE(40))))
  const free = each.find(isFree)
  const start = Math.ceil(((end + 1) * sector) / alignment) * alignment
  if (free === undefined || (start + extra.size) / sector - 1 > lastUsable) return null
  basicData.copy(free)
  // Unlike any other on this disk, and the same each time: the disk's own with the partition's number in it.
  each[0]!.copy(free, 16, 16, 32)
  free.writeUInt8(free.readUInt8(31) ^ 0xff, 31)
  free.writeBigUInt64LE(BigInt(start / sector), 32)
  free.writeBigUInt64LE(BigInt((start + extra.size) / sector - 1), 40)
  free.write(extra.name, 56, 'utf16le')
  return start
}
