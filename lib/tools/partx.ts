/** partx, only to show a partition table as it stands on the disk, whatever the kernel has made of it. */

export const partxArgs = (path: string): string[] => ['--pairs', '--output=NR,START,SECTORS,TYPE,NAME,UUID', path]

export interface TableEntry {
  readonly number: number
  /** In sectors of 512 bytes. */
  readonly start: number
  readonly sectors: number
  /** A GUID in lower case on GPT, `0x83` on DOS. */
  readonly type: string
  readonly name: string
  readonly uuid: string
}

export function parsePartx(output: string): TableEntry[] {
  return output.split('\n').flatMap((line) => {
    const fields = new Map([...line.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]))
    const number = (name: string): number => Number(fields.get(name) ?? 'x')
    const [nr, start, sectors] = [number('NR'), number('START'), number('SECTORS')]
    if (![nr, start, sectors].every(Number.isSafeInteger)) return []
    const text = (name: string): string => fields.get(name) ?? ''
    return { number: nr, start, sectors, type: text('TYPE').toLowerCase(), name: text('NAME'), uuid: text('UUID') }
  })
}
