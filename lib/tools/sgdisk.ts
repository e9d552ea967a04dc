import { markerPartitionType } from '../marker.ts'

/** Sector size and alignment of sgdisk's defaults. */
const sector = 512
const firstSector = 2048

/** How an empty disk gets a partition for a marker, and where that begins, bytes. */
export function markerPartition(disk: string): { args: string[]; start: number } {
  const partition = ['--new', `1:${firstSector}:+1M`, '--typecode', `1:${markerPartitionType}`]
  return { args: ['--clear', ...partition, disk], start: firstSector * sector }
}

export interface NewPartition {
  readonly number: number
  /** Bytes from the start of the disk; both multiples of the disk's sectors. */
  readonly start: number
  readonly size: number
  /** sgdisk's code (`EF00`), or a GUID. */
  readonly type: string
  readonly label: string
  /** Its own GUID, by which it is found again. */
  readonly uuid: string
}

/** Arguments that give a disk a new partition table with these partitions and no others. @param sectorSize Of the disk, bytes. */
export function tableArgs(disk: string, sectorSize: number, partitions: readonly NewPartition[]): string[] {
  // Where they begin is said to the sector: nothing may be moved to another boundary.
  return ['--clear', '--set-alignment=1', ...partitions.flatMap((one) => partitionArgs(one, sectorSize)), disk]
}

function partitionArgs({ number, start, size, type, label, uuid }: NewPartition, sectorSize: number): string[] {
  return [
    `--new=${number}:${start / sectorSize}:${(start + size) / sectorSize - 1}`,
    `--typecode=${number}:${type}`,
    `--change-name=${number}:${label}`,
    `--partition-guid=${number}:${uuid}`,
  ]
}
