import { Command } from 'commander'
import { language, output, version } from './context.ts'
import { reportFailure } from './failure.ts'
import { verbs } from './verbs.ts'

const program = new Command('vmp')
  .description(output('cli.description'))
  .version(version())
  .option('--lang <language>', output('cli.lang'))
  .showHelpAfterError()
for (const verb of verbs) program.addCommand(verb())

program.exitOverride()
try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = reportFailure(error, language(), process.argv.includes('--json'))
}
