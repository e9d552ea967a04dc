/** A JSON Schema as people read a type: `{ name: string, size?: integer }`. */

type Schema = Readonly<Record<string, unknown>>

/** Deeper than this nobody reads, and a schema that holds itself would never end. */
const DEEPEST = 8

export function schemaText(schema: unknown, depth = 0): string {
  if (typeof schema !== 'object' || schema === null || depth > DEEPEST) return 'any'
  const { enum: values, const: only, anyOf, oneOf, type, properties, items, additionalProperties } = schema as Schema
  if (only !== undefined) return JSON.stringify(only)
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ')
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices)) return choices.map((choice) => schemaText(choice, depth)).join(' | ')
  if (type === 'array') return `list of ${bracketed(schemaText(items, depth))}`
  if (properties !== undefined) return objectText(schema as Schema, depth)
  if (typeof additionalProperties === 'object') return `{ *: ${schemaText(additionalProperties, depth + 1)} }`
  if (type === 'object' && patternOf(schema as Schema) !== undefined)
    return `{ *: ${schemaText(patternOf(schema as Schema), depth + 1)} }`
  return [typeText(type), limits(schema as Schema)].filter(Boolean).join(' ')
}

function objectText({ properties, required }: Schema, depth: number): string {
  const entries = Object.entries(properties as Record<string, unknown>)
  if (entries.length === 0) return '{}'
  const indent = '  '.repeat(depth + 1)
  const needed = Array.isArray(required) ? (required as unknown[]) : []
  const lines = entries.map(([name, each]) => {
    const { description } = (each ?? {}) as { description?: string }
    const note = description === undefined ? '' : `  # ${description}`
    return `${indent}${name}${needed.includes(name) ? '' : '?'}: ${schemaText(each, depth + 1)}${note}`
  })
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`
}

const bracketed = (text: string): string => (text.includes(' | ') ? `(${text})` : text)

const typeText = (type: unknown): string =>
  Array.isArray(type) ? type.join(' | ') : typeof type === 'string' ? type : 'any'

function patternOf({ patternProperties }: Schema): unknown {
  return patternProperties === undefined ? undefined : Object.values(patternProperties as object)[0]
}

const numberText = (value: unknown): string => (typeof value === 'number' ? String(value) : '')

/** What a value must keep to, besides its type. */
function limits({ format, minimum, maximum, minLength, maxLength, pattern }: Schema): string {
  const range = (low: unknown, high: unknown, of: string): string =>
    low === undefined && high === undefined ? '' : `${of}${numberText(low)}..${numberText(high)}`
  return [
    typeof format === 'string' ? `(${format})` : '',
    range(minimum, maximum, ''),
    range(minLength, maxLength, 'length '),
    typeof pattern === 'string' ? `like ${pattern}` : '',
  ]
    .filter(Boolean)
    .join(' ')
}
