/** A report as one HTML file: no script, nothing from elsewhere, laid out for A4. */
import { render } from '../../lib/template.ts'
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { VendorRemedy } from '../finding.ts'
import type { Report } from '../report.ts'
import type { Table } from './section.ts'
import { allVisible } from './visible.ts'
import { reportView } from './view.ts'
import type { ReportOptions } from './view.ts'

export function reportHtml(report: Report, options: ReportOptions): string {
  const { language } = options
  const view = allVisible(reportView(report, options))
  const findings = view.findings.map((section) => ({
    ...section,
    groups: section.groups.map((group) => ({
      ...group,
      subject: group.occurrences.length === 1 ? group.occurrences[0]!.subject : null,
      single: group.occurrences.length === 1 ? group.occurrences[0]! : null,
      measured: group.occurrences.some(({ measured }) => measured !== null),
      threshold: group.occurrences.some(({ threshold }) => threshold !== null),
      vendorRemedies: group.vendorRemedies.map((remedy) => vendorRemedyView(remedy, language)),
    })),
  }))
  return document('preflight/report.html.hbs', {
    ...view,
    header: `${view.title}  ${view.machine}`,
    language,
    findings,
    hardware: view.hardware.map((section) => ({ ...section, tables: section.tables.map(tableView) })),
    more: view.more.map(tableView),
    words: words(language),
  })
}

/** More rows than this of a few narrow columns stand in two columns on paper. */
const longTable = 12

/** Characters that a cell keeps on one line. */
const shortText = 12

/** From so many columns on, letters are smaller. */
const manyColumns = 8

/** Each cell on the side of its column; what is short and of a known shape is not broken into lines. */
export function tableView(table: Table) {
  const rows = table.rows.map((row) =>
    row.map((cell, index) => {
      const { right } = table.columns[index]!
      const whole = cell.text.length <= shortText || (!right && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(cell.text))
      return { ...cell, style: [right && 'right', cell.bad && 'bad', whole && 'whole'].filter(Boolean).join(' ') }
    }),
  )
  return {
    ...table,
    rows,
    split: table.columns.length <= 3 && rows.length > longTable,
    dense: table.columns.length >= manyColumns,
  }
}

function vendorRemedyView(remedy: VendorRemedy, language: Language) {
  const { vendor, applies, source } = remedy
  return {
    ...remedy,
    heading: say(language, 'report.menu', { vendor }),
    from: say(language, 'report.labelled', { label: say(language, 'report.source'), value: source.title }),
    applies: say(language, 'report.applies', { models: applies }),
    // A document may come from anywhere: only what a browser opens as a page becomes a link.
    source: { ...source, link: /^https?:\/\//i.test(source.url) },
  }
}

const words = (language: Language) => ({
  checks: say(language, 'report.section.checks'),
  hardware: say(language, 'report.section.hardware'),
  signatures: say(language, 'report.section.signatures'),
  measured: say(language, 'report.measured'),
  threshold: say(language, 'report.threshold'),
  subject: say(language, 'report.subject'),
  cause: say(language, 'report.cause'),
  remedy: say(language, 'report.remedy'),
  set: say(language, 'report.set'),
  technician: say(language, 'report.technician'),
  customer: say(language, 'report.customer'),
  name: say(language, 'report.name'),
  signature: say(language, 'report.signature'),
  date: say(language, 'report.date'),
  handover: say(language, 'report.handover'),
})

/** `header` stands on every printed page; `across` turns the paper. */
export function document(
  template: string,
  data: Readonly<Record<string, unknown>> & { readonly header: string; readonly across?: boolean },
): string {
  const { header, across = false, ...rest } = data
  const style = render('preflight/document.css.hbs', 'css', { header, across })
  // Put in after the escaping, which is of another kind inside a style.
  return render(template, 'html', rest).replace('<style></style>', () => `<style>${style}</style>`)
}
