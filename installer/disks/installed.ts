/** The disks of this host: known by the marker of its own installation, whether they are in an array now or not. */
import { open, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../../lib/errors.ts'
import { markerOffset, markerSize, readMarker } from '../../lib/marker.ts'
import type { Marker } from '../../lib/marker.ts'
import { partitions } from '../layout.ts'
import type { LoaderDisk } from '../boot/target.ts'

export interface DeviceFolders {
  readonly sys: string
  readonly dev: string
}

const here: DeviceFolders = { sys: '/sys', dev: '/dev' }

/** Loop devices, RAM disks, arrays and volumes are not disks. */
const virtual = /^(loop|ram|md|dm-|sr|zram|nbd|drbd)/

export interface HostDisk {
  readonly path: string
  /** Device of its ESP; null on a disk for data or cache. */
  readonly esp: string | null
  readonly marker: Marker
}

/** Every disk of an installation, also those that nothing starts from. */
export async function disksOf(installation: string, folders: DeviceFolders = here): Promise<HostDisk[]> {
  const block = join(folders.sys, 'block')
  const names = (await readdir(block)).filter((name) => !virtual.test(name)).sort()
  const disks: HostDisk[] = []
  for (const name of names) {
    const path = join(folders.dev, name)
    const marker = await markerOf(path)
    if (marker?.installation !== installation) continue
    const esp = await partitionOf(join(block, name), partitions.esp.number)
    disks.push({ path, esp: esp === undefined ? null : join(folders.dev, esp), marker })
  }
  return disks
}

export async function loaderDisks(installation: string, folders: DeviceFolders = here): Promise<LoaderDisk[]> {
  const all = await disksOf(installation, folders)
  return all.flatMap(({ path, esp }) => (esp === null ? [] : [{ path, esp }]))
}

/** A disk that cannot be read has none. */
async function markerOf(device: string): Promise<Marker | undefined> {
  try {
    const handle = await open(device)
    try {
      const block = Buffer.alloc(markerSize)
      await handle.read(block, 0, markerSize, markerOffset)
      return readMarker(block)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

async function partitionOf(disk: string, number: number): Promise<string | undefined> {
  for (const name of await readdir(disk)) {
    if (!name.startsWith(disk.slice(disk.lastIndexOf('/') + 1))) continue
    if ((await readFile(join(disk, name, 'partition'), 'utf8')).trim() === String(number)) return name
  }
  return undefined
}
