import { mkdir } from 'node:fs/promises'
import { run } from '../exec.ts'

export interface Mount {
  readonly device: string
  readonly folder: string
  readonly type: 'vfat' | 'ext4' | 'xfs' | 'squashfs'
  /** As mount(8) takes them after `-o`. */
  readonly options?: readonly string[]
}

export interface MountContext {
  readonly run: typeof run
  readonly signal?: AbortSignal | undefined
}

/** Milliseconds: a file system that was cut off replays its journal first. */
const limit = 120_000

export function mountArgs({ device, folder, type, options = [] }: Mount): string[] {
  return ['--types', type, ...(options.length > 0 ? ['--options', options.join(',')] : []), device, folder]
}

/** Mounts, works, and unmounts whatever comes: what was written is on the disk afterwards. */
export async function withMount<Result>(
  mount: Mount,
  { run: runTool, signal }: MountContext,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(mount.folder, { recursive: true })
  await runTool('mount', mountArgs(mount), { timeout: limit, signal })
  try {
    return await work(mount.folder)
  } finally {
    // Also when the work was cancelled.
    await runTool('umount', [mount.folder], { timeout: limit })
  }
}
