/** GRUB for disks: the image that a BIOS loads, and the environment block that GRUB itself can write. */

/** All that our menus use, so that nothing has to be loaded from a disk: GRUB looks at more of a disk than at one file. */
const biosModules =
  'biosdisk part_gpt part_msdos fat ext2 diskfilter mdraid1x normal configfile loadenv linux search search_fs_uuid ' +
  'search_fs_file search_label chain serial terminal terminfo test regexp echo sleep halt reboot minicmd probe ls cat'

/** core.img of a disk whose menu is in the folder `prefix` of its own partition `partition`. */
export function biosImageArgs(options: {
  partition: number
  prefix: string
  directory: string
  output: string
}): string[] {
  return [
    '--format=i386-pc',
    `--directory=${options.directory}`,
    `--prefix=(,gpt${options.partition})/${options.prefix}`,
    `--output=${options.output}`,
    ...biosModules.split(' '),
  ]
}

const header = '# GRUB Environment Block\n'
const blockSize = 1024

export type GrubEnvironment = Readonly<Record<string, string>>

/** The block (grub-editenv(1)): the variables, filled up to its size, which GRUB never changes. */
export function writeEnvironment(variables: GrubEnvironment): Buffer {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value.replaceAll(/[\\\n]/g, '\\$&')}\n`)
  const text = header + lines.join('')
  if (Buffer.byteLength(text) > blockSize) throw new RangeError('more than an environment block holds')
  const block = Buffer.alloc(blockSize, '#')
  block.write(text)
  return block
}

/** The variables of a block; undefined when it is none. */
export function readEnvironment(block: Buffer): GrubEnvironment | undefined {
  const text = block.toString('utf8')
  if (!text.startsWith(header)) return undefined
  const variables = [...text.slice(header.length).matchAll(/^([^#=\n][^=\n]*)=((?:\\[^]|[^\\\n])*)\n/gm)]
  return Object.fromEntries(variables.map(([, name, value]) => [name!, value!.replaceAll(/\\([^])/g, '$1')]))
}
