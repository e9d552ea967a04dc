/** The first page: is the machine fit, and if not, why it is to be installed all the same. */
import { say, sayAny } from '../../lib/text/say.ts'
import { causeOf, remedyOf } from '../../preflight/report/words.ts'
import { textOf } from './page.ts'
import type { PageMaker } from './page.ts'

export const reportPage: PageMaker = {
  id: 'report',
  make({ facts, report, language }) {
    const { vendor, product, serial } = facts.system
    const machine = [vendor, product, serial].filter((part) => part !== null).join(' ')
    const findings = report?.checks.flatMap((check) => check.findings) ?? []
    const weighty = findings.filter(({ severity }) => severity === 'fail' || severity === 'warn')
    return {
      id: 'report',
      title: say(language, 'menu.report.title'),
      lines: [
        machine,
        report === null
          ? say(language, 'menu.report.running')
          : say(language, 'menu.report.verdict', { verdict: sayAny(language, `verdict.${report.verdict}`) }),
        ...weighty.flatMap((finding) => [
          `${say(language, `live.label.${finding.severity as 'fail' | 'warn'}`)}: ${causeOf(finding, language)}`,
          `  ${remedyOf(finding, language)}`,
        ]),
      ],
      fields:
        report?.verdict === 'unfit'
          ? [
              {
                kind: 'text',
                id: 'reason',
                label: say(language, 'menu.report.reason'),
                hint: say(language, 'menu.report.reasonHint'),
              },
            ]
          : [],
    }
  },
  problems({ report, values, language }) {
    if (report === null) return [{ field: null, text: say(language, 'menu.problem.noReport') }]
    return report.verdict === 'unfit' && textOf(values, 'reason').length < 3
      ? [{ field: 'reason', text: say(language, 'menu.problem.reason') }]
      : []
  },
}
