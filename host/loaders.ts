/** Brings the boot loader of every disk of this host up to date with the mirror of the slots. */
import { asVmpError, toProblem } from '../lib/errors.ts'
import type { Problem } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import { syncLoader } from '../installer/boot/loader.ts'
import type { SlotRecord } from '../installer/boot/record.ts'
import type { LoaderDisk } from '../installer/boot/target.ts'
import type { HostFolders } from './folders.ts'

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
