/** A policy as a file: YAML with comments, whole or as what differs from a shipped one. Each error says where and what was expected. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Errors } from 'typebox/value'
import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { VmpError } from '../lib/errors.ts'
import { nearest } from '../lib/nearest.ts'
import { expectedBy, schemaAt } from './policy-expected.ts'
import type { Schema } from './policy-expected.ts'
import { Policy, Thresholds } from './policy.ts'

const closed = { additionalProperties: false }
const thresholds = Thresholds.properties

const PolicyFile = Type.Object(
  {
    version: Policy.properties.version,
    name: Policy.properties.name,
    extends: Type.Optional(Type.String({ description: 'the name of a shipped policy' })),
    description: Type.Optional(Policy.properties.description),
    thresholds: Type.Optional(
      Type.Partial(
        Type.Object({
          memory: Type.Partial(thresholds.memory, closed),
          disk: Type.Partial(thresholds.disk, closed),
          nic: Type.Partial(thresholds.nic, closed),
          clock: Type.Partial(thresholds.clock, closed),
          network: Type.Partial(thresholds.network, closed),
          events: thresholds.events,
        }),
        closed,
      ),
    ),
    severities: Type.Optional(Policy.properties.severities),
    known: Type.Optional(Policy.properties.known),
  },
  closed,
)

interface Read {
  readonly file: string
  readonly content: Static<typeof PolicyFile>
}

interface Names {
  readonly bases: readonly string[]
  readonly codes: readonly string[]
}

/**
 * What a file says. Of several errors the first one in the file is thrown.
 * @throws VmpError `policy.syntax`, `policy.unknownKey`, `policy.unknownCode`, `policy.unknownBase`, `policy.wrongValue`, `policy.missing`
 */
export function readPolicyFile(text: string, file: string, names: Names): Read {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' })
  const [flaw] = [...document.errors, ...document.warnings]
  if (flaw !== undefined)
    throw new VmpError('policy.syntax', { file, ...place(lines, flaw.pos[0]), problem: flaw.message })
  const content = valueOf(document, file)

  const flaws = [...shapeFlaws(content), ...nameFlaws(content, names)].map(({ path, key, toError }) => ({
    toError,
    at: offsetOf(document, path, key),
  }))
  const first = flaws.toSorted((a, b) => a.at - b.at)[0]
  if (first !== undefined) throw first.toError({ file, ...place(lines, first.at) })
  return { file, content: content as Static<typeof PolicyFile> }
}

/**
 * The policy of a file upon its base.
 * @throws VmpError `policy.missing`: without a base nothing may be left out, or a finding would silently be lost
 */
export function completePolicy({ file, content }: Read, base: Policy | undefined, codes: readonly string[]): Policy {
  const { extends: _, ...own } = content
  const policy = merged(base ?? {}, own)
  const flaw = Errors(Policy, policy).find(({ keyword }) => keyword === 'required')
  if (flaw !== undefined) {
    const { requiredProperties } = flaw.params as { requiredProperties: string[] }
    throw missing(file, [...segments(flaw.instancePath), requiredProperties[0] ?? ''].join('.'))
  }
  const { severities } = policy as Policy
  const forgotten = codes.find((code) => !Object.hasOwn(severities, code))
  if (forgotten !== undefined) throw missing(file, `severities.${forgotten}`)
  return policy as Policy
}

const missing = (file: string, key: string): VmpError => new VmpError('policy.missing', { file, line: 1, key })

/** Maps are merged, all else is replaced. */
function merged(base: object, own: object): object {
  const both = new Map<string, unknown>(Object.entries(base))
  for (const [key, value] of Object.entries(own)) {
    const before = both.get(key)
    both.set(key, isObject(before) && isObject(value) ? merged(before, value) : value)
  }
  return Object.fromEntries(both)
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

interface Flaw {
  readonly path: readonly string[]
  /** The key itself is wrong, not what it holds. */
  readonly key?: true
  readonly toError: (place: Place) => VmpError
}

/** A bomb of aliases is as wrong as any other syntax. */
function valueOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 10 })
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error
    throw new VmpError('policy.syntax', { file, line: 1, column: 1, problem: error.message }, { cause: error })
  }
}

/** What does not fit the schema. */
function shapeFlaws(content: unknown): Flaw[] {
  return Errors(PolicyFile, content).flatMap(({ keyword, instancePath, params }): Flaw[] => {
    const path = segments(instancePath)
    const key = path.join('.')
    // What holds a wrong key is told of as well; the key alone is enough.
    if (keyword === 'additionalProperties') return []
    if (keyword === 'boolean') {
      const valid = keysOf(schemaAt(PolicyFile, path.slice(0, -1)))
      const near = nearest(path.at(-1) ?? '', valid) ?? '–'
      const toError = (at: Place) =>
        new VmpError('policy.unknownKey', { ...at, key, nearest: near, names: valid.join(', ') })
      return [{ path, key: true, toError }]
    }
    if (keyword === 'required') {
      const [name = ''] = params.requiredProperties
      const toError = ({ file, line }: Place) =>
        new VmpError('policy.missing', { file, line, key: [...path, name].join('.') })
      return [{ path, toError }]
    }
    const expected = expectedBy(schemaAt(PolicyFile, path))
    const toError = (at: Place) =>
      new VmpError('policy.wrongValue', { ...at, key: key || '–', value: shown(content, path), expected })
    return [{ path, toError }]
  })
}

/** Names of policies and findings, which no schema knows. */
function nameFlaws(content: unknown, { bases, codes }: Names): Flaw[] {
  const { extends: base, severities } = (isObject(content) ? content : {}) as {
    extends?: unknown
    severities?: unknown
  }
  const unknownBase: Flaw[] =
    typeof base !== 'string' || bases.includes(base)
      ? []
      : [
          {
            path: ['extends'],
            toError: (at) =>
              new VmpError('policy.unknownBase', {
                ...at,
                name: base,
                nearest: nearest(base, bases) ?? '–',
                names: bases.join(', '),
              }),
          },
        ]
  const unknownCodes = (isObject(severities) ? Object.keys(severities) : [])
    .filter((code) => !codes.includes(code))
    .map((code): Flaw => ({
      path: ['severities', code],
      key: true,
      toError: (at) => new VmpError('policy.unknownCode', { ...at, key: code, nearest: nearest(code, codes) ?? '–' }),
    }))
  return [...unknownBase, ...unknownCodes]
}

const keysOf = (schema: Schema | undefined): string[] => Object.keys(schema?.properties ?? {})

/** The value at a path as the file may have written it, not longer than a line. */
function shown(content: unknown, path: readonly string[]): string {
  const value = path.reduce<unknown>(
    (at, key) => (isObject(at) ? (at as Record<string, unknown>)[key] : undefined),
    content,
  )
  const text = JSON.stringify(value) ?? '–'
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** RFC 6901. */
const segments = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

/** Where in the text a value, or its key, begins. */
function offsetOf(document: Document, path: readonly string[], key: true | undefined): number {
  if (key) {
    const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
    const pair = isMap(map)
      ? map.items.find((item) => isScalar(item.key) && String(item.key.value) === path.at(-1))
      : undefined
    if (isScalar(pair?.key)) return pair.key.range?.[0] ?? 0
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true)
  return (node as { range?: [number, number, number] } | null | undefined)?.range?.[0] ?? 0
}

function place(lines: LineCounter, offset: number): { line: number; column: number } {
  const { line, col } = lines.linePos(offset)
  return { line: Math.max(line, 1), column: Math.max(col, 1) }
}
