/** The answer of one machine: the file, with the overrides that match it, its own name and its own address. */
import { Check } from 'typebox/value'
import { VmpError } from '../lib/errors.ts'
import { formatAddress4, parseAddress4 } from '../lib/tools/ip.ts'
import { keyOf, shaped } from '../lib/yaml/shape.ts'
import type { Path, Place } from '../lib/yaml/source.ts'
import { filled } from './defaults.ts'
import type { AnswerSchema } from './defaults.ts'
import type { AnswerContent, AnswerFile, MachineOverride } from './file.ts'
import { isMatch, tellingOf } from './match.ts'
import { mergeLayers } from './merge.ts'
import type { Layer } from './merge.ts'
import { nameOf } from './name.ts'
import { Answer, HostName } from './schema.ts'
import type { Address, MachineSelector, MachineTraits } from './schema.ts'

/** Where a value comes from. */
export interface AnswerLayer extends Layer {
  /** Null for what the file says of all machines. */
  readonly match: MachineSelector | null
}

export interface Resolved {
  /** The patterns are still in it. */
  readonly answer: Answer
  /** The layer that says a value; undefined: it is the default. */
  origin(path: Path): AnswerLayer | undefined
  place(path: Path): Place
}

/**
 * The answer with its name and its addresses.
 * @throws VmpError at the place of the file that says what is not possible for this machine: `answer.missing`,
 * `answer.noTrait`, `answer.badName`, `answer.poolTooSmall`
 */
export function renderAnswer(file: AnswerFile, traits: MachineTraits): Answer {
  return renderResolved(file, resolveAnswer(file, traits), traits)
}

/** The overrides that match, laid upon what the file says of all machines, and what it leaves out filled in. */
export function resolveAnswer(file: AnswerFile, traits: MachineTraits): Resolved {
  const { machines = [], $schema: _, ...base } = file.content
  const matching = machines
    .map((override, index) => ({ override, index }))
    .filter(({ override: { match } }) => isMatch(match, traits))
    .toSorted((a, b) => tellingOf(a.override.match) - tellingOf(b.override.match) || a.index - b.index)
  return resolved(file, base, matching)
}

interface Matching {
  readonly override: MachineOverride
  readonly index: number
}

function resolved(file: AnswerFile, base: AnswerContent, matching: readonly Matching[]): Resolved {
  const layers: AnswerLayer[] = [
    { content: base, path: [], match: null },
    ...matching.map(({ override: { match, ...content }, index }) => ({ content, path: ['machines', index], match })),
  ]
  const merged = mergeLayers(Answer as unknown as AnswerSchema, layers)
  const place = (path: Path): Place => file.place([...(merged.origin(path)?.path ?? []), ...path])
  const answer = withPort(filled(Answer as unknown as AnswerSchema, merged.value) as Answer)
  return { answer, origin: merged.origin, place }
}

/** Management has a port, said or not. */
function withPort(answer: Answer): Answer {
  const { management } = answer.network
  if (management.port !== null || management.bond !== null) return answer
  return { ...answer, network: { ...answer.network, management: { ...management, port: { boot: true } } } }
}

function renderResolved({ file }: AnswerFile, { answer, place }: Resolved, traits: MachineTraits): Answer {
  const at = (path: Path): { file: string; line: number; column: number } => ({ file, ...place(path) })
  // An override may begin a section that the file has not, and so must say all that has no default.
  const lacking = shaped(Answer, answer).flaws.find(({ kind }) => kind === 'missing')
  if (lacking) throw new VmpError('answer.missing', { ...at(lacking.path), key: keyOf(lacking.path) })
  const { identity, network } = answer
  const named = nameOf(identity.name, traits)
  const path = ['identity', 'name']
  if ('lacks' in named) throw new VmpError('answer.noTrait', { ...at(path), name: identity.name, part: named.lacks })
  if (!Check(HostName, named.name))
    throw new VmpError('answer.badName', { ...at(path), name: identity.name, result: named.name })
  const { management, storage } = network
  const addressed = (address: Address, path: Path): Address =>
    address.method === 'pool' ? fromPool(address, traits.index, () => at(path)) : address
  return {
    ...answer,
    identity: { ...identity, name: named.name },
    network: {
      ...network,
      management: { ...management, address: addressed(management.address, ['network', 'management', 'address']) },
      storage: storage && { ...storage, address: addressed(storage.address, ['network', 'storage', 'address']) },
    },
  }
}

type Pool = Extract<Address, { method: 'pool' }>

function fromPool(
  { from, to, gateway }: Pool,
  index: number,
  at: () => { file: string; line: number; column: number },
): Address {
  const [first = '', prefix] = from.split('/')
  const number = parseAddress4(first) + index - 1
  const size = parseAddress4(to) - parseAddress4(first) + 1
  if (index < 1 || index > size) throw new VmpError('answer.poolTooSmall', { ...at(), from: first, to, size, index })
  return { method: 'static', address: `${formatAddress4(number)}/${prefix}`, gateway }
}
