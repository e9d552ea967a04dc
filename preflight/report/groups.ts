/** Findings of one kind told once: 400 disks that each hold a file system are one finding with 400 lines. */
import type { Language } from '../../lib/text/types.ts'
import { severities } from '../finding.ts'
import type { Finding, Severity, VendorRemedy } from '../finding.ts'
import type { Report } from '../report.ts'
import { causeOf, checkTitle, remedyOf } from './words.ts'

interface Occurrence {
  readonly subject: string | null
  /** Its lines: a cause may list entries of a log. */
  readonly cause: readonly string[]
  readonly measured: string | null
  readonly threshold: string | null
}

export interface FindingGroup {
  readonly code: string
  readonly severity: Severity
  /** The check's title. */
  readonly check: string
  /** The cause, when all occurrences have the same one. */
  readonly cause: readonly string[] | null
  readonly occurrences: readonly Occurrence[]
  readonly remedies: readonly string[]
  readonly vendorRemedies: readonly VendorRemedy[]
}

/** From the worst severity to the least, within one in the order of the checks. */
export function findingGroups(report: Pick<Report, 'checks'>, language: Language): FindingGroup[] {
  const kinds = new Map<string, { check: string; findings: Finding[] }>()
  for (const { check, findings } of report.checks)
    for (const finding of findings) {
      const key = JSON.stringify([check, finding.code, finding.severity])
      const kind = kinds.get(key)
      if (kind === undefined) kinds.set(key, { check, findings: [finding] })
      else kind.findings.push(finding)
    }
  return [...kinds.values()]
    .map(({ check, findings }) => groupOf(check, findings, language))
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
}

function groupOf(check: string, findings: readonly Finding[], language: Language): FindingGroup {
  const { code, severity } = findings[0]!
  const causes = findings.map((finding) => causeOf(finding, language))
  // A note asks for nothing.
  const remedies = (severity === 'note' ? [] : findings)
    .map((finding) => remedyOf(finding, language))
    .filter((remedy) => remedy !== null)
  const vendorRemedies = findings.flatMap((finding) => finding.vendorRemedies)
  return {
    code,
    severity,
    check: checkTitle(check, language),
    cause: new Set(causes).size === 1 ? causes[0]!.split('\n') : null,
    occurrences: findings.map(({ subject, measured, threshold }, index) => ({
      subject,
      cause: causes[index]!.split('\n'),
      measured,
      threshold,
    })),
    remedies: [...new Set(remedies)],
    vendorRemedies: [...new Map(vendorRemedies.map((remedy) => [JSON.stringify(remedy), remedy])).values()],
  }
}
