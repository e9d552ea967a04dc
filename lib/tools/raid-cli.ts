/** What the programs of RAID controllers' makers have in common: none is shipped, each is asked where it is installed. */

/** A volume as its controller knows it. */
export interface ControllerVolume {
  /** The disk that Linux sees, e.g. `/dev/sda`; undefined when the program does not say. */
  readonly path: string | undefined
  /** Its name within the controller. */
  readonly name: string
  /** `raid10`; undefined when the program says nothing that we know. */
  readonly level: string | undefined
  /** Bytes, as exact as the program writes them. */
  readonly size: number | null
  readonly state: 'optimal' | 'degraded' | 'rebuilding' | 'failed' | null
  /** Slots that its disks are in. */
  readonly members: string[]
  readonly missing: number | null
}

const units: Record<string, number> = { KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4, PB: 1024 ** 5 }

/** Bytes of "446.625 GB", which these programs count in powers of 1024. */
export function cliSize(value: string | undefined): number | null {
  const [, number, unit = ''] = /^([\d.]+) ([KMGTP]B)$/.exec(value?.trim() ?? '') ?? []
  const factor = units[unit]
  const size = Math.round(Number(number) * (factor ?? Number.NaN))
  return Number.isSafeInteger(size) ? size : null
}

/** `raid10` of "RAID 1+0", "10", "RAID 1(+0)" (which may be either, but 10 is a 1 of two disks more), "RAID ADG". */
export function cliLevel(value: string | undefined): string | undefined {
  const name = (value ?? '')
    .toLowerCase()
    .replace(/^raid[\s-]?/, '')
    .replaceAll(/\s/g, '')
  if (name === '1(+0)') return 'raid1'
  if (name === 'adg') return 'raid6'
  if (name === '1adm' || name === '1(adm)') return 'raid1'
  if (/^\d\+\d$/.test(name)) return name === '0+1' ? 'raid10' : `raid${name.replace('+', '')}`
  return /^\d{1,2}e?$/.test(name) ? `raid${name}` : undefined
}
