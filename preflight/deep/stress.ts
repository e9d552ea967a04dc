/** What stressapptest found, whatever ended it. */
import { CommandError } from '../../lib/exec.ts'
import { parseStress } from '../../lib/tools/stressapptest.ts'
import type { StressResult } from '../../lib/tools/stressapptest.ts'

/**
 * It ends with an error when it found differences. One that was aborted says FAIL too, of what it has not seen.
 * @throws What ended it, when that was not a difference.
 */
export function resultOf(lines: readonly string[], failure: unknown): StressResult {
  const result = parseStress(lines.join('\n'))
  if (result === undefined) throw failure ?? new Error('stressapptest gave no result')
  const ended = failure !== undefined && !(failure instanceof CommandError)
  if (ended && result.incidents === 0) throw failure
  return result
}
