/** File systems, made without a question whatever lay there before. */

/**
 * ext4 that GRUB reads (fs/ext2.c of GRUB 2.12 refuses what it does not know): mke2fs may turn on new features by itself,
 * and these two are all of its recent ones that a reader has to know.
 */
export const ext4Args = (device: string, label: string): string[] => [
  '-q',
  '-F',
  '-m',
  '0',
  '-L',
  label,
  '-O',
  '^metadata_csum_seed,^orphan_file',
  device,
]

/** XFS with reflinks, by which a slot's state is copied in an instant. A label has up to 12 characters. */
export const xfsArgs = (device: string, label: string): string[] => ['-q', '-f', '-m', 'reflink=1', '-L', label, device]

export const fatArgs = (device: string, label: string): string[] => ['-F', '32', '-n', label, device]
