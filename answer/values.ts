/** An answer as a list of its values, for people: secrets are never among them. */
import type { Schema } from '../lib/yaml/expected.ts'
import { isObject, keyOf, meantVariant } from '../lib/yaml/shape.ts'
import type { Path } from '../lib/yaml/source.ts'
import { Answer } from './schema.ts'

export interface AnswerValue {
  readonly path: Path
  /** `disks.raid.data` */
  readonly key: string
  /** As it may be shown: of a secret only `hidden`. */
  readonly shown: unknown
  /** As it is. */
  readonly value: unknown
}

/** What is shown of a secret that is set. */
export const hidden = '•••'

/** Every value of an answer in the order of its schema; a list is one value. */
export function answerValues(answer: Answer): AnswerValue[] {
  return valuesOf(Answer as unknown as Schema, answer, [])
}

function valuesOf(schema: Schema, value: unknown, path: Path): AnswerValue[] {
  const own = variantOf(schema, value)
  if (!schema.secret && own?.properties && isObject(value) && Object.keys(value).length > 0)
    return Object.entries(value).flatMap(([key, each]) => valuesOf(own.properties?.[key] ?? {}, each, [...path, key]))
  return [{ path, key: keyOf(path), shown: withoutSecrets(schema, value), value }]
}

/** A value without what its schema calls secret. */
export function withoutSecrets(schema: Schema, value: unknown): unknown {
  if (value === null) return null
  if (schema.secret) return hidden
  const own = variantOf(schema, value)
  if (own?.secret) return hidden
  if (Array.isArray(value)) return value.map((each: unknown) => withoutSecrets(own?.items ?? {}, each))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, withoutSecrets(own?.properties?.[key] ?? {}, each)]),
  )
}

function variantOf(schema: Schema, value: unknown): Schema | undefined {
  if (!schema.anyOf) return schema
  return meantVariant(
    schema.anyOf.filter(({ type }) => type !== 'null'),
    value,
  )
}
