import { open } from 'node:fs/promises'
import { run } from '../exec.ts'

export interface FatFile {
  readonly source: string
  /** Path on the file system, as `EFI/BOOT/BOOTX64.EFI`. */
  readonly target: string
}

export interface FatOptions {
  readonly file: string
  /** Bytes; a multiple of 1 MiB. */
  readonly size: number
  /** `VMP` without one. */
  readonly label?: string
  /** Eight hex digits. */
  readonly serial: string
  readonly files: readonly FatFile[]
  /** Seconds since 1970 that its entries carry. */
  readonly epoch: number
}

/** Makes a FAT file system in a file, without mounting anything. Same files, same bytes. */
export async function makeFat(
  { file, size, label = 'VMP', serial, files, epoch }: FatOptions,
  signal?: AbortSignal,
): Promise<void> {
  // Entries carry SOURCE_DATE_EPOCH; the check is of a geometry that only floppies have.
  const env = { ...process.env, MTOOLS_SKIP_CHECK: '1', SOURCE_DATE_EPOCH: String(epoch), TZ: 'UTC', LC_ALL: 'C' }
  const tool = (command: string, args: readonly string[]): Promise<unknown> =>
    run(command, ['-i', file, ...args], { env, signal, timeout: 60_000 })
  const image = await open(file, 'w')
  await image.truncate(size)
  await image.close()
  await tool('mformat', ['-v', label, '-N', serial, '-T', String(size / 512), '-h', '16', '-s', '63', '::'])
  for (const folder of foldersOf(files)) await tool('mmd', [`::${folder}`])
  for (const { source, target } of files) await tool('mcopy', [source, `::${target}`])
}

/** All folders above the files, parents first. */
export function foldersOf(files: readonly FatFile[]): string[] {
  const folders = new Set<string>()
  for (const { target } of files) {
    const parts = target.split('/').slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth += 1) folders.add(parts.slice(0, depth).join('/'))
  }
  return [...folders]
}
