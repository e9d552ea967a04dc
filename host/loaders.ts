/** Brings the boot loader of every disk of this host up to date with the mirror of the slots, and that with the image. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { asVmpError, isSystemError, toProblem, VmpError } from '../lib/errors.ts'
import type { Problem } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { writeFileSafely } from '../lib/files.ts'
import { parseManifest } from '../lib/image/manifest.ts'
import type { Manifest } from '../lib/image/manifest.ts'
import { refreshLoader, syncLoader } from '../installer/boot/loader.ts'
import { readRecord } from '../installer/boot/record.ts'
import type { SlotRecord } from '../installer/boot/record.ts'
import type { LoaderDisk } from '../installer/boot/target.ts'
import { imageFolder } from '../installer/layout.ts'
import type { HostBoot } from './boot.ts'
import type { HostFolders } from './folders.ts'
import { isOlder } from './upgrade/judge.ts'
import { writable } from './writable.ts'

export interface LoaderResult {
  readonly disk: string
  readonly changed: boolean
  readonly problem: Problem | null
}

/** Each by itself: a disk that fails must not keep the others as they are. */
export async function syncLoaders(
  runTool: typeof run,
  folders: HostFolders,
  disks: readonly LoaderDisk[],
  record: SlotRecord,
): Promise<LoaderResult[]> {
  const context = { run: runTool, system: folders.system, mountAt: folders.esps }
  const results: LoaderResult[] = []
  for (const disk of disks) {
    try {
      results.push({ disk: disk.path, changed: await syncLoader(context, disk, record), problem: null })
    } catch (error) {
      results.push({ disk: disk.path, changed: false, problem: toProblem(asVmpError(error)) })
    }
  }
  return results
}

export interface Renewal {
  readonly run: typeof run
  readonly folders: HostFolders
  readonly boot: HostBoot
}

/** On the mirror: the image that the boot loader came from. */
const originFile = 'loader/image'
const Origin = Type.Object({ id: Type.String(), version: Type.String(), createdAt: Type.String() })
type Origin = Static<typeof Origin>

/**
 * Takes the boot loader of the image that runs onto the mirror, which is open for writing. Never an older one: shim forbids
 * an older GRUB once a newer shim has been started (SBAT), and an older image starts by a newer GRUB.
 */
export async function renewMaster({ run: runTool, folders, boot }: Renewal): Promise<void> {
  const running = await manifestOf(folders.system, boot.image)
  if (!isDue(running, await originOf(folders.system))) return
  await refreshLoader({ run: runTool, system: folders.system, mountAt: folders.esps, root: folders.root })
  const { id, version, createdAt } = running
  writeFileSafely(join(folders.system, originFile), JSON.stringify({ id, version, createdAt } satisfies Origin))
}

/** What a power cut kept from being done when the slot was kept. Nothing in a trial, or in a slot that was chosen by hand. */
export async function renewLoaders(renewal: Renewal, disks: readonly LoaderDisk[]): Promise<LoaderResult[]> {
  const { run: runTool, folders, boot } = renewal
  const record = readRecord(folders.system)
  if (boot.trial || record.committed !== boot.slot) return []
  if (!isDue(await manifestOf(folders.system, boot.image), await originOf(folders.system))) return []
  await writable(runTool, folders.system, () => renewMaster(renewal))
  return syncLoaders(runTool, folders, disks, record)
}

const isDue = (running: Origin, origin: Origin | undefined): boolean =>
  origin === undefined || (origin.id !== running.id && !isOlder(running, origin))

/** @throws VmpError `upgrade.damaged` */
export async function manifestOf(system: string, image: string): Promise<Manifest> {
  const manifest = parseManifest(await readFile(join(system, imageFolder(image), 'manifest.json')))
  if (manifest === undefined) throw new VmpError('upgrade.damaged')
  return manifest
}

/** Undefined where it is not known: on a host that was just installed. */
async function originOf(system: string): Promise<Origin | undefined> {
  try {
    const origin: unknown = JSON.parse(await readFile(join(system, originFile), 'utf8'))
    return Check(Origin, origin) ? origin : undefined
  } catch (error) {
    if (error instanceof SyntaxError || (isSystemError(error) && error.code === 'ENOENT')) return undefined
    throw error
  }
}
