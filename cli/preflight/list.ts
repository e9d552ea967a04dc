/** The reports that the station keeps of one machine, a line each. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { severities } from '../../preflight/finding.ts'
import { localZone } from '../../preflight/report/view.ts'
import { timeText } from '../../preflight/report/words.ts'
import type { ReportSummary } from '../../pxe/contract/machines.ts'
import type { Terminal } from '../terminal/steps.ts'
import { table } from '../terminal/table.ts'

export function reportList(reports: readonly ReportSummary[], language: Language, out: Terminal): string {
  const columns = [
    { title: say(language, 'report.id') },
    { title: say(language, 'report.time') },
    { title: say(language, 'report.result') },
    ...severities.map((severity) => ({ title: say(language, `report.severity.${severity}`), align: 'right' as const })),
    { title: say(language, 'report.policy'), shrinks: true },
  ]
  const rows = reports.map(({ id, finishedAt, verdict, counts, policy }) => [
    id,
    timeText(finishedAt, localZone()),
    say(language, `report.${verdict}`),
    ...severities.map((severity) => String(counts[severity])),
    policy,
  ])
  return table(columns, rows, out.isTTY ? out.columns : undefined)
}
