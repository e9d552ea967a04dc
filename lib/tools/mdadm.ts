/** mdadm: what disks say of the arrays they belong to, whether Linux runs them or not; and arrays made and stopped. */

/** All disks; `--verbose` names the members. */
export const examineScanArgs = ['--examine', '--scan', '--verbose']

export interface ExaminedArray {
  /** `md/0`: the device node that mdadm would give it; version 4.4 says no other name. */
  readonly name: string
  /** `raid1`, `container`; undefined for a volume inside a container. */
  readonly level: string | undefined
  /** `1.2`, `imsm`, `ddf`. */
  readonly metadata: string | undefined
  /** How many members it is to have, without spares. */
  readonly devices: number | undefined
  readonly spares: number
  readonly uuid: string | undefined
  /** Of the container that it is a volume of. */
  readonly container: string | undefined
  /** Device nodes found, spares among them. */
  readonly members: string[]
}

/** Reads `ARRAY …` lines, each with its indented continuations. */
export function parseExamineScan(output: string): ExaminedArray[] {
  const entries: string[] = []
  for (const line of output.split('\n')) {
    if (line.startsWith('ARRAY')) entries.push(line)
    else if (/^\s+\S/.test(line) && entries.length > 0) entries[entries.length - 1] += ` ${line.trim()}`
  }
  return entries.map((entry) => {
    const words = entry.split(/\s+/).slice(1)
    const fields = new Map(
      words.map((word) => /^([\w-]+)=(.+)$/.exec(word)).flatMap((match) => (match ? [[match[1], match[2]]] : [])),
    ) as Map<string, string>
    const count = (name: string): number | undefined => {
      const value = fields.get(name) ?? ''
      return /^\d{1,6}$/.test(value) ? Number(value) : undefined
    }
    const path = words[0]?.startsWith('/') ? words[0] : undefined
    return {
      name: path?.replace(/^\/dev\//, '') ?? fields.get('name') ?? fields.get('UUID') ?? '?',
      level: fields.get('level'),
      metadata: fields.get('metadata'),
      devices: count('num-devices'),
      spares: count('spares') ?? 0,
      uuid: fields.get('UUID'),
      container: fields.get('container'),
      members: (fields.get('devices') ?? '').split(',').filter((member) => member !== ''),
    }
  })
}

export interface NewArray {
  /** The node that it is made at: /dev/md/… */
  readonly device: string
  /** What it is called in its superblock, for ever. */
  readonly name: string
  readonly level: string
  readonly members: readonly string[]
}

export function createArgs({ device, name, level, members }: NewArray): string[] {
  return [
    '--create',
    device,
    '--homehost=vmp',
    `--name=${name}`,
    `--level=${level}`,
    '--metadata=1.2',
    // After a power cut only what was being written is compared again.
    '--bitmap=internal',
    `--raid-devices=${members.length}`,
    // A mirror of one can get its second half later.
    ...(members.length === 1 ? ['--force'] : []),
    // docs/install.md says why mirrors need no first comparison, and why parity does.
    ...(level === '1' || level === '10' ? ['--assume-clean'] : []),
    // Asks no question.
    '--run',
    ...members,
  ]
}

export const stopArgs = (device: string): string[] => ['--stop', device]
export const detailArgs = (device: string): string[] => ['--detail', '--export', device]

/** The array's UUID, four groups with colons, from `--detail --export`. */
export const parseUuid = (output: string): string | undefined => /^MD_UUID=([0-9a-f:]{35})$/m.exec(output)?.[1]
