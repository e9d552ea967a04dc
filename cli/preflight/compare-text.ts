/** A comparison of two reports on the terminal. */
import type { Language } from '../../lib/text/types.ts'
import type { Comparison } from '../../preflight/report/compare.ts'
import { comparisonView } from '../../preflight/report/compare-view.ts'
import type { Table } from '../../preflight/report/section.ts'
import { allVisible } from '../../preflight/report/visible.ts'
import type { Terminal } from '../terminal/steps.ts'
import { table } from '../terminal/table.ts'
import { pageOf } from './page.ts'

export function comparisonText(comparison: Comparison, language: Language, out: Terminal): string {
  const view = allVisible(comparisonView(comparison, { language }))
  const page = pageOf(out)
  const drawn = ({ columns, rows }: Table): string =>
    table(
      columns.map(({ title }) => ({ title, shrinks: true })),
      rows.map((row) => row.map(({ text }) => text)),
      out.isTTY ? out.columns : undefined,
    )
  for (const remark of view.remarks) page.text(remark, 0)
  page.raw(drawn(view.sides))
  for (const part of view.tables) {
    page.line('')
    page.line(page.coloured('note', part.title))
    page.raw(drawn(part))
  }
  return page.end()
}
