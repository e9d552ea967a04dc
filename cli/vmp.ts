import { Command } from 'commander'
import { output, version } from './context.ts'
import { runProgram } from './program.ts'
import { verbsOf } from './verbs.ts'

const program = new Command('vmp')
  .description(output('cli.description'))
  .version(version())
  .option('--lang <language>', output('cli.lang'))
  .showHelpAfterError()
for (const verb of verbsOf(process.argv.slice(2))) program.addCommand(await verb())
await runProgram(program)
