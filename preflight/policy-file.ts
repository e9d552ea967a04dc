/** A policy as a file: YAML with comments, whole or as what differs from a shipped one. Each error says where and what was expected. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { VmpError } from '../lib/errors.ts'
import { nearest } from '../lib/nearest.ts'
import { isObject, keyOf, shaped } from '../lib/yaml/shape.ts'
import type { ShapeFlaw } from '../lib/yaml/shape.ts'
import { readYaml, YamlFlaw } from '../lib/yaml/source.ts'
import type { Limits, Path, Place, YamlSource } from '../lib/yaml/source.ts'
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

/** A policy names every finding once; there are some hundreds. */
const limits: Limits = { length: 262_144, values: 5000, depth: 16 }

/**
 * What a file says. Of several errors the first one in the file is thrown.
 * @throws VmpError `policy.syntax`, `policy.unknownKey`, `policy.unknownCode`, `policy.unknownBase`, `policy.wrongValue`, `policy.missing`
 */
export function readPolicyFile(text: string, file: string, names: Names): Read {
  const source = sourceOf(text, file)
  const { value, flaws: shapeFlaws } = shaped(PolicyFile, source.value)
  const flaws = [...shapeFlaws.map(shapeFlaw), ...nameFlaws(value, names)].map(({ path, key, toError }) => ({
    toError,
    place: key ? source.keyPlace(path) : source.place(path),
  }))
  const [first] = flaws.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
  if (first !== undefined) throw first.toError({ file, ...first.place })
  return { file, content: value as Static<typeof PolicyFile> }
}

/**
 * The policy of a file upon its base.
 * @throws VmpError `policy.missing`: without a base nothing may be left out, or a finding would silently be lost
 */
export function completePolicy({ file, content }: Read, base: Policy | undefined, codes: readonly string[]): Policy {
  const { extends: _, ...own } = content
  const policy = merged(base ?? {}, own)
  const lacking = shaped(Policy, policy).flaws.find(({ kind }) => kind === 'missing')
  if (lacking !== undefined) throw missing(file, keyOf(lacking.path))
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

function sourceOf(text: string, file: string): YamlSource {
  try {
    return readYaml(text, limits)
  } catch (error) {
    if (!(error instanceof YamlFlaw)) throw error
    throw new VmpError('policy.syntax', { file, ...error.place, problem: error.message }, { cause: error })
  }
}

interface At extends Place {
  readonly file: string
}

interface Flaw {
  readonly path: Path
  /** The key itself is wrong, not what it holds. */
  readonly key?: true
  readonly toError: (at: At) => VmpError
}

function shapeFlaw(flaw: ShapeFlaw): Flaw {
  const { path } = flaw
  const key = keyOf(path) || '–'
  if (flaw.kind === 'unknownKey') {
    const { nearest, names } = flaw
    return { path, key: true, toError: (at) => new VmpError('policy.unknownKey', { ...at, key, nearest, names }) }
  }
  if (flaw.kind === 'missing')
    return { path, toError: ({ file, line }) => new VmpError('policy.missing', { file, line, key }) }
  const { value, expected } = flaw
  return { path, toError: (at) => new VmpError('policy.wrongValue', { ...at, key, value, expected }) }
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
