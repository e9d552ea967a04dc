/** Arbitrary values of a schema, hostile ones among them: what fits the schema is all that a check may count on. */
import * as fc from 'fast-check'
import type { Arbitrary } from 'fast-check'
import type { Static, TSchema } from 'typebox'
import type { Schema } from '../../lib/yaml/expected.ts'

export function arbitraryOf<Type extends TSchema>(schema: Type): Arbitrary<Static<Type>> {
  return arbitrary(schema) as Arbitrary<Static<Type>>
}

function arbitrary(schema: Schema): Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(arbitrary))
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.const !== undefined) return fc.constant(schema.const)
  const { minimum: min, maximum: max } = schema
  switch (schema.type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer': {
      const [least, most] = [min ?? Number.MIN_SAFE_INTEGER, max ?? Number.MAX_SAFE_INTEGER]
      return fc.oneof(
        fc.constantFrom(least, most),
        fc.integer({ min: Math.max(least, 0), max: Math.min(most, 100) }),
        fc.integer({ min: least, max: most }),
      )
    }
    case 'number':
      return fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }))
    case 'array':
      return fc.array(arbitrary(schema.items ?? {}), { maxLength: Math.min(schema.maxItems ?? 6, 6) })
    case 'object':
      return fc.record(
        Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, each]) => [key, arbitrary(each)])),
      )
    case 'string':
      return text(schema)
    case undefined:
    default:
      throw new Error(`no arbitrary for ${JSON.stringify(schema)}`)
  }
}

const hostile = [
  '',
  '0',
  'To Be Filled By O.E.M.',
  '<script>alert(1)</script>',
  '{subject}',
  '$&',
  '__proto__',
  'toString',
  '系'.repeat(256),
]

function text({ format, pattern, maxLength = 4096 }: Schema): Arbitrary<string> {
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2200-01-01') })
      .map((date) => date.toISOString())
  if (format === 'ipv4') return fc.ipV4()
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  const usual = fc.constantFrom(...hostile.map((each) => each.slice(0, maxLength)))
  return fc.oneof(usual, fc.string({ unit: 'binary', maxLength: Math.min(maxLength, 64) }))
}
