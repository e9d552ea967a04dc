/** What an object was and became, without its secrets: for the audit. */
import { redact } from '../../lib/redact.ts'

const hidden = '[hidden]'
/** Names under which secrets stand. */
const secret = /pass(word|phrase)?|secret|token|hash|credential|(private|sealed|api)[-_]?key|cookie|community/i
/** Characters of JSON, of one side of one change. */
const LONGEST = 8000
const DEEPEST = 12

export interface Difference {
  readonly before: unknown
  readonly after: unknown
}

/** Only what differs, when both are objects. A secret that changed is named, not shown. */
export function difference(before: unknown, after: unknown): Difference {
  if (!isPlain(before) || !isPlain(after)) return { before: shown(before), after: shown(after) }
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]))
  const only = (object: Record<string, unknown>): unknown =>
    shown(Object.fromEntries(changed.filter((name) => name in object).map((name) => [name, object[name]])))
  return { before: only(before), after: only(after) }
}

function shown(value: unknown): unknown {
  if (value === undefined) return null
  const without = withoutSecrets(value, 0)
  return (JSON.stringify(without) ?? '').length > LONGEST ? '[too long]' : without
}

function withoutSecrets(value: unknown, depth: number): unknown {
  if (depth > DEEPEST) return '[too deep]'
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, depth + 1))
  if (!isPlain(value)) return value
  const entries = Object.entries(value).map(([name, each]) => [
    name,
    secret.test(name) && each !== null && typeof each !== 'boolean' ? hidden : withoutSecrets(each, depth + 1),
  ])
  return Object.fromEntries(entries) as unknown
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
