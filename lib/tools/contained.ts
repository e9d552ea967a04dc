import { run } from '../exec.ts'
import type { RunOptions, RunResult } from '../exec.ts'

/**
 * The command in process and mount namespaces of its own. When this program dies, however it dies, all that the command
 * started is killed, and its mounts are gone: nothing is left to clean but files.
 */
export function containedArgs(command: string, args: readonly string[]): string[] {
  return [
    '--pdeathsig',
    'KILL',
    '--',
    'unshare',
    '--mount',
    '--pid',
    '--fork',
    '--kill-child',
    '--mount-proc',
    '--',
  ].concat(command, args)
}

/** Runs a program as `run` does, contained. Needs root. */
export function runContained(command: string, args: readonly string[], options: RunOptions): Promise<RunResult> {
  return run('setpriv', containedArgs(command, args), options)
}
