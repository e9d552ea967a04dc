/** efibootmgr: what UEFI's firmware starts, and in which order (UEFI 2.10, 3.1). */

/** Versions before 18 print device paths only when they are asked to say more. */
export const bootEntriesArgs = ['--verbose']

export interface BootEntry {
  /** Four hexadecimal digits, as `Boot0001` has them. */
  readonly number: string
  readonly active: boolean
  readonly label: string
  /** A device path in the text form of the UEFI specification. */
  readonly path: string
}

export interface BootEntries {
  readonly order: readonly string[]
  readonly entries: readonly BootEntry[]
}

export function parseBootEntries(output: string): BootEntries {
  const order = /^BootOrder: ([0-9A-F,]+)$/m.exec(output)?.[1]?.split(',') ?? []
  // Lines with the same in bytes follow each; they begin with blanks.
  const lines = output.matchAll(/^Boot([0-9A-F]{4})([* ]) ([^\t\n]*)\t(.*)$/gm)
  const entries = [...lines].map(([, number = '', mark, label = '', path = '']) => ({
    number,
    active: mark === '*',
    label: label.trim(),
    path,
  }))
  return { order, entries }
}

export interface NewBootEntry {
  readonly disk: string
  readonly partition: number
  /** Path on that partition, with slashes. */
  readonly loader: string
  readonly label: string
}

/** Beside the others, outside the order: that is written once, at the end. */
export const createEntryArgs = ({ disk, partition, loader, label }: NewBootEntry): string[] => [
  '--quiet',
  '--create-only',
  '--disk',
  disk,
  '--part',
  String(partition),
  '--loader',
  `\\${loader.replaceAll('/', '\\')}`,
  '--label',
  label,
]

/** Takes it out of the order, too. */
export const deleteEntryArgs = (number: string): string[] => ['--quiet', '--bootnum', number, '--delete-bootnum']

export const bootOrderArgs = (order: readonly string[]): string[] => ['--quiet', '--bootorder', order.join(',')]

/** GUID of the partition that an entry starts from, in lower case; undefined when it is none of a GPT. */
export const partitionOf = ({ path }: BootEntry): string | undefined =>
  /\bHD\(\d+,GPT,([0-9a-f-]{36}),/i.exec(path)?.[1]?.toLowerCase()

/** MAC address of the port that an entry starts from, as `52:54:00:00:00:01`; undefined when it is none. */
export const portOf = ({ path }: BootEntry): string | undefined =>
  /\bMAC\(([0-9a-f]{12})/i.exec(path)?.[1]?.toLowerCase().match(/../g)?.join(':')
