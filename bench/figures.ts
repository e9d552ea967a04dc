import { table } from '../cli/terminal/table.ts'

/** One thing that was measured, ours beside its peers in the same run. */
export interface Figure {
  /** As `DHCP` or `TFTP, blksize 1428`. */
  readonly what: string
  /** As `exchanges/s`, `MB/s` or `s`. */
  readonly unit: string
  readonly better: 'higher' | 'lower'
  readonly ours: number
  readonly peers?: Readonly<Record<string, number>>
  /** The least, or with `lower` the most, that is wanted of ours. */
  readonly wanted?: number
}

/** What a file of this folder exports as `figures`: measures, and leaves nothing running. */
export type Bench = () => Promise<readonly Figure[]>

/** How many times better ours is than the peer's: above 1 it leads, whichever way the unit counts. */
export function ratio({ ours, better }: Figure, peer: number): number {
  return better === 'higher' ? ours / peer : peer / ours
}

export function meets({ ours, better, wanted }: Figure): boolean {
  return wanted === undefined || (better === 'higher' ? ours >= wanted : ours <= wanted)
}

/** The figures as a table, a line for each peer. */
export function figureTable(figures: readonly Figure[], width?: number): string {
  const columns = [
    { title: 'MEASURED', shrinks: true },
    { title: 'UNIT' },
    { title: 'OURS', align: 'right' },
    { title: 'WANTED', align: 'right' },
    { title: 'PEER' },
    { title: 'ITS', align: 'right' },
    { title: 'RATIO', align: 'right' },
  ] as const
  const rows = figures.flatMap((figure) => {
    const { what, unit, ours, wanted, better } = figure
    const limit =
      wanted === undefined ? '' : `${better === 'higher' ? '≥' : '≤'} ${number(wanted)}${meets(figure) ? '' : ' ✖'}`
    const mine = [what, unit, number(ours), limit]
    const peers = Object.entries(figure.peers ?? {})
    if (peers.length === 0) return [mine]
    return peers.map(([peer, its], index) => [
      ...(index === 0 ? mine : ['', '', '', '']),
      peer,
      number(its),
      `${ratio(figure, its).toFixed(2)}×`,
    ])
  })
  return table(columns, rows, width)
}

/** Three figures that count; whole numbers from a thousand on. */
function number(value: number): string {
  return new Intl.NumberFormat(
    'en',
    value >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  ).format(value)
}
