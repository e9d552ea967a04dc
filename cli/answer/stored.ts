import { Command } from 'commander'
import { output } from '../context.ts'
import { print } from '../preflight/show.ts'
import { stationClient, withStation } from '../station-client.ts'
import type { StationOptions } from '../station-client.ts'
import { table } from '../terminal/table.ts'

type Options = StationOptions & { readonly json?: boolean }

/** `vmp answer list`: the answers that the station keeps. */
export function listCommand(): Command {
  const command = new Command('list').description(output('answer.list.help')).option('--json', output('cli.json'))
  return withStation(command).action(async (options: Options) => {
    const station = await stationClient(options)
    const { answers } = await station.answers({})
    if (options.json) return print(answers)
    const rows = answers.map(({ name, version, storedAt, storedBy, digest }) => [
      name,
      String(version),
      storedAt,
      storedBy,
      digest.slice(0, 12),
    ])
    const titles = ['name', 'version', 'at', 'by', 'digest'] as const
    const columns = titles.map((title) => ({ title: output(`cli.column.${title}`) }))
    process.stdout.write(table(columns, rows))
  })
}

/** `vmp answer remove`: the station keeps it no longer; approvals by it are void. */
export function removeCommand(): Command {
  const command = new Command('remove')
    .description(output('answer.remove.help'))
    .argument('<name>', output('answer.push.name'))
    .option('--json', output('cli.json'))
  return withStation(command).action(async (answer: string, options: Options) => {
    const station = await stationClient(options)
    const { removed } = await station.removeAnswer({ params: { answer } })
    if (options.json) print({ removed })
    else process.stdout.write(`${output('answer.removed', { answer: removed })}\n`)
  })
}
