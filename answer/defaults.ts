/** What a file leaves out. All of it follows from the one schema: a `default`, or a section whose every key has one. */
import type { TSchema } from 'typebox'
import type { Schema } from '../lib/yaml/expected.ts'
import { isObject, meantVariant } from '../lib/yaml/shape.ts'
import { Answer, MachineSelector } from './schema.ts'

/** Keywords of ours, which editors do not know. */
interface AnswerSchema extends Schema {
  readonly whole?: boolean
  readonly exclusive?: readonly string[]
}

/** A value with everything filled in that its schema has a default for. */
export function filled(schema: AnswerSchema, value: unknown): unknown {
  if (schema.anyOf) {
    if (value === null) return null
    const variant = meantVariant(
      schema.anyOf.filter(({ type }) => type !== 'null'),
      value,
    )
    return variant === undefined ? value : filled(variant, value)
  }
  if (schema.items && Array.isArray(value)) return value.map((each: unknown) => filled(schema.items ?? {}, each))
  if (!schema.properties || !isObject(value)) return value
  const given = new Map<string, unknown>(Object.entries(value))
  for (const [key, each] of Object.entries(schema.properties)) {
    if (given.has(key)) given.set(key, filled(each, given.get(key)))
    else if (each.default !== undefined) given.set(key, filled(each, structuredClone(each.default)))
    else if (schema.required?.includes(key) && isFillable(each)) given.set(key, filled(each, {}))
  }
  return inOrder(given, schema)
}

/** Keys in the order of the schema, so that the same answer is always the same text. */
function inOrder(given: ReadonlyMap<string, unknown>, { properties = {} }: Schema): object {
  const known = Object.keys(properties).filter((key) => given.has(key))
  const others = [...given.keys()].filter((key) => !Object.hasOwn(properties, key))
  return Object.fromEntries([...known, ...others].map((key) => [key, given.get(key)]))
}

/** Whether a file may leave it out. */
function isFillable(schema: Schema): boolean {
  if (schema.default !== undefined) return true
  const { properties = {}, required = [] } = schema
  return schema.type === 'object' && required.every((key) => isFillable(properties[key] ?? {}))
}

/**
 * The same schema for what people write: what can be filled in may be left out.
 * @param part Of a file that is merged into another: nothing is required but in what is replaced as a whole.
 */
function written(schema: AnswerSchema, part: boolean): AnswerSchema {
  const inner = part && !schema.whole
  if (schema.anyOf) return { ...schema, anyOf: schema.anyOf.map((each) => written(asWhole(each, schema), inner)) }
  if (schema.items) return { ...schema, items: written(schema.items, false) }
  if (!schema.properties) return schema
  const properties = Object.fromEntries(
    Object.entries(schema.properties).map(([key, each]) => [key, written(each, inner)]),
  )
  const required = inner ? [] : (schema.required ?? []).filter((key) => !isFillable(schema.properties?.[key] ?? {}))
  return { ...schema, properties, required }
}

const asWhole = (schema: AnswerSchema, { whole }: AnswerSchema): AnswerSchema => (whole ? { ...schema, whole } : schema)

const answer = Answer as unknown as AnswerSchema
const base = written(answer, false)
const { version: _, name: __, ...overridable } = written(answer, true).properties ?? {}

/** An answer as people write it: only what differs from the defaults, and what differs for single machines. */
export const AnswerFileSchema = {
  ...base,
  properties: {
    $schema: { type: 'string', description: 'for editors' },
    ...base.properties,
    machines: {
      type: 'array',
      maxItems: 10_000,
      description: 'what is different for single machines; the more telling match wins, and of two alike the later one',
      items: {
        type: 'object',
        required: ['match'],
        additionalProperties: false,
        properties: { match: MachineSelector, ...overridable },
      },
    },
  },
} as unknown as TSchema

export type { AnswerSchema }
