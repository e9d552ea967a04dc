import { planText } from '../../answer/plan-text.ts'
import { describe } from '../../lib/errors.ts'
import { say, sayAny } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { PlannedInstallation } from '../../pxe/contract/approval.ts'

/** What an approval would mean, for who decides it. */
export function plannedText(
  { machine, name, answer, verdict, plan, problems }: PlannedInstallation,
  language: Language,
  width?: number,
): string {
  const title = say(language, 'cli.machines.planTitle', { machine, name, answer: `${answer.name} ${answer.version}` })
  const lines = problems.map((problem) => {
    const { what, why, remedy } = describe(problem, language)
    return `✗ ${what} ${why} ${remedy}\n`
  })
  return `${title} · ${sayAny(language, `verdict.${verdict}`)}\n\n${planText(plan, language, width)}${lines.join('')}`
}
