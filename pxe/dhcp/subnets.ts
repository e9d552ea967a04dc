import { VmpError } from '../../lib/errors.ts'
import { option } from './codes.ts'
import { addresses, contains, ipv4ToNumber, parseCidr } from './ipv4.ts'
import type { Network } from './ipv4.ts'
import { Pool } from './pool.ts'
import type { DhcpSubnet, Reservation } from './types.ts'

const DEFAULT_LEASE_TIME = 3600
/** An offer stands this long; slow firmware collects offers for up to 16 s before it asks. */
const OFFER_TIME = 30_000
/** An address that a client found in use rests for an hour. */
const DECLINE_TIME = 3_600_000
/** More addresses than this in one subnet are a typing mistake, and cost memory. */
const MOST_ADDRESSES = 262_144

const MAC = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/

/** A subnet as the server uses it: its pool, and the options that every client in it gets. */
export interface Subnet {
  readonly network: Network
  readonly pool: Pool
  /** Subnet mask, broadcast address, router, DNS, domain. */
  readonly common: readonly (readonly [number, Buffer])[]
  /** Lease time, renewal and rebinding time. */
  readonly times: readonly (readonly [number, Buffer])[]
  /** Host names of reservations, by lease key. */
  readonly hostnames: ReadonlyMap<string, string>
}

/**
 * Checks the configured subnets and reservations and lays out their pools. The station's own address, routers, network
 * and broadcast addresses are never given out.
 * @throws VmpError `dhcp.badRange`, `dhcp.badReservation`, `input.invalid`.
 */
export function layOutSubnets(
  configured: readonly DhcpSubnet[],
  reservations: readonly Reservation[],
  station: string,
): Subnet[] {
  const networks = configured.map((subnet) => ({ subnet, network: parseCidr(subnet.network) }))
  const reserved = networks.map(() => new Map<string, number>())
  const hostnames = networks.map(() => new Map<string, string>())
  const taken = new Set([
    ipv4ToNumber(station),
    ...configured.flatMap(({ router }) => (router ? [ipv4ToNumber(router)] : [])),
  ])
  for (const { mac: written, address: text, hostname } of reservations) {
    const mac = written.toLowerCase()
    const address = ipv4ToNumber(text)
    const index = networks.findIndex(({ network }) => isHost(network, address))
    if (index === -1 || !MAC.test(mac) || taken.has(address) || reserved[index]!.has(mac))
      throw new VmpError('dhcp.badReservation', { mac: written, address: text })
    taken.add(address)
    reserved[index]!.set(mac, address)
    if (hostname) hostnames[index]!.set(mac, hostname)
  }
  return networks.map(({ subnet, network }, index) => ({
    network,
    pool: new Pool({
      addresses: dynamicAddresses(subnet, network, taken),
      reserved: reserved[index]!,
      leaseTime: leaseTime(subnet) * 1000,
      offerTime: OFFER_TIME,
      declineTime: DECLINE_TIME,
    }),
    common: commonOptions(subnet, network),
    times: timeOptions(leaseTime(subnet)),
    hostnames: hostnames[index]!,
  }))
}

function isHost(network: Network, address: number): boolean {
  return contains(network, address) && address !== network.network && address !== network.broadcast
}

function* dynamicAddresses(subnet: DhcpSubnet, network: Network, taken: ReadonlySet<number>): Iterable<number> {
  const seen = new Set<number>()
  for (const { from, to } of subnet.ranges) {
    const first = ipv4ToNumber(from)
    const last = ipv4ToNumber(to)
    const bad = (): VmpError =>
      new VmpError('dhcp.badRange', { from, to, network: subnet.network, most: MOST_ADDRESSES })
    if (first > last || !contains(network, first) || !contains(network, last)) throw bad()
    if (seen.size + last - first >= MOST_ADDRESSES) throw bad()
    for (let address = first; address <= last; address += 1) {
      if (seen.has(address)) throw bad()
      seen.add(address)
      if (isHost(network, address) && !taken.has(address)) yield address
    }
  }
}

function leaseTime(subnet: DhcpSubnet): number {
  return subnet.leaseTime ?? DEFAULT_LEASE_TIME
}

function commonOptions({ router, dns, domain }: DhcpSubnet, network: Network): [number, Buffer][] {
  return [
    [option.subnetMask, addresses([network.mask])],
    [option.broadcast, addresses([network.broadcast])],
    ...(router ? [[option.router, addresses([ipv4ToNumber(router)])] as [number, Buffer]] : []),
    ...(dns?.length ? [[option.dns, addresses(dns.map(ipv4ToNumber))] as [number, Buffer]] : []),
    ...(domain ? [[option.domain, Buffer.from(domain, 'latin1')] as [number, Buffer]] : []),
  ]
}

/** T1 and T2 at a half and seven eighths of the lease (RFC 2131, 4.4.5). */
function timeOptions(seconds: number): [number, Buffer][] {
  return [
    [option.leaseTime, addresses([seconds])],
    [option.renewTime, addresses([Math.floor(seconds / 2)])],
    [option.rebindTime, addresses([Math.floor((seconds * 7) / 8)])],
  ]
}
