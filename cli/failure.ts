import { CommanderError } from 'commander'
import { describe, exitCodeOf, isVmpError, toProblem } from '../lib/errors.ts'
import { log } from '../lib/log.ts'
import type { Language } from '../lib/text/types.ts'

/** Says why a command failed (what, why, what to do; or the problem as JSON) and returns its exit code. */
export function reportFailure(error: unknown, language: Language, json: boolean): number {
  // commander has said its own usage errors already; asking for help or version is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  const problem = toProblem(error)
  const text = describe(problem, language)
  if (json) process.stdout.write(`${JSON.stringify({ error: { ...problem, ...text } })}\n`)
  else process.stderr.write(`${[text.what, text.why, text.remedy].join('\n  ')}\n`)
  if (!isVmpError(error) || error.code === 'internal') log('cli').debug({ err: error })
  return exitCodeOf(error)
}
