/** Whether a value has the shape that a schema asks for; if not, each place where it has not, and what was expected there. */
import type { TSchema } from 'typebox'
import { Check } from 'typebox/value'
import { nearest } from '../nearest.ts'
import { expectedBy } from './expected.ts'
import type { Schema } from './expected.ts'
import type { Path } from './source.ts'

export type ShapeFlaw =
  | { readonly kind: 'unknownKey'; readonly path: Path; readonly nearest: string; readonly names: string }
  | { readonly kind: 'missing'; readonly path: Path }
  | { readonly kind: 'wrongValue'; readonly path: Path; readonly value: string; readonly expected: string }

export interface Shaped {
  /** As the schema has it: shorthands written out, empty sections as what they are empty of. */
  readonly value: unknown
  readonly flaws: readonly ShapeFlaw[]
}

export function shaped(schema: TSchema, value: unknown): Shaped {
  const flaws: ShapeFlaw[] = []
  return { value: walk(schema, value, [], flaws), flaws }
}

function walk(schema: Schema, value: unknown, path: Path, flaws: ShapeFlaw[]): unknown {
  if (schema.anyOf) return walkVariant(schema, value, path, flaws)
  if (schema.type === 'object') return walkObject(schema, value, path, flaws)
  if (schema.type === 'array') return walkArray(schema, value, path, flaws)
  // RAID levels are texts that look like numbers.
  const plain = typeof value === 'number' && schema.enum?.includes(String(value)) ? String(value) : value
  if (!Check(schema as TSchema, plain)) flaws.push(wrong(schema, value, path))
  return plain
}

function walkObject(schema: Schema, value: unknown, path: Path, flaws: ShapeFlaw[]): unknown {
  const { shorthand, properties = {}, patternProperties = {}, required = [] } = schema
  if (shorthand !== undefined && isScalar(value))
    return { [shorthand]: walk(properties[shorthand] ?? {}, value, path, flaws) }
  // A section whose lines are all comments.
  const given = value === null && required.length === 0 ? {} : value
  if (!isObject(given)) {
    flaws.push(wrong(schema, value, path))
    return value
  }
  const [free] = Object.values(patternProperties)
  const entries = Object.entries(given).map(([key, each]): [string, unknown] => {
    const at = [...path, key]
    const own = Object.hasOwn(properties, key) ? properties[key] : free
    if (own !== undefined) return [key, walk(own, each, at, flaws)]
    const names = Object.keys(properties)
    flaws.push({ kind: 'unknownKey', path: at, nearest: nearest(key, names) ?? '–', names: names.join(', ') })
    return [key, each]
  })
  for (const key of required) if (!Object.hasOwn(given, key)) flaws.push({ kind: 'missing', path: [...path, key] })
  return Object.fromEntries(entries)
}

function walkArray(schema: Schema, value: unknown, path: Path, flaws: ShapeFlaw[]): unknown {
  const { items, minItems = 0, maxItems = Infinity } = schema
  const given = value === null && minItems === 0 ? [] : value
  if (!Array.isArray(given) || given.length < minItems || given.length > maxItems) {
    flaws.push(wrong(schema, value, path))
    return value
  }
  return given.map((each: unknown, index) => (items ? walk(items, each, [...path, index], flaws) : each))
}

/** Of several shapes the one is taken that was meant, so that errors are those of that one. */
function walkVariant(schema: Schema, value: unknown, path: Path, flaws: ShapeFlaw[]): unknown {
  const variants = (schema.anyOf ?? []).filter(({ type }) => type !== 'null')
  if (value === null && variants.length < (schema.anyOf ?? []).length) return value
  const meant = meantVariant(variants, value)
  if (meant?.properties || meant?.items) return walk(withSecret(meant, schema), value, path, flaws)
  if (meant !== undefined) {
    const inner: ShapeFlaw[] = []
    const plain = walk(meant, value, path, inner)
    if (inner.length > 0) flaws.push(wrong(schema, value, path))
    return plain
  }
  const tag = tagOf(variants)
  if (tag !== undefined && isObject(value)) {
    const at = [...path, tag]
    if (!Object.hasOwn(value, tag)) flaws.push({ kind: 'missing', path: at })
    else {
      const tags = { enum: variants.map(({ properties }) => properties?.[tag]?.const) }
      flaws.push(wrong(tags, (value as Record<string, unknown>)[tag], at))
    }
  } else flaws.push(wrong(schema, value, path))
  return value
}

const withSecret = (schema: Schema, { secret }: Schema): Schema => (secret ? { ...schema, secret } : schema)

/** The shape among several that a value is written in; also what fills in defaults asks. */
export function meantVariant(variants: readonly Schema[], value: unknown): Schema | undefined {
  if (variants.length === 1) return variants[0]
  const tag = tagOf(variants)
  if (isObject(value) && tag !== undefined) {
    const own = (value as Record<string, unknown>)[tag]
    return variants.find(({ properties }) => properties?.[tag]?.const === own)
  }
  if (isObject(value)) {
    const keys = Object.keys(value)
    const known = ({ properties = {} }: Schema): number => keys.filter((key) => Object.hasOwn(properties, key)).length
    const ranked = variants.filter(({ type }) => type === 'object').toSorted((a, b) => known(b) - known(a))
    return ranked[0]
  }
  return variants.find((variant) => Check(variant as TSchema, value))
}

/** The key whose value tells the variants apart. */
function tagOf(variants: readonly Schema[]): string | undefined {
  const [first, ...others] = variants
  return Object.keys(first?.properties ?? {}).find((key) =>
    [first, ...others].every((variant) => variant?.properties?.[key]?.const !== undefined),
  )
}

function wrong(schema: Schema, value: unknown, path: Path): ShapeFlaw {
  return { kind: 'wrongValue', path, value: schema.secret ? '•••' : shown(value), expected: expectedBy(schema) }
}

/** A value as a file may have written it, not longer than a line. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? '–'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

export const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `disks.wipe[0].holds` */
export const keyOf = (path: Path): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('')
