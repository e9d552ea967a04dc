/** The report as files: for the page, and for a stick. */
import type { Language } from '../lib/text/types.ts'
import { reportHtml } from '../preflight/report/html.ts'
import type { Report } from '../preflight/report.ts'
import type { LiveStatus } from './status.ts'

/** The last complete report, under the name that the station gave the machine. */
export function namedReport({ preflight: { report }, machine }: LiveStatus): Report | null {
  return report === null ? null : { ...report, machine: { ...report.machine, name: machine?.name ?? null } }
}

/** What a file of this report is called, without its ending: machine and time, in characters that every system takes. */
export function reportFileName({ facts, machine, finishedAt }: Report): string {
  const name = facts.system.serial ?? machine.name ?? facts.nics[0]?.mac ?? 'machine'
  const time = finishedAt.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return `vmp-${name.replaceAll(/[^\w.]+/g, '-').slice(0, 64)}-${time}`
}

/** A live system does not know where it stands: times are UTC. */
export const reportPage = (report: Report, language: Language): string =>
  reportHtml(report, { language, timeZone: 'UTC' })

export const reportJson = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`
