import { Command } from 'commander'
import { language, output, version } from './context.ts'
import { reportFailure } from './failure.ts'
import { verbs } from './verbs.ts'

const program = new Command('vmp')
  .description(output('cli.description'))
  .version(version())
  .option('--lang <language>', output('cli.lang'))
  .showHelpAfterError()
/** Usage errors of a verb's own options are thrown too: commander ends the program with 1 otherwise. */
function throwing(command: Command): void {
  command.exitOverride()
  command.commands.forEach(throwing)
}

for (const verb of verbs) program.addCommand(verb())

throwing(program)
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reportFailure(error, language(), process.argv.includes('--json'))
}
