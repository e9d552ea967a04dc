/** How far the preflight is, what it says, and what is to be done about it, as rows for screen, serial line and page. */
import { say, sayAny } from '../lib/text/say.ts'
import type { Language } from '../lib/text/types.ts'
import { nothingAround } from '../preflight/around.ts'
import { checks } from '../preflight/checks.ts'
import { relevant } from '../preflight/evaluate.ts'
import type { Finding } from '../preflight/finding.ts'
import { causeOf, remedyOf } from '../preflight/report/words.ts'
import { taskOf } from '../pxe/contract/recheck.ts'
import type { Progress } from '../pxe/contract/recheck.ts'
import type { Row } from './rows.ts'
import type { LiveStatus } from './status.ts'

type Preflight = LiveStatus['preflight']

/** Rows of findings begin so; the screen makes room for them. */
export const findingPrefix = 'finding '

export function verdictText({ running, results, report, progress: reached }: Preflight, language: Language): string {
  const step = reached === undefined ? '' : stepText(reached, language)
  const progress = say(language, 'live.preflight.running', {
    done: results.length,
    total: relevant(checks, nothingAround).length,
  })
  if (report === null) return `${progress}${step}`
  const { verdict, counts, policy } = report
  const { fail, warn, unknown, advice } = counts
  const said = say(language, 'live.preflight.done', {
    verdict: sayAny(language, `verdict.${verdict}`).toUpperCase(),
    fails: fail,
    warnings: warn,
    unknown,
    advice,
    policy: policy.name,
  })
  return running ? `${said} ${say(language, 'live.preflight.again')}${step}` : said
}

/** In tens: on a serial line each change is a line. */
function stepText({ step, percent }: Progress, language: Language): string {
  const title = sayAny(language, `${taskOf(step)}.${step}`)
  return say(language, 'live.preflight.step', { step: title, percent: Math.floor(percent / 10) * 10 })
}

/** What makes a machine unfit, and what its owner should know, with what to do; advice is for the whole report. */
export function findingRows({ results }: Preflight, language: Language): Row[] {
  const found = results.flatMap(({ findings }) => findings)
  return (['fail', 'warn'] as const).flatMap((severity) =>
    found
      .filter((finding) => finding.severity === severity)
      .map((finding) => ({
        id: `${findingPrefix}${finding.code} ${finding.subject ?? ''}`,
        label: say(language, `live.label.${severity}`),
        text: findingText(finding, language),
      })),
  )
}

function findingText(finding: Finding, language: Language): string {
  const figures = [finding.measured, finding.threshold].filter((figure) => figure !== null).join(', ')
  const parts = [causeOf(finding, language), figures === '' ? null : `(${figures})`, remedyOf(finding, language)]
  return parts.filter((part) => part !== null).join(' ')
}
