/** The answer file's schema for editors, which know JSON Schema alone. */
import { AnswerFileSchema } from './defaults.ts'
import type { AnswerSchema } from './defaults.ts'

/** What `vmp answer new` calls the file of it. */
export const answerSchemaFile = 'vmp-answer.schema.json'

export function answerJsonSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'VMP answer file',
    ...plain(AnswerFileSchema),
  }
}

/** Without words of ours, and with what may be written short. */
function plain(schema: AnswerSchema): Record<string, unknown> {
  const {
    whole: _,
    exclusive: __,
    secret: ___,
    shorthand,
    example,
    anyOf,
    items,
    properties,
    required,
    ...rest
  } = schema
  const { enum: values } = rest
  const out: Record<string, unknown> = { ...rest }
  if (example !== undefined) out['examples'] = [example]
  if (values) out['enum'] = [...values, ...values.flatMap(asNumber)]
  if (anyOf) out['anyOf'] = anyOf.map(plain)
  if (items) out['items'] = plain(items)
  if (!properties) return sectionOf(schema, out)
  out['properties'] = Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, plain(each)]))
  if (required && required.length > 0) out['required'] = required
  const section = sectionOf(schema, out)
  const short = shorthand === undefined ? undefined : properties[shorthand]
  return short === undefined ? section : { anyOf: [section, plain(short)], description: rest.description }
}

const asNumber = (value: unknown): number[] => (/^\d+$/.test(String(value)) ? [Number(value)] : [])

/** A section, or a list, may be there without a line in it. */
function sectionOf(
  { type, required = [], minItems = 0 }: AnswerSchema,
  out: Record<string, unknown>,
): Record<string, unknown> {
  const mayBeEmpty = (type === 'object' && required.length === 0) || (type === 'array' && minItems === 0)
  return mayBeEmpty ? { ...out, type: [type, 'null'] } : out
}
