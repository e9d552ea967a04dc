import { planText } from '../../answer/plan-text.ts'
import { describe } from '../../lib/errors.ts'
import { say, sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { causeOf } from '../../preflight/report/words.ts'
import type { PlannedInstallation } from '../../pxe/contract/approval.ts'
import { marks } from '../preflight/page.ts'

/** What an approval would mean, for who decides it. */
export function plannedText(
  { machine, name, answer, policy, verdict, checks, plan, problems }: PlannedInstallation,
  language: Language,
  width?: number,
): string {
  const title = say(language, 'cli.machines.planTitle', { machine, name, answer: `${answer.name} ${answer.version}` })
  const lines = problems.map((problem) => {
    const { what, why, remedy } = describe(problem, language)
    return `✗ ${what} ${why} ${remedy}\n`
  })
  const judged = sayAny(language, 'cli.machines.judged', { verdict: `verdict.${verdict}`, policy })
  const causes = checks.flatMap(({ findings }) =>
    findings
      .filter(({ severity }) => severity === 'fail' || severity === 'warn' || severity === 'unknown')
      .map((finding) => `${marks[finding.severity]} ${causeOf(finding, language)}\n`),
  )
  return `${title} · ${judged}\n${causes.join('')}\n${planText(plan, language, width)}${lines.join('')}`
}
