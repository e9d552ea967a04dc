/** What a schema asks for, short enough for an error message and the same in every language. */

/** The parts of JSON Schema that files of ours use. */
export interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
  readonly default?: unknown
  readonly description?: string
  /** Its value is never shown. */
  readonly secret?: boolean
  /** What a value without keys is taken for: the value of this key. */
  readonly shorthand?: string
  /** A value that fits, where the pattern says too little to people. */
  readonly example?: string
}

/** `fail | warn | advice | off`, `number ≥ 0`, `integer 576…9216`, `ipv4 | null`. */
export function expectedBy(schema: Schema | undefined): string {
  return schema === undefined ? '–' : expected(schema)
}

function expected(schema: Schema): string {
  const { anyOf, enum: values, const: value, type, format, pattern, example, items, properties } = schema
  if (anyOf) return anyOf.map(expected).join(' | ')
  if (values) return values.map(String).join(' | ')
  if (value !== undefined) return JSON.stringify(value)
  if (type === 'number' || type === 'integer') return withRange(type, schema.minimum, schema.maximum)
  if (type === 'array') return `${withRange('list', schema.minItems, schema.maxItems)} [${expectedBy(items)}, …]`
  if (properties && Object.keys(properties).length > 0) return `{${Object.keys(properties).join(', ')}}`
  if (example !== undefined) return example
  if (format === undefined && pattern === undefined && type === 'string') return quoted(schema)
  return format ?? pattern ?? type ?? '–'
}

/** A serial of digits alone is a number to YAML. */
function quoted({ maxLength }: Schema): string {
  return maxLength === undefined ? 'string ("…")' : `string ("…", ≤ ${maxLength})`
}

function withRange(type: string, minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return maximum === undefined ? type : `${type} ≤ ${maximum}`
  return maximum === undefined ? `${type} ≥ ${minimum}` : `${type} ${minimum}…${maximum}`
}
