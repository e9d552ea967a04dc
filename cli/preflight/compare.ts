import { Command } from 'commander'
import { VmpError } from '../../lib/errors.ts'
import { comparisonHtml } from '../../preflight/report/compare-html.ts'
import { compareReports } from '../../preflight/report/compare.ts'
import type { Report } from '../../preflight/report.ts'
import { language, output } from '../context.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationOptions } from '../station-client.ts'
import { comparisonText } from './compare-text.ts'
import { isFile } from './files.ts'
import { reportNamed } from './report.ts'
import { show } from './show.ts'
import type { ShowOptions } from './show.ts'

type Options = StationOptions & ShowOptions

/** `vmp preflight compare`: what changed between two reports of one machine, or differs between two machines. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .description(output('cli.preflight.compare'))
    .argument('<before>', output('cli.preflight.before'))
    .argument('[after]', output('cli.preflight.after'))
    .option('--json', output('cli.json'))
    .option('--html <file>', output('cli.preflight.html'))
  return withStation(command).action(async (before: string, after: string | undefined, options: Options) => {
    const [one, other] =
      after === undefined
        ? await lastTwo(before, options)
        : await Promise.all([reportAt(before, options), reportAt(after, options)])
    const comparison = compareReports(one, other)
    show(
      {
        text: () => comparisonText(comparison, language(), process.stdout),
        html: () => comparisonHtml(comparison, { language: language() }),
        value: () => comparison,
      },
      options,
    )
  })
}

/** A file, a machine, or `MACHINE@REPORT`. */
function reportAt(text: string, options: StationOptions): Promise<Report> {
  const [, machine, at] = /^(.+)@([^@/]+)$/.exec(text) ?? []
  return at === undefined ? reportNamed(text, options) : reportNamed(machine!, { ...options, at })
}

/** The report of a machine before its last one, and its last one. */
async function lastTwo(machine: string, options: StationOptions): Promise<[Report, Report]> {
  if (isFile(machine)) throw new VmpError('preflight.oneFile', { file: machine })
  const { reports } = await (await stationClient(options)).reports({ params: { machine } })
  const [last, before] = reports
  if (last === undefined || before === undefined) throw new VmpError('preflight.oneReport', { machine })
  return Promise.all([
    reportNamed(machine, { ...options, at: before.id }),
    reportNamed(machine, { ...options, at: last.id }),
  ])
}
