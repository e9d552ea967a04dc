/** Runs a program of ours: what it throws is said in the user's language, and becomes its exit code. */
import type { Command } from 'commander'
import { VmpError } from '../lib/errors.ts'
import { language } from './context.ts'
import { reportFailure } from './failure.ts'

export async function runProgram(program: Command): Promise<void> {
  throwing(program)
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unwritten)
  try {
    await program.parseAsync()
  } catch (error) {
    process.exitCode = reportFailure(error, language(), process.argv.includes('--json'))
  }
}

/** Nobody reads on (`vmp … | head`), which is no failure; or the file that the output goes to is full. */
function unwritten(error: NodeJS.ErrnoException): never {
  if (error.code !== 'EPIPE') {
    const full = error.code === 'ENOSPC' ? new VmpError('disk.full', { path: '/dev/stdout' }, { cause: error }) : error
    process.exitCode = reportFailure(full, language(), false)
  }
  process.exit()
}

/** Usage errors of a verb's own options are thrown too: commander ends the program with 1 otherwise. */
function throwing(command: Command): void {
  command.exitOverride()
  command.commands.forEach(throwing)
}
