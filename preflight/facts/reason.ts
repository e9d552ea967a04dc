/** Why a source could not be read, in the words of whatever failed. */
import { isVmpError } from '../../lib/errors.ts'
import { CommandError } from '../../lib/exec.ts'

/** The longest reason kept; a tool's whole standard error may be in it. */
const longest = 1000

const late = 'no answer within'

export const lateReason = (seconds: number | string): string => `${late} ${seconds} s`

/** Whether a source was only late, so that asking again may help. */
export const isLate = (reason: string): boolean => reason.startsWith(late)

/** A tool's last words say more than its exit code; ipmitool says the same once for each channel it tried. */
export function reasonOf(error: unknown): string {
  if (isVmpError(error) && error.code === 'command.timeout') return lateReason(error.params['seconds'] ?? '?')
  const message = error instanceof Error ? error.message : String(error)
  const words = error instanceof CommandError ? `${message} ${error.stderrTail}` : message
  const lines = new Set(words.split('\n').map((line) => line.trim()))
  return [...lines].join('\n').trim().slice(0, longest)
}
