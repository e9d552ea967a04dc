/** The one file that runs with nothing but a Node binary; `vmp preflight bundle` makes it. */
import './older-node.ts'
import { output, version } from './context.ts'
import { preflightCommand } from './preflight.ts'
import { runProgram } from './program.ts'

await runProgram(
  preflightCommand()
    .name('vmp-preflight')
    .version(version())
    .option('--lang <language>', output('cli.lang'))
    .showHelpAfterError(),
)
