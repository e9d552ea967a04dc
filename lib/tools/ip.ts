import { run } from '../exec.ts'

/** Every call asks the kernel alone and is answered at once. */
const timeout = 15_000

/** An IPv4 network as the kernel speaks of it. */
export interface Network4 {
  /** First address, as an unsigned 32-bit number. */
  base: number
  /** Prefix length, 0–32. */
  prefix: number
}

export interface Link {
  name: string
  mac: string
  up: boolean
}

/** Options that select the network namespace a command works in; none is the caller's own. */
function within(namespace?: string): string[] {
  return namespace === undefined ? [] : ['-n', namespace]
}

/** Reads dotted decimal as an unsigned number. */
export function parseAddress4(text: string): number {
  return text.split('.').reduce((number, part) => number * 256 + Number(part), 0)
}

export function formatAddress4(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

/** Reads `192.0.2.0/24`, `192.0.2.1` or `default` (everything). */
export function parseNetwork4(text: string): Network4 {
  if (text === 'default') return { base: 0, prefix: 0 }
  const [address = '', length = '32'] = text.split('/')
  const prefix = Number(length)
  return { base: prefix === 0 ? 0 : (parseAddress4(address) & (-1 << (32 - prefix))) >>> 0, prefix }
}

interface RawAddress {
  ifname: string
  address?: string
  flags?: string[]
  link_type?: string
  addr_info?: { family: string; local: string; prefixlen: number; scope?: string }[]
}

/** Networks of the interfaces' own addresses, from `ip -j -4 addr show`. */
export function parseInterfaceNetworks(json: string): Network4[] {
  return (JSON.parse(json || '[]') as RawAddress[]).flatMap((link) =>
    (link.addr_info ?? [])
      .filter((address) => address.family === 'inet')
      .map((address) => parseNetwork4(`${address.local}/${address.prefixlen}`)),
  )
}

export interface Address4 {
  readonly interface: string
  readonly address: string
  /** An Ethernet port, or something that looks like one (bridge, VLAN), with link. */
  readonly ethernet: boolean
}

/** Arguments for `parseAddresses4`. */
export const addressArgs = ['-j', 'addr', 'show']

/** IPv4 addresses that others may reach, from `ip -j addr show`. */
export function parseAddresses4(json: string): Address4[] {
  return (JSON.parse(json || '[]') as RawAddress[]).flatMap((link) =>
    (link.addr_info ?? [])
      .filter(({ family, scope }) => family === 'inet' && scope === 'global')
      .map(({ local }) => ({
        interface: link.ifname,
        address: local,
        ethernet: link.link_type === 'ether' && (link.flags ?? []).includes('LOWER_UP'),
      })),
  )
}

export interface Gateway4 {
  readonly address: string
  readonly interface: string
}

/** Arguments for `parseGateways4`. */
export const gatewayArgs = ['-j', '-4', 'route', 'show', 'default']

/** Where packets for elsewhere go, from `ip -j -4 route show default`; the one that is used first. */
export function parseGateways4(json: string): Gateway4[] {
  return (JSON.parse(json || '[]') as { gateway?: string; dev?: string; metric?: number; flags?: string[] }[])
    .filter(({ flags = [] }) => !flags.includes('linkdown') && !flags.includes('dead'))
    .toSorted((a, b) => (a.metric ?? 0) - (b.metric ?? 0))
    .flatMap(({ gateway, dev }) =>
      gateway === undefined || dev === undefined ? [] : [{ address: gateway, interface: dev }],
    )
}

/** Destinations from `ip -j -4 route show table all`, without the default route, which collides with nothing. */
export function parseRouteNetworks(json: string): Network4[] {
  return (JSON.parse(json || '[]') as { dst: string }[])
    .filter((route) => route.dst !== 'default')
    .map((route) => parseNetwork4(route.dst))
}

export function parseLinks(json: string): Link[] {
  return (JSON.parse(json || '[]') as RawAddress[]).map((link) => ({
    name: link.ifname,
    mac: link.address ?? '',
    up: link.flags?.includes('UP') ?? false,
  }))
}

/** Names from `ip -j netns list`, which prints nothing at all when there is none. */
export function parseNamespaces(json: string): string[] {
  return (JSON.parse(json.trim() || '[]') as { name: string }[]).map((namespace) => namespace.name)
}

/** Every IPv4 network this machine has an address in or a route to, the default route apart. */
export async function usedNetworks(): Promise<Network4[]> {
  const [addresses, routes] = await Promise.all([
    run('ip', ['-j', '-4', 'addr', 'show'], { timeout }),
    run('ip', ['-j', '-4', 'route', 'show', 'table', 'all'], { timeout }),
  ])
  return [...parseInterfaceNetworks(addresses.stdout), ...parseRouteNetworks(routes.stdout)]
}

export async function links(namespace?: string): Promise<Link[]> {
  return parseLinks((await run('ip', [...within(namespace), '-j', 'link', 'show'], { timeout })).stdout)
}

export async function namespaces(): Promise<string[]> {
  return parseNamespaces((await run('ip', ['-j', 'netns', 'list'], { timeout })).stdout)
}

/** Processes whose network namespace is this one. */
export async function namespacePids(namespace: string): Promise<number[]> {
  const { stdout } = await run('ip', ['netns', 'pids', namespace], { timeout })
  return stdout.split('\n').filter(Boolean).map(Number)
}

export async function addNamespace(namespace: string): Promise<void> {
  await run('ip', ['netns', 'add', namespace], { timeout })
}

/** Removes the name; the namespace with all its interfaces goes when its last process has gone. */
export async function deleteNamespace(namespace: string): Promise<void> {
  await run('ip', ['netns', 'delete', namespace], { timeout })
}

/**
 * Runs several `ip` commands in one process, stopping at the first that fails. The words reach `ip` separated by
 * blanks, so none may contain one.
 */
export async function batch(namespace: string, commands: string[][]): Promise<void> {
  const input = commands.map((words) => words.join(' ')).join('\n')
  await run('ip', [...within(namespace), '-batch', '-'], { timeout, input: `${input}\n` })
}

/** The command line that runs a program inside a namespace; `ip` replaces itself, so the pid is the program's. */
export function execArgs(namespace: string, program: string, args: string[]): string[] {
  return ['netns', 'exec', namespace, program, ...args]
}
