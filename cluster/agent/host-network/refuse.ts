/** Settings of a host's network that cannot be meant: refused before anything is touched. */
import { Check } from 'typebox/value'
import { VmpError } from '../../../lib/errors.ts'
import { formatAddress4, parseAddress4, parseNetwork4 } from '../../../lib/tools/ip.ts'
import { HostDocument } from '../../../installer/configuration/document.ts'
import type { HostNetwork } from '../../../installer/configuration/document.ts'
import { networkFiles } from '../../../installer/configuration/network.ts'
import { canonical } from '../../../lib/canonical.ts'

export type Networks = HostDocument['network']

/** What the cluster knows that a host alone does not. */
export interface Surroundings {
  readonly clusterIp: string | null
  readonly probeIp: string | null
  /** Of the other hosts. */
  readonly addresses: readonly { readonly host: string; readonly address: string }[]
}

const bondModes = ['active-backup', '802.3ad', 'balance-alb', 'balance-tlb', 'balance-xor']
/** The least that carries IPv4 for everybody (RFC 791), and what ports take. */
const mtus = { least: 576, most: 9216 }

/**
 * @throws VmpError `hostNetwork.nonsense` with what is wrong, `hostNetwork.same`, `hostNetwork.addressTaken`,
 *   `hostNetwork.clusterIpOutside`, and those of `networkFiles`.
 */
export function refuseNonsense(document: HostDocument, wanted: Networks, around: Surroundings | null): void {
  if (!Check(HostDocument.properties.network, wanted)) throw nonsense('schema', '')
  if (canonical(document.network) === canonical(wanted)) throw new VmpError('hostNetwork.same')
  const { management, storage } = wanted
  // Whoever takes the address away cannot be asked whether he still gets through.
  if (management.address.method === 'none') throw nonsense('noAddress', '')
  for (const network of storage === null ? [management] : [management, storage]) refuseNetwork(network)
  for (const server of wanted.dns) if (!isHost(server)) throw nonsense('dns', server)
  refuseOverlap(management, storage)
  networkFiles({ ...document, network: wanted })
  if (around !== null) refuseAround(wanted, around)
}

type Nonsense =
  | 'schema'
  | 'noAddress'
  | 'ports'
  | 'bond'
  | 'vlan'
  | 'mtu'
  | 'address'
  | 'prefix'
  | 'gateway'
  | 'dns'
  | 'overlap'

const nonsense = (what: Nonsense, value: string | number): VmpError =>
  new VmpError('hostNetwork.nonsense', { problem: `hostNetwork.problem.${what}`, value })

function refuseNetwork({ ports, bond, vlan, mtu, address }: HostNetwork): void {
  if (new Set(ports).size < ports.length || (bond === null && ports.length > 1))
    throw nonsense('ports', ports.join(', '))
  if (bond !== null && !bondModes.includes(bond)) throw nonsense('bond', bond)
  if (vlan !== null && (vlan < 1 || vlan > 4094)) throw nonsense('vlan', vlan)
  if (mtu !== null && (mtu < mtus.least || mtu > mtus.most)) throw nonsense('mtu', mtu)
  if (address.method !== 'static') return
  const [own = '', length = ''] = address.address.split('/')
  if (!/^\d{1,2}$/.test(length) || Number(length) < 8 || Number(length) > 30) throw nonsense('prefix', address.address)
  if (!isHost(own) || !isInside(own, address.address)) throw nonsense('address', address.address)
  const { gateway } = address
  if (gateway !== null && (gateway === own || !isHost(gateway) || !isInside(gateway, address.address)))
    throw nonsense('gateway', gateway)
}

/** Neither 0/8 nor loopback, link-local, multicast, reserved (RFC 6890). */
function isHost(address: string): boolean {
  const parts = address.split('.')
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255)) return false
  const [first, second] = parts.map(Number) as [number, number]
  return first !== 0 && first !== 127 && first < 224 && !(first === 169 && second === 254)
}

/** In the network, and neither its first nor its last address. */
function isInside(address: string, network: string): boolean {
  const { base, prefix } = parseNetwork4(network)
  const number = parseAddress4(address)
  return number > base && number < base + 2 ** (32 - prefix) - 1
}

const staticOf = (network: HostNetwork | null): string | null =>
  network?.address.method === 'static' ? network.address.address : null

/** Two networks of one range: the kernel would send the packets of one by the other. */
function refuseOverlap(management: HostNetwork, storage: HostNetwork | null): void {
  const [one, other] = [staticOf(management), staticOf(storage)]
  if (one === null || other === null) return
  const [a, b] = [parseNetwork4(one), parseNetwork4(other)]
  const shorter = Math.min(a.prefix, b.prefix)
  const baseOf = ({ base }: { base: number }): number => parseNetwork4(`${formatAddress4(base)}/${shorter}`).base
  if (baseOf(a) === baseOf(b)) throw nonsense('overlap', `${one}, ${other}`)
}

function refuseAround({ management, storage }: Networks, { clusterIp, probeIp, addresses }: Surroundings): void {
  const mine = [staticOf(management), staticOf(storage)].flatMap((each) => (each === null ? [] : [each.split('/')[0]!]))
  const taken = [
    ...addresses,
    ...(clusterIp === null ? [] : [{ host: 'hostNetwork.clusterIp', address: clusterIp }]),
    ...(probeIp === null ? [] : [{ host: 'hostNetwork.probeIp', address: probeIp }]),
  ].find(({ address }) => mine.includes(address))
  if (taken !== undefined) throw new VmpError('hostNetwork.addressTaken', taken)
  const network = staticOf(management)
  if (network !== null && clusterIp !== null && !isInside(clusterIp, network))
    throw new VmpError('hostNetwork.clusterIpOutside', { address: clusterIp, network })
}
