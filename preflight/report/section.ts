/** What a report is laid out from, in words: pairs of label and value, and tables. HTML and terminal draw the same ones. */

export interface Pair {
  readonly label: string
  readonly value: string
}

export interface Cell {
  readonly text: string
  /** What a reader must not overlook. */
  readonly bad: boolean
}

export interface Column {
  readonly title: string
  /** Numbers stand to the right. */
  readonly right: boolean
}

export interface Table {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Cell[])[]
}

export interface Section {
  readonly title: string
  readonly pairs: readonly Pair[]
  readonly tables: readonly Table[]
}

/** What stands where nothing is known. */
export const unknownMark = '–'

/** A value with its label; null, nothing known, is shown as such. */
export function pair(label: string, value: string | number | null): Pair {
  return { label, value: value === null || value === '' ? unknownMark : String(value) }
}

export function cell(text: string | number | null, bad = false): Cell {
  return { text: text === null || text === '' ? unknownMark : String(text), bad }
}

export const left = (title: string): Column => ({ title, right: false })
export const right = (title: string): Column => ({ title, right: true })

/** Nothing at all when there are no rows: an empty table says less than its absence. */
export function tables(title: string, columns: readonly Column[], rows: readonly (readonly Cell[])[]): Table[] {
  return rows.length === 0 ? [] : [{ title, columns, rows }]
}

/** The parts that are known, in one text; null when none is. */
export function joined(parts: readonly (string | number | null)[], separator = ' '): string | null {
  const known = parts.filter((part) => part !== null && part !== '')
  return known.length === 0 ? null : known.join(separator)
}
