/** A value of an answer on the terminal. */
import { hidden } from '../../answer/values.ts'
import { output } from '../context.ts'

export function valueText(value: unknown): string {
  if (value === null) return '–'
  if (value === hidden) return output('answer.secret')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
