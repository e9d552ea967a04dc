/** The disks that this host starts from: known by the marker of its own installation, whether they are in an array now or not. */
import { open, readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError } from '../lib/errors.ts'
import { markerOffset, markerSize, readMarker } from '../lib/marker.ts'
import type { Marker } from '../lib/marker.ts'
import { partitions } from '../installer/layout.ts'
import type { LoaderDisk } from '../installer/boot/target.ts'

export interface DeviceFolders {
  readonly sys: string
  readonly dev: string
}

const here: DeviceFolders = { sys: '/sys', dev: '/dev' }

/** Loop devices, RAM disks, arrays and volumes are not disks. */
const virtual = /^(loop|ram|md|dm-|sr|zram|nbd|drbd)/

export async function loaderDisks(installation: string, folders: DeviceFolders = here): Promise<LoaderDisk[]> {
  const block = join(folders.sys, 'block')
  const names = (await readdir(block)).filter((name) => !virtual.test(name)).sort()
  const disks: LoaderDisk[] = []
  for (const name of names) {
    const path = join(folders.dev, name)
    if ((await markerOf(path))?.installation !== installation) continue
    const esp = await partitionOf(join(block, name), partitions.esp.number)
    if (esp !== undefined) disks.push({ path, esp: join(folders.dev, esp) })
  }
  return disks
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
