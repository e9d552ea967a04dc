/** Why a source could not be read, in the words of whatever failed. */
import { CommandError } from '../../lib/exec.ts'

/** The longest reason kept; a tool's whole standard error may be in it. */
const longest = 1000

/** A tool's last words say more than its exit code. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const words = error instanceof CommandError ? `${message} ${error.stderrTail}` : message
  return words.trim().slice(0, longest)
}
