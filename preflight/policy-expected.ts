/** What a schema asks for, short enough for an error message and the same in every language. */
import type { TSchema } from 'typebox'

/** The parts of JSON Schema that policies use. */
export interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

/** The schema of what lies at a path in a document; undefined where it allows nothing. */
export function schemaAt(schema: TSchema, path: readonly string[]): Schema | undefined {
  return path.reduce<Schema | undefined>(
    (at, key) => at?.properties?.[key] ?? Object.values(at?.patternProperties ?? {})[0],
    schema,
  )
}

/** `fail | warn | advice | off`, `number ≥ 0`, `integer 576…9216`, `ipv4 | null`. */
export function expectedBy(schema: Schema | undefined): string {
  return schema === undefined ? '–' : expected(schema)
}

function expected({ anyOf, enum: values, const: value, type, format, pattern, ...limits }: Schema): string {
  if (anyOf) return anyOf.map(expected).join(' | ')
  if (values) return values.map(String).join(' | ')
  if (value !== undefined) return JSON.stringify(value)
  if (type === 'number' || type === 'integer') return [type, rangeOf(limits)].filter((part) => part !== '').join(' ')
  return format ?? pattern ?? type ?? '–'
}

function rangeOf({ minimum, maximum }: Pick<Schema, 'minimum' | 'maximum'>): string {
  if (minimum === undefined) return maximum === undefined ? '' : `≤ ${maximum}`
  return maximum === undefined ? `≥ ${minimum}` : `${minimum}…${maximum}`
}
