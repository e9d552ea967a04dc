import { Command } from 'commander'
import { fleetHtml } from '../../preflight/report/fleet-html.ts'
import { fleetOf } from '../../preflight/report/fleet.ts'
import { language, output } from '../context.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationOptions } from '../station-client.ts'
import { reportsIn } from './files.ts'
import { fleetText } from './fleet-text.ts'
import { show } from './show.ts'
import type { ShowOptions } from './show.ts'

type Options = StationOptions & ShowOptions

/** `vmp preflight fleet`: all machines side by side, of the station or of files. */
export function fleetCommand(): Command {
  const command = new Command('fleet')
    .description(output('cli.preflight.fleet'))
    .argument('[files...]', output('cli.preflight.files'))
    .option('--json', output('cli.json'))
    .option('--html <file>', output('cli.preflight.html'))
  return withStation(command).action(async (files: string[], options: Options) => {
    const reports =
      files.length > 0 ? files.flatMap(reportsIn) : (await (await stationClient(options)).fleet({})).reports
    const inWords = fleetOf(reports, language())
    show(
      {
        text: () => fleetText(inWords, language(), process.stdout),
        html: () => fleetHtml(inWords, language()),
        // Programs compare values: for them these are always in one language.
        value: () => fleetOf(reports, 'en'),
      },
      options,
    )
  })
}
