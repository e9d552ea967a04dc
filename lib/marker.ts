/**
 * The mark of a disk that belongs to a VMP host, or to an installation under way: no rule may wipe such a disk, a person may.
 * One block at a fixed place of the disk holds one line of magic and one of JSON. It can so be the first thing that is
 * written, whatever the disk held before; the partition table made later covers it with a partition of its own type.
 */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'

/** The partition's type, made for VMP; as sgdisk and lsblk write it, but lsblk in lower case. */
export const markerPartitionType = '3E2A4D5C-8C1B-4B7E-9C55-564D504D4B52'
/** Bytes from the start of the disk: behind the partition table's entries, also with sectors of 4096 bytes; ahead of the first partition of other systems. */
export const markerOffset = 32 * 1024
/** Bytes read and written at once. */
export const markerSize = 4096
const magic = 'VMP-MARKER 1\n'

export const Marker = Type.Object({
  state: Type.Enum(['unfinished', 'installed']),
  /** The machine's own id; the installation's id. */
  machine: Type.String({ maxLength: 64 }),
  installation: Type.String({ maxLength: 64 }),
  cluster: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
  host: Type.Union([Type.String({ maxLength: 64 }), Type.Null()]),
  /** Thumbprint (RFC 7638) of the machine key in the host's state; only where the installation is finished. */
  hostKey: Type.Optional(Type.String({ maxLength: 64 })),
})
export type Marker = Static<typeof Marker>

/** The block to write at `markerOffset`. */
export function writeMarker(marker: Marker): Buffer {
  const block = Buffer.alloc(markerSize)
  block.write(`${magic}${JSON.stringify(marker)}\n`)
  return block
}

/** The marker in a block; undefined when there is none, or it is damaged. */
export function readMarker(block: Buffer): Marker | undefined {
  const text = block.toString('utf8')
  if (!text.startsWith(magic)) return undefined
  const end = text.indexOf('\n', magic.length)
  try {
    const value: unknown = JSON.parse(text.slice(magic.length, end))
    return Check(Marker, value) ? value : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
