/** What is on a server's disk before it is switched on. */
import { open } from 'node:fs/promises'
import { writeMarker } from '../lib/marker.ts'
import { run } from '../lib/exec.ts'
import { markerPartition } from '../lib/tools/sgdisk.ts'

/** A file system, swap space, or the marker of a disk that belongs to a VMP host or to an installation under way. */
export const contentKinds = ['ext4', 'vfat', 'swap', 'installed', 'unfinished'] as const
export type ContentKind = (typeof contentKinds)[number]

/** A disk of a customer: named, so that a report can be seen to name it. */
const label = 'customer'

/** Milliseconds; the files are sparse and only a few blocks are written. */
const timeout = 60_000

const makers: Readonly<Record<Exclude<ContentKind, Marked>, [string, string[]]>> = {
  ext4: ['mkfs.ext4', ['-q', '-F', '-E', 'nodiscard', '-L', label]],
  vfat: ['mkfs.vfat', ['-n', label.toUpperCase()]],
  swap: ['mkswap', ['--label', label]],
}

type Marked = 'installed' | 'unfinished'

/** The programs that this needs, with the packages that bring them. */
export const contentPrograms: Readonly<Record<ContentKind, readonly [program: string, debianPackage: string]>> = {
  ext4: ['mkfs.ext4', 'e2fsprogs'],
  vfat: ['mkfs.vfat', 'dosfstools'],
  swap: ['mkswap', 'util-linux'],
  installed: ['sgdisk', 'gdisk'],
  unfinished: ['sgdisk', 'gdisk'],
}

/** Puts it on the whole of an empty disk image. */
export async function putOnDisk(file: string, kind: ContentKind): Promise<void> {
  if (kind === 'installed' || kind === 'unfinished') return mark(file, kind)
  const [program, args] = makers[kind]
  await run(program, [...args, file], { timeout })
}

/** The least that mkfs.vfat makes a FAT32 of, and room for some reports. */
const stickBytes = 64 * 2 ** 20

/** A stick as docs/live-system.md asks for it. */
export async function makeStick(file: string): Promise<void> {
  const stick = await open(file, 'wx', 0o600)
  await stick.truncate(stickBytes)
  await stick.close()
  await run('mkfs.vfat', ['-n', 'VMP-REPORTS', file], { timeout })
}

/** As an installation of another cluster leaves it. */
async function mark(file: string, state: Marked): Promise<void> {
  const { args, start } = markerPartition(file)
  await run('sgdisk', args, { timeout })
  const block = writeMarker({ state, machine: 'rehearsed', installation: 'rehearsed', cluster: 'another', host: null })
  const disk = await open(file, 'r+')
  try {
    await disk.write(block, 0, block.length, start)
  } finally {
    await disk.close()
  }
}
