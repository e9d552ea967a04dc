/** mdadm, only to look at what disks say of the arrays they belong to, whether Linux runs them or not. */

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
