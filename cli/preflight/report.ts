import { Command } from 'commander'
import { reportHtml } from '../../preflight/report/html.ts'
import type { Report } from '../../preflight/report.ts'
import { language, output } from '../context.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationOptions } from '../station-client.ts'
import { isFile, reportIn } from './files.ts'
import { reportList } from './list.ts'
import { print, show } from './show.ts'
import type { ShowOptions } from './show.ts'
import { reportText } from './text.ts'

type Options = StationOptions & ShowOptions & { readonly at?: string; readonly list?: boolean }

/** `vmp preflight report`: one machine's report as text, JSON or HTML; whatever its verdict, showing it succeeds. */
export function reportCommand(): Command {
  const command = new Command('report')
    .description(output('cli.preflight.report'))
    .argument('<machine>', output('cli.preflight.machine'))
    .option('--json', output('cli.json'))
    .option('--html <file>', output('cli.preflight.html'))
    .option('--at <report>', output('cli.preflight.at'))
    .option('--list', output('cli.preflight.list'))
  return withStation(command).action(async (machine: string, options: Options) => {
    if (options.list) {
      const { reports } = await (await stationClient(options)).reports({ params: { machine } })
      if (options.json) print(reports)
      else process.stdout.write(reportList(reports, language(), process.stdout))
      return
    }
    const report = await reportNamed(machine, options)
    show(
      {
        text: () => reportText(report, language(), process.stdout),
        html: () => reportHtml(report, { language: language() }),
        value: () => report,
      },
      options,
    )
  })
}

/** A report by what was written for it: a file, or a machine of the station. */
export async function reportNamed(name: string, options: StationOptions & { at?: string }): Promise<Report> {
  if (isFile(name)) return reportIn(name)
  const station = await stationClient(options)
  return station.report({ params: { machine: name }, query: options.at === undefined ? {} : { id: options.at } })
}
