/** Runs a program of ours: what it throws is said in the user's language, and becomes its exit code. */
import type { Command } from 'commander'
import { language } from './context.ts'
import { reportFailure } from './failure.ts'

export async function runProgram(program: Command): Promise<void> {
  throwing(program)
  try {
    await program.parseAsync()
  } catch (error) {
    process.exitCode = reportFailure(error, language(), process.argv.includes('--json'))
  }
}

/** Usage errors of a verb's own options are thrown too: commander ends the program with 1 otherwise. */
function throwing(command: Command): void {
  command.exitOverride()
  command.commands.forEach(throwing)
}
