import { run } from '../exec.ts'
import { runContained } from './contained.ts'

/**
 * zstd level 9: of our image, level 15 saves 4 % of the bytes and takes seven times the processor time.
 * mksquashfs keeps an existing file system's block size, so both layers name the same.
 */
const compression = ['-comp', 'zstd', '-Xcompression-level', '9', '-b', '256K']

export interface SquashOptions {
  readonly source: string
  readonly target: string
  /** Seconds since 1970 for the file system and every file in it. */
  readonly epoch: number
  /** Adds the entries of `source` at the root of the existing file system `target`. */
  readonly append?: boolean
  /** Patterns, relative to `source`, of what is left out. */
  readonly exclude?: readonly string[]
}

/** Arguments of mksquashfs(1) that give the same bytes for the same files. */
export function squashArgs({ source, target, epoch, append = false, exclude = [] }: SquashOptions): string[] {
  return [
    source,
    target,
    ...(append ? ['-no-recovery'] : ['-noappend']),
    ...compression,
    '-mkfs-time',
    String(epoch),
    '-all-time',
    String(epoch),
    '-no-progress',
    '-quiet',
    ...(exclude.length > 0 ? ['-wildcards', '-e', ...exclude] : []),
  ]
}

/** A program to be started through a loader, with libraries that stand beside it. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
}

export async function squash(program: Program, options: SquashOptions, signal?: AbortSignal): Promise<void> {
  await runContained(program.command, [...program.args, ...squashArgs(options)], { signal, timeout: 1_200_000 })
}

/** Unpacks a whole squashfs into a folder that must not exist yet. */
export async function unsquash(file: string, folder: string, signal?: AbortSignal): Promise<void> {
  await run('unsquashfs', ['-no-progress', '-quiet', '-d', folder, file], { signal, timeout: 600_000 })
}
