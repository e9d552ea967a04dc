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
  if (passed.length > 0) labelled(say(language, 'report.severity.pass'), passed.join(say(language, 'report.comma')), 0)
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

type Figures = Pick<FindingGroup['occurrences'][number], 'measured' | 'threshold'>

function groupLines(group: FindingGroup, language: Language, page: Page): void {
  const { check, severity, cause, occurrences, remedies, vendorRemedies } = group
  const single = occurrences.length === 1 ? occurrences[0]! : null
  const subject = single?.subject ?? null
  const heading = subject === null ? check : say(language, 'report.labelled', { label: check, value: subject })
  page.text(`${marks[severity]} ${heading}`, 2)
  const causeLines = (lines: readonly string[], indent: number): void => {
    for (const [index, line] of lines.entries()) page.text(line, index === 0 ? indent : indent + 2)
  }
  const figures = ({ measured, threshold }: Figures, indent: number): void => {
    const known = [
      measured === null ? null : `${say(language, 'report.measured')} ${measured}`,
      threshold === null ? null : `${say(language, 'report.threshold')} ${threshold}`,
    ]
    const text = joined(known, ' · ')
    if (text !== null) page.text(text, indent)
  }
  if (cause !== null) causeLines(cause, 4)
  if (single !== null) figures(single, 4)
  else {
    for (const occurrence of occurrences.slice(0, occurrencesShown)) {
      if (cause !== null) {
        const { subject: label, measured: value } = occurrence
        const both = label !== null && value !== null
        page.text(both ? say(language, 'report.labelled', { label, value }) : (label ?? value ?? ''), 6)
      } else {
        causeLines(occurrence.cause, 4)
        figures(occurrence, 6)
      }
    }
    if (occurrences.length > occurrencesShown) page.text(`… +${occurrences.length - occurrencesShown}`, 6)
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
