/** A comparison of two reports as one HTML file. */
import type { Comparison } from './compare.ts'
import { comparisonView } from './compare-view.ts'
import { document, tableView } from './html.ts'
import { allVisible } from './visible.ts'
import type { ReportOptions } from './view.ts'

export function comparisonHtml(comparison: Comparison, options: ReportOptions): string {
  const view = allVisible(comparisonView(comparison, options))
  return document('preflight/compare.html.hbs', {
    ...view,
    header: view.title,
    language: options.language,
    sides: tableView(view.sides),
    tables: view.tables.map(tableView),
  })
}
