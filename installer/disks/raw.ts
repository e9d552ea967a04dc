/** Writing to a disk itself: the marker, and zeros where something could start. */
import { constants, existsSync } from 'node:fs'
import { open, readFile, realpath } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { VmpError } from '../../lib/errors.ts'
import { markerOffset, markerSize, readMarker, writeMarker } from '../../lib/marker.ts'
import type { Marker } from '../../lib/marker.ts'
import { bootCodeSize, bootStub } from './boot-stub.ts'
import { quickly } from './tools.ts'
import type { Tools } from './tools.ts'

/** What is zeroed at each end of a disk and of each of its partitions: boot code, partition tables, labels, superblocks. */
const edge = 2 ** 20

/**
 * Each write is on the disk when it returns. With `exclusive` the kernel refuses when anything uses the disk or a part of it
 * (a mount, an array, a volume), whatever we believe.
 */
async function opened<Result>(
  path: string,
  mode: 'read' | 'write' | 'exclusive',
  work: (handle: FileHandle) => Promise<Result>,
): Promise<Result> {
  const { O_RDONLY, O_RDWR, O_SYNC, O_EXCL } = constants
  const flags = { read: O_RDONLY, write: O_RDWR | O_SYNC, exclusive: O_RDWR | O_SYNC | O_EXCL }[mode]
  const handle = await open(path, flags)
  try {
    return await work(handle)
  } finally {
    await handle.close()
  }
}

/** Writes the marker, and reads it back from the disk. @throws VmpError `install.markerLost` */
export async function putMarker(tools: Tools, disk: string, marker: Marker): Promise<void> {
  // Also on a disk whose partitions are in use: the last marker is written while the host's own loader stands.
  await opened(disk, 'write', (handle) => handle.write(writeMarker(marker), 0, markerSize, markerOffset))
  await expectMarker(tools, disk, marker)
}

/** @throws VmpError `install.markerLost` when the disk carries another one, or none. */
export async function expectMarker({ run, signal }: Tools, disk: string, marker: Marker): Promise<void> {
  // Forgets what of the disk is in memory.
  await run('blockdev', ['--flushbufs', disk], { timeout: quickly, signal })
  const block = await opened(disk, 'read', async (handle) => {
    const { buffer } = await handle.read(Buffer.alloc(markerSize), 0, markerSize, markerOffset)
    return buffer
  })
  const found = readMarker(block)
  const same = found?.state === marker.state && found.installation === marker.installation
  if (!same || found.machine !== marker.machine) throw new VmpError('install.markerLost', { disk })
}

/** Where a disk or partition begins on its disk, and how long it is, bytes. */
async function placeOf(path: string): Promise<{ start: number; size: number }> {
  const folder = join('/sys/class/block', basename(await realpath(path)))
  // sysfs counts in sectors of 512 bytes, whatever the disk's own are.
  const bytes = async (name: string): Promise<number> => Number(await readFile(join(folder, name), 'utf8')) * 512
  return { start: existsSync(join(folder, 'start')) ? await bytes('start') : 0, size: await bytes('size') }
}

interface Range {
  readonly offset: number
  readonly size: number
}

/** Both ends of a device of `size` bytes. */
function ends(size: number): Range[] {
  if (size <= 2 * edge) return [{ offset: 0, size }]
  return [
    { offset: 0, size: edge },
    { offset: size - edge, size: edge },
  ]
}

/** What of a range of a device is left without the marker's block, which a partition may cover. @param start Of the device on its disk. */
function around({ offset, size }: Range, start: number): Range[] {
  const [from, to] = [markerOffset - start, markerOffset + markerSize - start]
  const end = offset + size
  const before = { offset, size: Math.min(end, from) - offset }
  const behind = Math.max(offset, to)
  return [before, { offset: behind, size: end - behind }].filter((range) => range.size > 0)
}

async function zero(handle: FileHandle, ranges: readonly Range[]): Promise<void> {
  for (const { offset, size } of ranges) await handle.write(Buffer.alloc(size), 0, size, offset)
}

/** Puts in the place of what a BIOS would start what says that this disk is not finished; the partition table stays. */
export async function putBootStub(disk: string): Promise<void> {
  await opened(disk, 'exclusive', (handle) => handle.write(bootStub(), 0, bootCodeSize, 0))
}

/** Both ends of a disk or partition, but not the marker; of an array, which has none, all of them. */
export async function zeroEnds(path: string, what: 'on a disk' | 'array' = 'on a disk'): Promise<void> {
  const { start, size } = await placeOf(path)
  const ranges = what === 'array' ? ends(size) : ends(size).flatMap((range) => around(range, start))
  await opened(path, 'exclusive', (handle) => zero(handle, ranges))
}
