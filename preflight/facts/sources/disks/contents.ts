/** What is on a disk now: what an installation would destroy. Nothing here opens a disk for writing, or reads one itself. */
import { CommandError } from '../../../../lib/exec.ts'
import { markerOffset, markerSize, readMarker } from '../../../../lib/marker.ts'
import { readArgs, tryReadArgs } from '../../../../lib/tools/dd.ts'
import { lvmTextSize, lvmTextStart, parseLvmText } from '../../../../lib/tools/lvm-metadata.ts'
import { parsePartx, partxArgs } from '../../../../lib/tools/partx.ts'
import type { TableEntry } from '../../../../lib/tools/partx.ts'
import { parseWipefs, wipefsArgs } from '../../../../lib/tools/wipefs.ts'
import type { Signature } from '../../../../lib/tools/wipefs.ts'
import type { SourceContext } from '../../context.ts'
import type { Content, Disk } from '../../schema/disks.ts'
import { known } from '../../text.ts'
import { sector } from './identity.ts'
import type { Identity } from './identity.ts'
import { volumesOf } from './volumes.ts'
import type { Volume } from './volumes.ts'

/** Milliseconds for all questions about one disk. */
export const contentsLimit = 12_000
/** And for each of them, so that a hanging process is ended before its disk is given up. */
const questionLimit = 10_000

const MiB = 1024 ** 2

export type Contents = Pick<Disk, 'contents' | 'marker'>
export const unknownContents: Contents = { contents: null, marker: null }

export async function readContents(context: SourceContext, disk: Identity): Promise<Contents> {
  if (disk.size === 0) return unknownContents
  const volumes = await volumesOf(context, disk.name)
  const paths = [disk.path, ...volumes.map(({ path }) => path)]
  const signatures = parseWipefs(await context.run('wipefs', wipefsArgs(paths), questionLimit))
  const hasTable = signatures.some(({ device, type }) => device === basename(disk.path) && tables.has(type))
  const table = hasTable ? await readTable(context, disk.path) : []
  const contents = [
    ...(await named(context, signatures, disk, volumes))
      .filter((signature) => !isTable(signature) || standsAlone(signature, disk, volumes, table))
      .map((signature) => contentOf(signature, disk, volumes)),
    ...unrecognized(disk, volumes, signatures, table),
  ]
  // libblkid takes a device that it cannot read for a blank one.
  if (contents.length === 0) await tryRead(context, disk)
  return { contents: contents.map(clean), marker: await findMarker(context, disk) }
}

const basename = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Partition tables, as libblkid names them. */
const tables: ReadonlySet<string> = new Set([
  'gpt',
  'dos',
  'atari',
  'bsd',
  'mac',
  'sgi',
  'solaris_x86',
  'sun',
  'unixware',
])

/** "PMBR" is the protective MBR of a GPT, never alone of interest. */
const isTable = ({ type }: Signature): boolean => tables.has(type) || type === 'PMBR'

/** A table is told by its partitions; one without any is told itself. */
function standsAlone(
  { device, type }: Signature,
  disk: Identity,
  volumes: readonly Volume[],
  entries: readonly TableEntry[],
): boolean {
  if (type === 'PMBR') return false
  if (device === basename(disk.path)) return entries.length === 0 && !volumes.some(({ partition }) => partition)
  // A partition whose first sector ends in 55 AA (a boot sector) looks like one with a table of its own.
  return volumes.some(({ path, partition }) => basename(path) === device && !partition)
}

/** A damaged table is told as one without partitions. */
async function readTable({ run }: SourceContext, path: string): Promise<TableEntry[]> {
  try {
    return parsePartx(await run('partx', partxArgs(path), questionLimit))
  } catch (error) {
    if (error instanceof CommandError) return []
    throw error
  }
}

/** Of an LVM member libblkid knows no name: that of its group, and what is in it, tells its owner most. */
async function named(
  { run }: SourceContext,
  signatures: readonly Signature[],
  disk: Identity,
  volumes: readonly Volume[],
): Promise<Signature[]> {
  return Promise.all(
    signatures.map(async (signature) => {
      if (!signature.type.startsWith('LVM2') || signature.label !== null) return signature
      const path = volumes.find(({ path }) => basename(path) === signature.device)?.path ?? disk.path
      const text = await run('dd', readArgs(path, lvmTextStart, lvmTextSize), questionLimit).catch(() => '')
      const group = parseLvmText(text)
      if (group === undefined) return signature
      const { name, volumes: inside } = group
      return { ...signature, label: inside.length === 0 ? name : `${name}: ${inside.join(', ')}` }
    }),
  )
}

/** libblkid's "usage" of a signature, and what it calls "other" or "raid" without being one. */
function kindOf({ type, usage }: Signature): Content['kind'] {
  if (type.startsWith('LVM')) return 'lvm-member'
  if (type === 'swap' || type === 'swsuspend') return 'swap'
  if (usage === 'filesystem') return 'filesystem'
  if (usage === 'raid') return 'raid-member'
  if (usage === 'crypto') return 'encrypted'
  return 'other'
}

function contentOf(signature: Signature, disk: Identity, volumes: readonly Volume[]): Content {
  const { device, type, label, uuid } = signature
  const volume = volumes.find(({ path }) => basename(path) === device)
  return {
    path: volume?.shown ?? disk.path,
    kind: kindOf(signature),
    type,
    label,
    uuid,
    size: volume?.size ?? disk.size,
  }
}

/** DOS partitions that only hold others. */
const extended: ReadonlySet<string> = new Set(['0x5', '0xf', '0x85'])

/** Partitions in which nothing is recognized; they may hold data all the same. */
function unrecognized(
  disk: Identity,
  volumes: readonly Volume[],
  signatures: readonly Signature[],
  entries: readonly TableEntry[],
): Content[] {
  const recognized = new Set(signatures.filter((signature) => !isTable(signature)).map(({ device }) => device))
  // loop0p1, nvme0n1p1, but sda1.
  const pathOf = (number: number): string => `${disk.path}${/\d$/.test(disk.path) ? 'p' : ''}${number}`
  const written = entries.map((entry): Content => {
    const { name: label, type, uuid, sectors } = entry
    return { path: pathOf(entry.number), kind: 'partition', type, label, uuid, size: sectors * sector }
  })
  // Those that the kernel found in a table that libblkid does not read.
  const running = volumes
    .filter(({ partition, path }) => partition && !written.some((entry) => entry.path === path))
    .map(({ path, size }): Content => ({ path, kind: 'partition', type: null, label: null, uuid: null, size }))
  return [...written, ...running].filter(
    ({ path, type }) => !recognized.has(basename(path)) && !extended.has(type ?? ''),
  )
}

const clean = (content: Content): Content => ({
  ...content,
  path: known(content.path) ?? '?',
  type: known(content.type ?? undefined),
  label: known(content.label ?? undefined),
  uuid: known(content.uuid ?? undefined),
})

/** @throws When the disk's first or last MiB cannot be read. */
async function tryRead({ run }: SourceContext, { path, size }: Identity): Promise<void> {
  await run('dd', tryReadArgs(path, 0, MiB), questionLimit)
  if (size > MiB) await run('dd', tryReadArgs(path, size - 1, MiB), questionLimit)
}

/** Read whatever the table says: a power cut may have left the marker and not yet a table. */
async function findMarker({ run }: SourceContext, { path, size }: Identity): Promise<Disk['marker']> {
  if (size < markerOffset + markerSize) return null
  return readMarker(Buffer.from(await run('dd', readArgs(path, markerOffset, markerSize), questionLimit))) ?? null
}
