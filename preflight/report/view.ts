/** A report in words, in the order in which it is read: verdict, what to change, checks, hardware. HTML and terminal draw it. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { severities } from '../finding.ts'
import type { Severity } from '../finding.ts'
import type { Report } from '../report.ts'
import { findingGroups } from './groups.ts'
import type { FindingGroup } from './groups.ts'
import { hardwareSections } from './hardware.ts'
import { cell, joined, left, pair, right, tables, unknownMark } from './section.ts'
import type { Pair, Section, Table } from './section.ts'
import { reasonText, sourceText } from './unread.ts'
import { checkTitle, namedBy, timeText } from './words.ts'

export interface ReportOptions {
  readonly language: Language
  /** IANA name of the zone that times are written in; the machine's own when left out. */
  readonly timeZone?: string | undefined
}

export interface ReportView {
  readonly title: string
  readonly machine: string
  readonly fit: boolean
  readonly verdict: string
  readonly sentence: string
  readonly identity: readonly Pair[]
  readonly counts: readonly { readonly severity: Severity; readonly word: string; readonly count: number }[]
  /** By severity; severities without a finding are left out. */
  readonly findings: readonly {
    readonly severity: Severity
    readonly title: string
    readonly groups: readonly FindingGroup[]
  }[]
  readonly checks: readonly { readonly title: string; readonly status: 'pass' | Severity; readonly word: string }[]
  readonly hardware: readonly Section[]
  /** What could not be read, was set by software, and came out of deep tests; each left out when there is none. */
  readonly more: readonly Table[]
}

export function reportView(report: Report, { language, timeZone = localZone() }: ReportOptions): ReportView {
  const { counts, facts } = report
  const groups = findingGroups(report, language)
  return {
    title: say(language, 'report.title'),
    machine: machineName(report) ?? say(language, 'report.unnamed'),
    fit: report.verdict === 'fit',
    verdict: say(language, `report.${report.verdict}`),
    sentence: sentenceOf(report, language),
    identity: identityOf(report, language, timeZone),
    counts: severities.map((severity) => ({
      severity,
      word: say(language, `report.severity.${severity}`),
      count: counts[severity],
    })),
    findings: inOrder(report)
      .map((severity) => ({
        severity,
        title: say(language, `report.section.${severity}`),
        groups: groups.filter((group) => group.severity === severity),
      }))
      .filter((section) => section.groups.length > 0),
    checks: report.checks.map(({ check, status }) => ({
      title: checkTitle(check, language),
      status,
      word: say(language, `report.severity.${status}`),
    })),
    hardware: hardwareSections(facts, language, timeZone),
    more: [...unreadTable(report, language), ...fixTable(report, language), ...deepTable(report, language)],
  }
}

/** What made the machine unfit comes first: without a failure, that is what could not be decided. */
function inOrder({ verdict, counts }: Report): readonly Severity[] {
  if (verdict === 'fit' || counts.fail > 0) return severities
  return ['unknown', ...severities.filter((severity) => severity !== 'unknown')]
}

export const localZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone

/** The name that people gave it, else its serial. */
export function machineName({ machine, facts }: Report): string | null {
  return machine.name ?? facts.system.serial ?? null
}

function sentenceOf({ verdict, counts }: Report, language: Language): string {
  const { fail, warn, unknown } = counts
  if (verdict === 'unfit' && fail === 0) return say(language, 'report.unfit.unknown', { count: unknown })
  const sentence =
    verdict === 'unfit'
      ? say(language, 'report.unfit.failed', { count: fail })
      : warn > 0
        ? say(language, 'report.fit.warned', { count: warn })
        : unknown > 0
          ? say(language, 'report.fit.known')
          : say(language, 'report.fit.clean')
  return unknown > 0 ? say(language, 'report.open', { sentence, count: unknown }) : sentence
}

function identityOf(report: Report, language: Language, timeZone: string): Pair[] {
  const { system } = report.facts
  return [
    pair(say(language, 'report.machine'), report.machine.name),
    pair(say(language, 'report.model'), joined([system.vendor, system.product])),
    pair(say(language, 'report.serial'), system.serial),
    pair(say(language, 'report.time'), timeText(report.finishedAt, timeZone)),
    pair(say(language, 'report.policy'), `${report.policy.name} (${report.policy.digest.slice(0, 12)})`),
    pair(say(language, 'report.took'), `${(report.took / 1000).toFixed(1)} s`),
    pair(say(language, 'report.program'), `VMP ${report.program}`),
    pair(say(language, 'report.id'), report.id),
  ]
}

function unreadTable({ facts }: Report, language: Language): Table[] {
  return tables(
    say(language, 'report.section.unread'),
    [left(say(language, 'report.subject')), left(say(language, 'report.reason'))],
    facts.unread.map(({ source, reason }) => [
      cell(sourceText(source, language)),
      cell(reasonText(reason, language).replaceAll(/\s+/g, ' ')),
    ]),
  )
}

function fixTable({ fixes }: Report, language: Language): Table[] {
  return tables(
    say(language, 'report.section.fixes'),
    [
      left(say(language, 'report.fix')),
      left(say(language, 'report.result')),
      left(say(language, 'report.before')),
      left(say(language, 'report.after')),
      left(say(language, 'report.problem')),
    ],
    fixes.map(({ fix, outcome, before, after, problem }) => [
      cell(namedBy(`preflight.fix.${fix}`, fix, language)),
      cell(say(language, `report.outcome.${outcome}`), outcome === 'failed'),
      cell(before),
      cell(after),
      cell(problem),
    ]),
  )
}

function deepTable({ deep }: Report, language: Language): Table[] {
  return tables(
    say(language, 'report.section.deep'),
    [
      left(say(language, 'report.test')),
      left(say(language, 'report.subject')),
      left(say(language, 'report.result')),
      right(say(language, 'report.took')),
      right(say(language, 'report.covered')),
      left(say(language, 'report.figures')),
      left(say(language, 'report.problem')),
    ],
    deep.map(({ test, subject, outcome, took, covered, figures, problem }) => [
      cell(say(language, `report.test.${test}`)),
      cell(subject),
      cell(say(language, `report.outcome.${outcome}`), outcome === 'failed'),
      cell(`${Math.round(took)} s`),
      cell(`${Math.round(covered * 10) / 10} %`),
      cell(
        figures
          .map(({ name, value, unit }) => {
            const title = namedBy(`preflight.figure.${name}`, name, language)
            return `${title} ${Math.round(value * 100) / 100} ${unit}`.trimEnd()
          })
          .join('; ') || unknownMark,
      ),
      cell(problem),
    ]),
  )
}
