/** tar, to take single files out of an archive of one folder, whether its names begin with `./`, a folder or nothing. */

const member = (name: string): string[] => ['--wildcards', '--no-anchored', name]

/** The file on standard output. */
export const printArgs = (archive: string, name: string): string[] => [
  '--extract',
  '--to-stdout',
  `--file=${archive}`,
  ...member(name),
]

/** The file into a folder, under its own name and as ours. */
export const extractArgs = (archive: string, name: string, folder: string): string[] => [
  '--extract',
  `--file=${archive}`,
  `--directory=${folder}`,
  '--no-same-owner',
  '--no-same-permissions',
  '--transform=s,^.*/,,',
  ...member(name),
]
