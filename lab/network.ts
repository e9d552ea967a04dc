import { start } from '../lib/exec.ts'
import type { RunningProcess } from '../lib/exec.ts'
import { args as dnsmasqArgs } from '../lib/tools/dnsmasq.ts'
import { addNamespace, batch, deleteNamespace, execArgs, formatAddress4, namespaces } from '../lib/tools/ip.ts'
import type { Network4 } from '../lib/tools/ip.ts'
import { labPaths } from './state.ts'
import type { DhcpMode } from './state.ts'

const prefix = 'vmplab-'
/** Lab names hold no dot, so no lab's name ends like this. */
const siteSuffix = '.site'

/** The namespace of station and servers: a switch that nothing but them is plugged into. */
export function labNamespace(lab: string): string {
  return `${prefix}${lab}`
}

/** The namespace that plays the site: a router, and beside a proxy a DHCP server that is not ours. */
export function siteNamespace(lab: string): string {
  return `${prefix}${lab}${siteSuffix}`
}

/** The lab a namespace belongs to; undefined for a namespace that no lab made. */
export function labOfNamespace(namespace: string): string | undefined {
  if (!namespace.startsWith(prefix)) return undefined
  const lab = namespace.slice(prefix.length)
  return lab.endsWith(siteSuffix) ? lab.slice(0, -siteSuffix.length) : lab
}

export const bridge = 'br0'
const siteLink = 'site0'
/** Unique local addresses (RFC 4193). */
const sitePrefix = 'fd76:6d70::'

/** The switch port of a server's NIC, both numbered from 1. */
export function tapName(server: number, nic: number): string {
  return nic === 1 ? `tap${server}` : `tap${server}-${nic}`
}

export const stationHost = 1
const siteHost = 2

/** The address of one host of the subnet. */
export function addressIn(subnet: Network4, host: number): string {
  return formatAddress4(subnet.base + host)
}

/**
 * Makes the lab's namespaces and everything in them. Each interface is made inside its namespace, so this machine's
 * own list of interfaces never changes.
 */
export async function makeNetwork(lab: string, subnet: Network4, taps: readonly string[]): Promise<void> {
  const inside = labNamespace(lab)
  await addNamespace(inside)
  await batch(inside, [
    ['link', 'set', 'lo', 'up'],
    // A switch port in STP's learning state looks like a dead network for 30 s; here no loop is possible.
    ['link', 'add', bridge, 'type', 'bridge', 'stp_state', '0', 'forward_delay', '0'],
    ['addr', 'add', `${addressIn(subnet, stationHost)}/${subnet.prefix}`, 'dev', bridge],
    ['link', 'set', bridge, 'up'],
    ...taps.flatMap((tap) => [
      ['tuntap', 'add', 'dev', tap, 'mode', 'tap'],
      ['link', 'set', tap, 'master', bridge, 'up'],
    ]),
  ])
  const outside = siteNamespace(lab)
  await addNamespace(outside)
  await batch(inside, [
    ['link', 'add', 'site', 'type', 'veth', 'peer', 'name', siteLink, 'netns', outside],
    ['link', 'set', 'site', 'master', bridge, 'up'],
  ])
  await batch(outside, [
    ['link', 'set', 'lo', 'up'],
    ['addr', 'add', `${addressIn(subnet, siteHost)}/${subnet.prefix}`, 'dev', siteLink],
    ['addr', 'add', `${sitePrefix}1/64`, 'dev', siteLink, 'nodad'],
    ['link', 'set', siteLink, 'up'],
  ])
}

/** Starts what the site has of its own, a dnsmasq: a router's advertisements, and addresses when we are the proxy. */
export function startSite(lab: string, subnet: Network4, dhcp: DhcpMode): Promise<RunningProcess> {
  const { siteLeases, siteLog } = labPaths(lab)
  const args = dnsmasqArgs({
    interface: siteLink,
    prefix: sitePrefix,
    ...(dhcp === 'proxy' ? { pool: { first: addressIn(subnet, 100), last: addressIn(subnet, 199) } } : {}),
    leaseFile: siteLeases,
  })
  return start('ip', execArgs(siteNamespace(lab), 'dnsmasq', args), { detached: true, logFile: siteLog })
}

/** Takes down the lab's namespaces, and with them each interface in them. What is already gone is no matter. */
export async function removeNetwork(lab: string): Promise<void> {
  const existing = await namespaces()
  for (const namespace of [siteNamespace(lab), labNamespace(lab)]) {
    if (existing.includes(namespace)) await deleteNamespace(namespace)
  }
}
