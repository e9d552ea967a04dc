import { Command } from 'commander'
import { output } from '../context.ts'
import { reportsIn } from './files.ts'

interface Options {
  readonly json?: boolean
}

/** `vmp preflight report`: one machine's report, as text, JSON or HTML. */
export function reportCommand(): Command {
  return new Command('report')
    .description(output('cli.preflight.report'))
    .argument('<machine>', output('cli.preflight.machine'))
    .option('--json', output('cli.json'))
    .action((machine: string, _options: Options) => {
      for (const report of reportsIn(machine)) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
    })
}
