/** dmidecode: the SMBIOS tables as text. */

/** One SMBIOS structure: its type's number, its title, and its fields as written. */
export interface DmiStructure {
  type: number
  title: string
  fields: Map<string, string>
}

/**
 * Reads dmidecode's output. Lists below a field (flags, strings) are left out; what does not look like a structure is
 * skipped, for firmware tables are full of surprises.
 */
export function parseDmidecode(output: string): DmiStructure[] {
  const found: DmiStructure[] = []
  let current: DmiStructure | undefined
  for (const line of output.split('\n')) {
    const handle = /^Handle 0x[0-9A-Fa-f]+, DMI type (\d+),/.exec(line)
    if (handle?.[1] !== undefined) {
      current = { type: Number(handle[1]), title: '', fields: new Map() }
      found.push(current)
    } else if (line.trim() === '') {
      current = undefined
    } else if (current !== undefined) {
      const field = /^\t([^\t:][^:]*):(?: (.*))?$/.exec(line)
      if (field?.[1] !== undefined) {
        if (field[2] !== undefined) current.fields.set(field[1], field[2].trim())
      } else if (!line.startsWith('\t') && current.title === '') {
        current.title = line.trim()
      }
    }
  }
  return found
}

const units: Record<string, number> = { bytes: 1, kB: 1024, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 }

/** Bytes of a size such as "16384 MB" or "16 GB"; undefined for "No Module Installed", "Unknown" and the like. */
export function dmiSize(value: string | undefined): number | undefined {
  const match = /^(\d+) (\w+)$/.exec(value ?? '')
  const unit = units[match?.[2] ?? '']
  if (match === null || unit === undefined) return undefined
  const size = Number(match[1]) * unit
  return Number.isSafeInteger(size) && size > 0 ? size : undefined
}
