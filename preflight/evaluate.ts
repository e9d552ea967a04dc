/** Runs checks, gives each finding its severity and remedies, and draws the verdict. */
import type { Around } from './around.ts'
import type { Check, Found } from './check.ts'
import type { FactParts, Facts } from './facts/schema.ts'
import type { Unread } from './facts/schema/common.ts'
import type { SystemFacts } from './facts/schema/system.ts'
import { severities } from './finding.ts'
import type { Finding, Severity } from './finding.ts'
import type { Policy } from './policy.ts'
import { vendorRemedies } from './remedies.ts'
import type { CheckResult, Counts, Verdict } from './report.ts'

interface Subject {
  readonly facts: FactParts
  readonly unread: readonly Unread[]
  readonly policy: Policy
  readonly around: Around
}

/** Runs one check. */
export function runCheck(check: Check, subject: Subject): CheckResult {
  const found = [...check.run(subject)]
  const findings = [...found, ...fixedBefore(check, found, subject.around)]
    .map((each) => findingOf(check, each, subject.policy, subject.facts.system))
    .filter((finding) => finding !== undefined)
    .toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity))
  return { check: check.id, status: statusOf(findings), findings }
}

/** What was wrong until `--fix` set it right; nothing when it is still wrong. */
function fixedBefore({ id, remarks }: Check, found: readonly Found[], { fixed }: Around): Found[] {
  if (!Object.hasOwn(remarks, 'fixed')) return []
  return fixed
    .filter(({ code }) => code.startsWith(`${id}.`) && !found.some(({ problem }) => code === `${id}.${problem}`))
    .map(({ before, after }) => ({
      problem: 'fixed',
      params: { before: before ?? '?', after: after ?? '?' },
    }))
}

/** Undefined when the policy wants to hear nothing of it. */
function findingOf(check: Check, found: Found, policy: Policy, system: SystemFacts): Finding | undefined {
  const code = `${check.id}.${found.problem}`
  const severity: Severity | 'off' = check.remarks[found.problem] ?? policy.severities[code] ?? 'off'
  if (severity === 'off') return undefined
  return {
    code,
    severity,
    subject: clipped(found.subject, 256),
    params: Object.fromEntries(
      Object.entries(found.params ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? (clipped(value, 1024) ?? '') : value,
      ]),
    ),
    measured: clipped(found.measured, 1024),
    threshold: clipped(found.threshold, 256),
    vendorRemedies: severity === 'note' ? [] : vendorRemedies(code, system),
  }
}

/** Firmware and disks name themselves at length; a finding keeps to its schema. */
function clipped(text: string | null | undefined, most: number): string | null {
  if (text === null || text === undefined) return null
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

function statusOf(findings: readonly Finding[]): CheckResult['status'] {
  const worst = findings[0]?.severity
  return worst === undefined || worst === 'note' ? 'pass' : worst
}

interface Evaluation {
  readonly checks: CheckResult[]
  readonly counts: Counts
  readonly verdict: Verdict
}

/** Judges whole facts by all checks, as whoever knows more of the surroundings does again. */
export function evaluate(
  checks: readonly Check[],
  { facts, around, policy }: Omit<Subject, 'facts' | 'unread'> & { readonly facts: Facts },
): Evaluation {
  const results = relevant(checks, around).map((check) =>
    runCheck(check, { facts, unread: facts.unread, policy, around }),
  )
  const counts = countsOf(results)
  return { checks: results, counts, verdict: verdictOf(checks, results, policy) }
}

/** The checks that have anything to judge. */
export function relevant(checks: readonly Check[], around: Around): Check[] {
  return checks.filter(({ when }) => when === undefined || when(around))
}

export function countsOf(results: readonly CheckResult[]): Counts {
  const counts = { fail: 0, warn: 0, unknown: 0, advice: 0, note: 0 }
  for (const { findings } of results) for (const { severity } of findings) counts[severity] += 1
  return counts
}

/** Unfit: something failed, or could not be decided that the policy wants to know. */
export function verdictOf(checks: readonly Check[], results: readonly CheckResult[], { known }: Policy): Verdict {
  const essential = new Set(checks.flatMap(({ id, essential = [] }) => essential.map((remark) => `${id}.${remark}`)))
  const wanted = ({ code }: Finding): boolean => known === 'all' || (known === 'essential' && essential.has(code))
  const bad = results
    .flatMap(({ findings }) => findings)
    .some((finding) => finding.severity === 'fail' || (finding.severity === 'unknown' && wanted(finding)))
  return bad ? 'unfit' : 'fit'
}
