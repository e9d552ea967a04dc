import { markerPartitionType } from '../marker.ts'

/** Sector size and alignment of sgdisk's defaults. */
const sector = 512
const firstSector = 2048

/** How an empty disk gets a partition for a marker, and where that begins, bytes. */
export function markerPartition(disk: string): { args: string[]; start: number } {
  const partition = ['--new', `1:${firstSector}:+1M`, '--typecode', `1:${markerPartitionType}`]
  return { args: ['--clear', ...partition, disk], start: firstSector * sector }
}
