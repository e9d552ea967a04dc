/** The answer of one machine: what the file says of it, with its own name and its own addresses. */
import { Check } from 'typebox/value'
import { VmpError } from '../lib/errors.ts'
import { formatAddress4, parseAddress4 } from '../lib/tools/ip.ts'
import { keyOf, shaped } from '../lib/yaml/shape.ts'
import type { Path } from '../lib/yaml/source.ts'
import type { AnswerFile } from './content.ts'
import { nameOf } from './name.ts'
import { resolveAnswer } from './resolve.ts'
import type { Resolved } from './resolve.ts'
import { ruleFlaws } from './rules.ts'
import type { At } from './rules/rule.ts'
import { Answer, HostName } from './schema.ts'
import type { Address, MachineTraits } from './schema.ts'

/**
 * @throws VmpError at the place of the file that says what is not possible for this machine: `answer.missing`,
 * `answer.noTrait`, `answer.badName`, `answer.poolTooSmall`, and those of `ruleFlaws`, which only overrides together may show
 */
export function renderAnswer(file: AnswerFile, traits: MachineTraits): Answer {
  return renderResolved(file, resolveAnswer(file, traits), traits)
}

export function renderResolved({ file }: AnswerFile, resolved: Resolved, traits: MachineTraits): Answer {
  const { answer, place } = resolved
  const at = (path: Path): At => ({ file, ...place(path) })
  // An override may begin a section that the file has not, and so must say all that has no default.
  const lacking = shaped(Answer, answer).flaws.find(({ kind }) => kind === 'missing')
  if (lacking) throw new VmpError('answer.missing', { ...at(lacking.path), key: keyOf(lacking.path) })
  const [flaw] = ruleFlaws(resolved)
  if (flaw) throw flaw.toError(at(flaw.path))
  const { management, storage } = answer.network
  const addressed = (address: Address, path: Path): Address =>
    address.method === 'pool' ? fromPool(address, traits.index, at(path)) : address
  return {
    ...answer,
    identity: { ...answer.identity, name: ownName(answer.identity.name, traits, at(['identity', 'name'])) },
    network: {
      ...answer.network,
      management: { ...management, address: addressed(management.address, ['network', 'management', 'address']) },
      storage: storage && { ...storage, address: addressed(storage.address, ['network', 'storage', 'address']) },
    },
  }
}

function ownName(pattern: string, traits: MachineTraits, at: At): string {
  const named = nameOf(pattern, traits)
  if ('lacks' in named) throw new VmpError('answer.noTrait', { ...at, name: pattern, part: named.lacks })
  if (Check(HostName, named.name)) return named.name
  throw new VmpError('answer.badName', { ...at, name: pattern, result: named.name })
}

type Pool = Extract<Address, { method: 'pool' }>

function fromPool({ from, to, gateway }: Pool, index: number, at: At): Address {
  const [first = '', prefix] = from.split('/')
  const size = parseAddress4(to) - parseAddress4(first) + 1
  if (index < 1 || index > size) throw new VmpError('answer.poolTooSmall', { ...at, from: first, to, size, index })
  const number = parseAddress4(first) + index - 1
  return { method: 'static', address: `${formatAddress4(number)}/${prefix}`, gateway }
}
