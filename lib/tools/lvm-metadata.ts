/**
 * The text that LVM keeps at the start of a physical volume: LVM's own programs would ask every disk of the machine,
 * and wait for the one that hangs.
 */

/** Where the text lies with the defaults of pvcreate: behind the label's sectors, before the first MiB ends. */
export const lvmTextStart = 4096
export const lvmTextSize = 1024 ** 2 - lvmTextStart

export interface VolumeGroup {
  readonly name: string
  /** Logical volumes, those that LVM makes for itself left out. */
  readonly volumes: string[]
}

/** Each change adds a whole new text, round and round: the one of the highest number counts. */
export function parseLvmText(text: string): VolumeGroup | undefined {
  const starts = [...text.matchAll(/(?<![\w+.-])([\w+.-]{1,127}) \{\nid = "[\w-]{38}"\nseqno = (\d{1,10})\n/g)]
  const newest = starts.toSorted((a, b) => Number(a[2]) - Number(b[2])).at(-1)
  const name = newest?.[1]
  if (newest === undefined || name === undefined) return undefined
  const body = text.slice(newest.index).split('\0')[0] ?? ''
  const [, listed = ''] = body.split('\nlogical_volumes {\n')
  const volumes = [...listed.matchAll(/^([\w+.-]{1,127}) \{\nid = "/gm)].map(([, volume = '']) => volume)
  return {
    name,
    volumes: volumes.filter(
      (volume) => !/_(?:[tcr]?(?:meta|data)|mlog|mimage|rimage|rmeta|vorigin|pmspare)(?:_?\d+)?$/.test(volume),
    ),
  }
}
