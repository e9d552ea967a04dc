/** What a schema cannot say of an answer: that its parts fit each other, and the world. */
import type { VmpError } from '../../lib/errors.ts'
import { parseAddress4, parseNetwork4 } from '../../lib/tools/ip.ts'
import type { Network4 } from '../../lib/tools/ip.ts'
import type { Path, Place } from '../../lib/yaml/source.ts'
import type { Resolved } from '../resolve.ts'

export interface At extends Place {
  readonly file: string
}

export interface RuleFlaw {
  /** The value that is to be changed. */
  readonly path: Path
  readonly toError: (at: At) => VmpError
}

export type Rule = (resolved: Pick<Resolved, 'answer' | 'origin'>) => readonly RuleFlaw[]

export const flaw = (path: Path, toError: (at: At) => VmpError): RuleFlaw => ({ path, toError })

/** The network of `10.0.0.5/24`, and the address itself. */
export function hostIn(cidr: string): { address: number; network: Network4 } {
  return { address: parseAddress4(cidr.split('/')[0] ?? ''), network: parseNetwork4(cidr) }
}

const sizeOf = ({ prefix }: Network4): number => 2 ** (32 - prefix)

export const isInside = ({ base, prefix }: Network4, address: number): boolean =>
  address >= base && address < base + sizeOf({ base, prefix })

/** Whether a host may have it: the first and the last address of a network are not one's own, but of the two of RFC 3021. */
export function isHostAddress(network: Network4, address: number): boolean {
  if (!isInside(network, address)) return false
  return network.prefix >= 31 || (address !== network.base && address !== network.base + sizeOf(network) - 1)
}
