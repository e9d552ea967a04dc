/** The fleet report on the terminal: the odd ones first, then the machines side by side in what differs. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Fleet } from '../../preflight/report/fleet.ts'
import { fleetView } from '../../preflight/report/fleet-view.ts'
import { allVisible } from '../../preflight/report/visible.ts'
import type { Terminal } from '../terminal/steps.ts'
import { table } from '../terminal/table.ts'
import { pageOf } from './page.ts'

export function fleetText(fleet: Fleet, language: Language, out: Terminal): string {
  const view = allVisible(fleetView(fleet, language))
  const page = pageOf(out)
  if (fleet.machines === 0) {
    page.line(view.remark ?? '')
    return page.end()
  }
  page.text(view.counts.map(({ word, count }) => `${word} ${count}`).join(' · '), 0)
  if (view.remark !== null) page.text(view.remark, 0)
  for (const {
    title,
    oddities,
    same,
    sameTitle,
    table: { columns, rows },
  } of view.groups) {
    page.line('')
    page.line(page.coloured('note', title))
    for (const { machine, sentences } of oddities) {
      page.text(`! ${machine}`, 2)
      for (const sentence of sentences) page.text(sentence, 4)
    }
    const cells = rows.map((row) => row.map(({ text }) => text))
    const titles = columns.map((column, index) => ({
      title: column.title,
      align: column.right ? ('right' as const) : ('left' as const),
      shrinks: index > 5,
    }))
    page.raw(table(titles, cells, out.isTTY ? out.columns : undefined))
    const alike = same.map(({ label, value }) => `${label} ${value}`).join('; ')
    if (alike !== '') page.text(say(language, 'report.labelled', { label: sameTitle, value: alike }), 0)
  }
  return page.end()
}
