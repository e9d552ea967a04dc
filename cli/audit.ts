import { Command } from 'commander'
import { VmpError } from '../lib/errors.ts'
import { output } from './context.ts'
import { print } from './preflight/show.ts'
import { stationClient, withStation } from './station-client.ts'
import type { StationOptions } from './station-client.ts'
import { table } from './terminal/table.ts'

type Options = StationOptions & { readonly json?: boolean; readonly limit: number }

/** `vmp audit`: who approved, unlocked, changed what at the station, and what came of it. */
export function auditCommand(): Command {
  const command = new Command('audit')
    .description(output('cli.audit'))
    .option('--limit <number>', output('cli.audit.limit'), parseLimit, 100)
    .option('--json', output('cli.json'))
  return withStation(command).action(async (options: Options) => {
    const station = await stationClient(options)
    const { entries } = await station.audit({ query: { limit: options.limit } })
    if (options.json) return print(entries)
    const rows = entries.map(({ at, who, action, machine, details }) => [
      at,
      who,
      action,
      machine ?? '-',
      Object.entries(details)
        .map(([name, value]) => `${name}=${name.endsWith('Digest') ? String(value).slice(0, 12) : value}`)
        .join(' '),
    ])
    const titles = ['at', 'by', 'action', 'machine', 'details'] as const
    const columns = titles.map((title) => ({ title: output(`cli.column.${title}`), shrinks: title === 'details' }))
    process.stdout.write(table(columns, rows, process.stdout.isTTY ? process.stdout.columns : undefined))
  })
}

function parseLimit(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= 10_000) return value
  throw new VmpError('input.invalid', { problem: `"${text}" is not a number from 1 to 10000`, where: '--limit' })
}
