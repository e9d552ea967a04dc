/** A comparison in words. HTML and terminal draw it. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { binarySize, decimalSize } from '../../lib/units.ts'
import type { Finding } from '../finding.ts'
import type { Comparison, FactChange, FindingChange, Side } from './compare.ts'
import { fieldName, partName } from './field-names.ts'
import { speedText } from './hardware/network.ts'
import type { Value } from './leaves.ts'
import { cell, joined, left, tables, unknownMark } from './section.ts'
import type { Column, Table } from './section.ts'
import { causeOf, checkTitle, timeText } from './words.ts'
import { localZone } from './view.ts'
import type { ReportOptions } from './view.ts'

export interface ComparisonView {
  readonly title: string
  /** What a reader must know of the two: that nothing changed, or that they are of two machines. */
  readonly remarks: readonly string[]
  readonly sides: Table
  /** Findings, hardware, readings; each left out when there is none. */
  readonly tables: readonly Table[]
}

export function comparisonView(comparison: Comparison, options: ReportOptions): ComparisonView {
  const { language, timeZone = localZone() } = options
  const { sameMachine, before, after, facts, readings, findings } = comparison
  const heads = sameMachine
    ? [say(language, 'compare.before'), say(language, 'compare.after')]
    : [say(language, 'compare.one'), say(language, 'compare.other')]
  const columns: Column[] = [left(say(language, 'compare.what')), ...heads.map(left)]
  return {
    title: say(language, 'compare.title'),
    remarks: [
      ...(sameMachine ? [] : [say(language, 'compare.twoMachines')]),
      ...(facts.length + findings.length === 0 ? [say(language, 'compare.nothing')] : []),
    ],
    sides: sidesTable(before, after, heads, language, timeZone),
    tables: [
      ...tables(
        say(language, 'compare.findings'),
        [left(say(language, 'compare.change')), ...columns],
        findings.map((change) => findingRow(change, language)),
      ),
      ...tables(
        say(language, 'compare.facts'),
        [left(say(language, 'compare.change')), ...columns],
        facts.map((change) => [
          cell(say(language, `compare.kind.${change.kind}`), change.kind === 'gone'),
          ...factCells(change, language),
        ]),
      ),
      ...tables(
        say(language, 'compare.readings'),
        columns,
        readings.map((change) => factCells(change, language)),
      ),
    ],
  }
}

function sidesTable(before: Side, after: Side, heads: readonly string[], language: Language, timeZone: string): Table {
  const row = (label: string, of: (side: Side) => string | null, isBad: (side: Side) => boolean = () => false) => [
    cell(label),
    ...[before, after].map((side) => cell(of(side), isBad(side))),
  ]
  const unfit = (side: Side): boolean => side.verdict === 'unfit'
  return {
    title: '',
    columns: [left(''), ...heads.map(left)],
    rows: [
      row(say(language, 'report.machine'), ({ name }) => name),
      row(say(language, 'report.serial'), ({ serial }) => serial),
      row(say(language, 'report.time'), ({ finishedAt }) => timeText(finishedAt, timeZone)),
      row(say(language, 'report.policy'), ({ policy }) => policy),
      row(say(language, 'report.result'), ({ verdict }) => say(language, `report.${verdict}`), unfit),
      row(say(language, 'report.severity.fail'), ({ counts }) => String(counts.fail)),
      row(say(language, 'report.severity.warn'), ({ counts }) => String(counts.warn)),
      row(say(language, 'report.id'), ({ report }) => report),
    ],
  }
}

function findingRow({ kind, check, before, after }: FindingChange, language: Language) {
  const finding = (after ?? before)!
  const text = (side: Finding | null): string | null =>
    side === null ? null : joined([say(language, `report.severity.${side.severity}`), side.measured], ', ')
  return [
    cell(say(language, `compare.kind.${kind}`)),
    cell(
      say(language, 'report.labelled', {
        label: checkTitle(check, language),
        value: firstLine(causeOf(finding, language)),
      }),
    ),
    cell(text(before)),
    cell(text(after), after?.severity === 'fail'),
  ]
}

/** A log's entries are compared by their number, not line by line. */
const firstLine = (text: string): string => text.split('\n')[0]!

function factCells(change: FactChange, language: Language) {
  const { part, items, field, before, after } = change
  const what = joined(
    [partName(part, language), ...items, field === '' ? null : fieldName(part, field, language)],
    ' › ',
  )
  return [cell(what), ...[before, after].map((value) => cell(valueText(change, value, language)))]
}

const binaryFields = /^memory\.(size|installed|usable)$/
const decimalFields = /^(disks|raid)\.size$/

function valueText({ part, field }: FactChange, value: Value, language: Language): string {
  const path = `${part}.${field}`
  if (value === null || value === '') return unknownMark
  if (field === '' && value === true) return say(language, 'hardware.present')
  if (typeof value === 'boolean') return say(language, value ? 'hardware.yes' : 'hardware.no')
  if (typeof value === 'string') return value
  if (binaryFields.test(path)) return binarySize(value)
  if (decimalFields.test(path)) return decimalSize(value)
  return path === 'nics.speed' ? speedText(value) : String(value)
}
