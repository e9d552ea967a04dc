import { run } from '../exec.ts'

export interface IsoOptions {
  /** Folder whose content the ISO gets. */
  readonly source: string
  readonly output: string
  readonly label: string
  /** Sixteen digits, YYYYMMDDhhmmsscc; read as the file system's UUID by blkid and GRUB. */
  readonly date: string
  /** Below `source`: GRUB's El Torito image for BIOS. */
  readonly biosImage: string
  /** The first sector for BIOS, when it is written to a stick. */
  readonly hybridImage: string
  /** FAT file system with the EFI loaders; it becomes a partition of the stick and El Torito's EFI image. */
  readonly efiImage: string
  /** Seconds since 1970 that every file on it carries. */
  readonly epoch: number
}

/** Arguments of xorriso's mkisofs emulation (xorrisofs(1)) for one file that boots by BIOS and UEFI, as CD and as stick. */
export function isoArgs(options: IsoOptions): string[] {
  return [
    '-as',
    'mkisofs',
    '-quiet',
    '-iso-level',
    '3',
    '-rational-rock',
    '-joliet',
    '-joliet-long',
    '-volid',
    options.label,
    `--modification-date=${options.date}`,
    '--set_all_file_dates',
    `=${options.epoch}`,
    '-partition_offset',
    '16',
    '--grub2-mbr',
    options.hybridImage,
    '-append_partition',
    '2',
    '0xef',
    options.efiImage,
    '-appended_part_as_gpt',
    // Some BIOSes start a stick only when one of its partitions is marked active.
    '--mbr-force-bootable',
    '-eltorito-boot',
    options.biosImage,
    '-no-emul-boot',
    '-boot-load-size',
    '4',
    '-boot-info-table',
    '--grub2-boot-info',
    '-eltorito-alt-boot',
    '-e',
    '--interval:appended_partition_2:all::',
    '-no-emul-boot',
    '-o',
    options.output,
    options.source,
  ]
}

export async function writeIso(options: IsoOptions, signal?: AbortSignal): Promise<void> {
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(options.epoch), LC_ALL: 'C', TZ: 'UTC' }
  await run('xorriso', isoArgs(options), { env, signal, timeout: 600_000 })
}
