/** A report on the terminal: verdict, what to change, and the hardware in a few lines; the rest is in the HTML. */
import type { Report } from '../../preflight/report.ts'
import type { FindingGroup } from '../../preflight/report/groups.ts'
import { joined, unknownMark } from '../../preflight/report/section.ts'
import { hardwareLines } from '../../preflight/report/summary.ts'
import { reportView } from '../../preflight/report/view.ts'
import { allVisible } from '../../preflight/report/visible.ts'
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Terminal } from '../terminal/steps.ts'
import { marks, pageOf } from './page.ts'
import type { Page } from './page.ts'

/** Of the same finding on many disks, so many are named. */
const occurrencesShown = 8
export function reportText(report: Report, language: Language, out: Terminal): string {
  const view = allVisible(reportView(report, { language }))
  const page = pageOf(out)
  const labelled = (label: string, value: string, indent: number): void =>
    page.text(say(language, 'report.labelled', { label, value }), indent)
  const state = view.fit ? 'pass' : 'fail'
  page.line(`${page.marked(state)} ${page.coloured(state, view.verdict)}`)
  page.text(view.machine, 2)
  page.text(view.sentence, 2)
  const known = view.identity.slice(1).filter(({ value }) => value !== unknownMark)
  page.text(known.map(({ value }) => value).join(' · '), 2)
  page.text(view.counts.map(({ word, count }) => `${word} ${count}`).join(' · '), 2)
  for (const { severity, title, groups } of view.findings) {
    page.line('')
    page.line(page.coloured(severity, title))
    for (const group of groups) groupLines(group, language, page)
  }
  page.line('')
  const passed = view.checks.filter(({ status }) => status === 'pass').map(({ title }) => title)
  if (passed.length > 0) labelled(say(language, 'report.severity.pass'), passed.join(', '), 0)
  for (const { title, rows } of view.more) {
    page.line('')
    page.line(title)
    for (const row of rows) page.text(row.map(({ text }) => text).join(' · '), 2)
  }
  page.line('')
  page.line(say(language, 'report.section.hardware'))
  for (const { label, value } of allVisible(hardwareLines(report.facts, language))) labelled(label, value, 2)
  return page.end()
}

function groupLines(group: FindingGroup, language: Language, page: Page): void {
  const { check, severity, cause, occurrences, remedies, vendorRemedies } = group
  const single = occurrences.length === 1 ? occurrences[0]! : null
  page.text(`${marks[severity]} ${joined([check, single?.subject ?? null], ', ')}`, 2)
  if (cause !== null) page.text(cause, 4)
  if (single === null) {
    for (const { subject, measured, cause: its } of occurrences.slice(0, occurrencesShown))
      page.text(joined([subject, cause === null ? its : null, measured], ': ') ?? '', 6)
    if (occurrences.length > occurrencesShown) page.text(`… +${occurrences.length - occurrencesShown}`, 6)
  } else if (single.measured !== null || single.threshold !== null) {
    const figures = [
      single.measured === null ? null : `${say(language, 'report.measured')} ${single.measured}`,
      single.threshold === null ? null : `${say(language, 'report.threshold')} ${single.threshold}`,
    ]
    page.text(joined(figures, ' · ') ?? '', 4)
  }
  for (const remedy of remedies) page.text(`→ ${remedy}`, 4)
  for (const { vendor, menu, option, value, source } of vendorRemedies) {
    const path = `${[...menu, option].join(' › ')} = ${value}`
    page.text(
      `→ ${say(language, 'report.labelled', { label: say(language, 'report.menu', { vendor }), value: path })}`,
      4,
    )
    page.text(say(language, 'report.labelled', { label: say(language, 'report.source'), value: source.title }), 6)
  }
}
