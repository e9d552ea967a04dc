/**
 * GRUB on every system disk, for BIOS and for UEFI, whatever the firmware of this machine is. It is kept whole on the mirror
 * of the slots (`loader/esp`, `loader/bios.img`) and copied from there to each disk, so that one that was away or is new gets
 * the same.
 */
import { mkdir, readFile, readdir, rm } from 'node:fs/promises'
import { basename, join, relative } from 'node:path'
import { isSystemError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import { writeFileSafely } from '../../lib/files.ts'
import { biosImageArgs, writeEnvironment } from '../../lib/tools/grub.ts'
import { withMount } from '../../lib/tools/mount.ts'
import { espFiles, partitions } from '../layout.ts'
import { putBiosLoader } from './bios.ts'
import type { BiosLoader } from './bios.ts'
import { efiMenuText, menuText, slotText } from './entry.ts'
import { writeRecord } from './record.ts'
import type { SlotRecord } from './record.ts'
import type { LoaderDisk, SlotEntry } from './target.ts'

export interface LoaderContext {
  readonly run: typeof run
  readonly signal?: AbortSignal | undefined
  /** Where the mirror of the slots is mounted, writable. */
  readonly system: string
  /** A folder in which ESPs are mounted for the moment. */
  readonly mountAt: string
  /** Root of the image that GRUB's own files are taken from: `/` in the live system and on a host. */
  readonly root?: string
}

/** GRUB's files of the image, and where they go on an ESP. shim is the only one that firmware starts: it comes last. */
const programs: readonly (readonly [string, string])[] = [
  ['usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed', 'EFI/BOOT/grubx64.efi'],
  ['usr/lib/shim/mmx64.efi.signed', 'EFI/BOOT/mmx64.efi'],
  ['usr/lib/shim/shimx64.efi.signed', espFiles.removable],
]
/** The folder that the signed GRUB was made for. */
const efiMenu = 'EFI/debian/grub.cfg'
/** What makes a disk start, or be taken for one that starts: nothing before `enableLoader` writes them. */
const starting: readonly string[] = [espFiles.removable, espFiles.installed]

/** What the programs read: never newer on a disk than the programs themselves. */
const menus: readonly string[] = [efiMenu, espFiles.configuration]

const masterFolder = (system: string): string => join(system, 'loader/esp')
const biosFile = (system: string): string => join(system, 'loader/bios.img')

/** First installation: everything of GRUB on each ESP but what makes the disk start. */
export async function prepareLoader(
  context: LoaderContext,
  options: { disks: readonly LoaderDisk[]; entry: SlotEntry; installation: string },
): Promise<void> {
  await makeMaster(context, options.installation)
  writeSlotEntry(context.system, options.entry)
  const { slot, image } = options.entry
  const record: SlotRecord = { committed: slot, images: { [slot]: image.id }, wanted: null, trying: null, failed: null }
  writeRecord(context.system, record)
  for (const disk of options.disks) {
    await onEsp(context, disk, async (esp) => {
      await copyTree(masterFolder(context.system), esp, (name) => !starting.includes(name))
      await writeEnvironmentOf(esp, record)
    })
  }
}

/** Makes one disk start: the last writes of an installation. Doing it again does no harm. */
export async function enableLoader(context: LoaderContext, disk: LoaderDisk): Promise<void> {
  await syncBios(context, disk)
  await onEsp(context, disk, async (esp) => {
    await copyTree(masterFolder(context.system), esp, (name) => starting.includes(name))
  })
}

/** What every disk shall hold, in one place. */
async function makeMaster(context: LoaderContext, installation: string): Promise<void> {
  const master = masterFolder(context.system)
  await rm(master, { recursive: true, force: true })
  await refreshLoader(context)
  writeFileSafely(join(master, espFiles.installed), `${installation}\n`)
}

/**
 * GRUB and its menu as the image that runs has them: a new image brings mended ones. The menu comes last, so that what a power
 * cut leaves of it is read by programs at least as new as it is; an older one they understand.
 */
export async function refreshLoader(context: LoaderContext): Promise<void> {
  const { system, root = '/' } = context
  const master = masterFolder(system)
  await writeDifferent(biosFile(system), await makeBios(context))
  for (const [source, target] of programs)
    await writeDifferent(join(master, target), await readFile(join(root, source)))
  await writeDifferent(join(master, efiMenu), Buffer.from(efiMenuText()))
  await writeDifferent(join(master, espFiles.configuration), Buffer.from(menuText()))
}

async function makeBios({ run: runTool, signal, mountAt, root = '/' }: LoaderContext): Promise<BiosLoader> {
  const directory = join(root, 'usr/lib/grub/i386-pc')
  const output = join(mountAt, 'core.img')
  await mkdir(mountAt, { recursive: true })
  try {
    const image = { partition: partitions.esp.number, prefix: espFiles.grub, directory, output }
    await runTool('grub-mkimage', biosImageArgs(image), { timeout: 120_000, signal })
    return Buffer.concat([await readFile(join(directory, 'boot.img')), await readFile(output)])
  } finally {
    await rm(output, { force: true })
  }
}

/** @returns whether it had to be written. A host that was installed before there was this file has GRUB as it was then. */
async function syncBios({ run: runTool, signal, system }: LoaderContext, { path }: LoaderDisk): Promise<boolean> {
  const loader = await contentOf(biosFile(system))
  return loader !== undefined && putBiosLoader({ run: runTool, signal }, path, loader)
}

export function writeSlotEntry(system: string, entry: SlotEntry): void {
  writeFileSafely(join(masterFolder(system), espFiles.slot(entry.slot)), slotText(entry))
}

/** Makes a disk that starts hold what the mirror says: one that was away, or is to try another slot, or to have a newer GRUB. */
export async function syncLoader(context: LoaderContext, disk: LoaderDisk, record: SlotRecord): Promise<boolean> {
  const replaced = await syncBios(context, disk)
  return onEsp(context, disk, async (esp) => {
    const copied = await copyTree(masterFolder(context.system), esp, () => true)
    return (await writeEnvironmentOf(esp, record)) || copied || replaced
  })
}

/** @returns whether it had to be written. */
async function writeEnvironmentOf(esp: string, { committed, wanted }: SlotRecord): Promise<boolean> {
  return writeDifferent(join(esp, espFiles.environment), writeEnvironment({ committed, try: wanted ?? '' }))
}

/** Copies what is not there or is different: menus after the programs, what makes a disk start last. */
async function copyTree(from: string, to: string, chosen: (name: string) => boolean): Promise<boolean> {
  const names = (await filesBelow(from)).filter(chosen)
  const last = [...menus, ...starting]
  const ordered = [...names.filter((name) => !last.includes(name)), ...last.filter((name) => names.includes(name))]
  let changed = false
  for (const name of ordered) {
    const content = await readFile(join(from, name))
    if (await writeDifferent(join(to, name), content)) changed = true
  }
  return changed
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)))
}

async function writeDifferent(file: string, content: Buffer): Promise<boolean> {
  if ((await contentOf(file))?.equals(content)) return false
  writeFileSafely(file, content)
  return true
}

async function contentOf(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file)
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

function onEsp<Result>(
  { run: runTool, signal, mountAt }: LoaderContext,
  { esp }: LoaderDisk,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const mount = {
    device: esp,
    folder: join(mountAt, basename(esp)),
    type: 'vfat' as const,
    options: ['umask=0077', 'sync'],
  }
  return withMount(mount, { run: runTool, signal }, work)
}
