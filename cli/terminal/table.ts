import { printable } from './printable.ts'
import { pad, truncate, widthOf } from '../../lib/text/width.ts'

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
  /** Gives way first when the terminal is too narrow; the other columns keep their full text. */
  readonly shrinks?: boolean
}

const GAP = '  '
/** A shrinking column keeps at least this many columns, so that its text can still be told apart. */
const LEAST = 8

/**
 * Rows of text under their titles, aligned also when they hold Chinese.
 * `width` is the terminal's; without it (a file, a pipe) nothing is cut.
 */
export function table(columns: readonly Column[], cells: readonly (readonly string[])[], width = Infinity): string {
  const rows = cells.map((row) => row.map(printable))
  const widths = columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ''))),
  )
  fit(columns, widths, width)
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(truncate(cells[index] ?? '', widths[index]!), widths[index]!, align))
      .join(GAP)
      .trimEnd()
  return [line(columns.map(({ title }) => title)), ...rows.map(line)]
    .map((text) => `${truncate(text, width)}\n`)
    .join('')
}

/** Takes what is too wide from the widest of the columns that may shrink, one column of text at a time. */
function fit(columns: readonly Column[], widths: number[], width: number): void {
  let excess = widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1)) - width
  while (excess > 0) {
    let widest = -1
    for (const [index, column] of columns.entries())
      if (column.shrinks && widths[index]! > LEAST && (widest < 0 || widths[index]! > widths[widest]!)) widest = index
    if (widest < 0) return
    widths[widest]! -= 1
    excess -= 1
  }
}
