import { VmpError } from '../../lib/errors.ts'
import { normalMac } from '../../lib/identity.ts'
import { parseAddress4 } from '../../lib/tools/ip.ts'
import type { Network4 } from '../../lib/tools/ip.ts'
import type { Path } from '../../lib/yaml/source.ts'
import type { Address, NetworkChoice } from '../schema.ts'
import { flaw, hostIn, isHostAddress, isInside } from './rule.ts'
import type { Rule, RuleFlaw } from './rule.ts'

/** Addresses are such as a host may have, and the two networks are two. */
export const networkRules: Rule = ({ answer: { network } }) => {
  const { management, storage } = network
  const at = (name: string): Path => ['network', name]
  return [
    ...networkFlaws(management, at('management')),
    ...(storage === null ? [] : [...networkFlaws(storage, at('storage')), ...storageFlaws(management, storage)]),
  ]
}

function networkFlaws({ port, bond, address }: NetworkChoice, path: Path): RuleFlaw[] {
  const flaws: RuleFlaw[] = []
  if (port !== null && bond !== null)
    flaws.push(flaw([...path, 'bond'], (at) => new VmpError('answer.portAndBond', { ...at, network: nameOf(path) })))
  const macs = (bond?.ports ?? []).flatMap(({ mac }) => (mac === undefined ? [] : [normalMac(mac) ?? mac]))
  const twice = macs.find((mac, index) => macs.indexOf(mac) < index)
  if (twice !== undefined)
    flaws.push(flaw([...path, 'bond', 'ports'], (at) => new VmpError('answer.samePort', { ...at, port: twice })))
  return [...flaws, ...addressFlaws(address, [...path, 'address'])]
}

const nameOf = (path: Path): string => String(path.at(-1))

function addressFlaws(address: Address, path: Path): RuleFlaw[] {
  if (address.method === 'static') {
    const { address: own, network } = hostIn(address.address)
    return [
      ...hostFlaws(address.address, own, network, [...path, 'address']),
      ...gatewayFlaws(address.gateway, network, [own, own], path),
    ]
  }
  if (address.method !== 'pool') return []
  const { address: first, network } = hostIn(address.from)
  const last = parseAddress4(address.to)
  if (last < first || !isHostAddress(network, last)) {
    const { from, to } = address
    return [flaw([...path, 'to'], (at) => new VmpError('answer.poolRange', { ...at, from, to }))]
  }
  return [
    ...hostFlaws(address.from, first, network, [...path, 'from']),
    ...gatewayFlaws(address.gateway, network, [first, last], path),
  ]
}

function hostFlaws(address: string, own: number, network: Network4, path: Path): RuleFlaw[] {
  if (isHostAddress(network, own)) return []
  return [flaw(path, (at) => new VmpError('answer.noHostAddress', { ...at, address }))]
}

/** @param taken First and last address that machines of this answer have. */
function gatewayFlaws(
  gateway: string | null,
  network: Network4,
  [first, last]: readonly [number, number],
  path: Path,
): RuleFlaw[] {
  if (gateway === null) return []
  const number = parseAddress4(gateway)
  const where = [...path, 'gateway']
  if (!isHostAddress(network, number))
    return [flaw(where, (at) => new VmpError('answer.gatewayOutside', { ...at, gateway }))]
  if (number < first || number > last) return []
  return [flaw(where, (at) => new VmpError('answer.gatewayTaken', { ...at, gateway }))]
}

function storageFlaws(management: NetworkChoice, storage: NetworkChoice): RuleFlaw[] {
  const flaws: RuleFlaw[] = []
  const { address } = storage
  if ('gateway' in address && address.gateway !== null)
    flaws.push(flaw(['network', 'storage', 'address', 'gateway'], (at) => new VmpError('answer.storageGateway', at)))
  if (storage.port === null && storage.bond === null)
    flaws.push(flaw(['network', 'storage'], (at) => new VmpError('answer.storagePort', at)))
  const [one, other] = [networkOf(management.address), networkOf(address)]
  if (one && other && (isInside(one, other.base) || isInside(other, one.base)))
    flaws.push(flaw(['network', 'storage', 'address'], (at) => new VmpError('answer.sameNetwork', at)))
  const shared = portsOf(management).find((port) => portsOf(storage).includes(port))
  const isBond = management.bond !== null || storage.bond !== null
  if (shared !== undefined && (isBond || management.vlan === storage.vlan))
    flaws.push(flaw(['network', 'storage'], (at) => new VmpError('answer.samePort', { ...at, port: shared })))
  return flaws
}

/** Of addresses that a file tells. */
export function networkOf(address: Address): Network4 | undefined {
  if (address.method === 'static') return hostIn(address.address).network
  return address.method === 'pool' ? hostIn(address.from).network : undefined
}

/** First and last address that machines of this answer have. */
export function takenBy(address: Address): readonly [number, number] | undefined {
  if (address.method === 'static') return [hostIn(address.address).address, hostIn(address.address).address]
  return address.method === 'pool' ? [hostIn(address.from).address, parseAddress4(address.to)] : undefined
}

function portsOf({ port, bond }: NetworkChoice): string[] {
  const ports = bond?.ports ?? (port === null ? [] : [port])
  return ports.flatMap(({ mac }) => (mac === undefined ? [] : [normalMac(mac) ?? mac]))
}
