/** Whether a host's network is as a document says: what could not be put in force is not waited for. */
import { interfaceOf } from '../../../installer/configuration/network.ts'
import type { HostDocument } from '../../../installer/configuration/document.ts'
import { addressArgs, parseAddresses4 } from '../../../lib/tools/ip.ts'
import type { Applying } from './apply.ts'

const timeout = 15_000

/** An interface, and what it lacks; null when all is as it should be. */
export async function missing({ run, signal }: Applying, document: HostDocument): Promise<string | null> {
  const { stdout } = await run('ip', addressArgs, { timeout, signal })
  const addresses = parseAddresses4(stdout)
  const stray = strayPort(stdout, document)
  if (stray !== null) return `${stray}: nomaster`
  const mtus = new Map(
    (JSON.parse(stdout) as { ifname: string; mtu?: number }[]).map(({ ifname, mtu }) => [ifname, mtu]),
  )
  for (const role of ['management', 'storage'] as const) {
    const network = document.network[role]
    const device = interfaceOf(document, role)
    if (network === null || device === null) continue
    if (!mtus.has(device)) return device
    if (network.mtu !== null && mtus.get(device) !== network.mtu) return `${device}: MTU ${network.mtu}`
    const has = addresses.filter((each) => each.interface === device).map(({ address }) => address)
    const { address } = network
    if (address.method === 'static' && !has.includes(address.address.split('/')[0]!))
      return `${device}: ${address.address}`
    if (address.method === 'dhcp' && has.length === 0) return `${device}: DHCP`
  }
  return null
}

/** A port that belongs to no network of the host, and is still plugged into one. */
function strayPort(stdout: string, { ports, network: { management, storage } }: HostDocument): string | null {
  const masters = new Map(
    (JSON.parse(stdout) as { ifname: string; master?: string }[]).map(({ ifname, master }) => [ifname, master]),
  )
  const used = [...management.ports, ...(storage?.ports ?? [])]
  return ports.find(({ name }) => !used.includes(name) && masters.get(name) !== undefined)?.name ?? null
}

/** The addresses at which a call may come in. */
export async function managementAddresses({ run, signal }: Applying, document: HostDocument): Promise<string[]> {
  const { stdout } = await run('ip', addressArgs, { timeout, signal })
  const device = interfaceOf(document, 'management')
  const { address } = document.network.management
  const there = parseAddresses4(stdout)
    .filter((each) => each.interface === device)
    .map((each) => each.address)
  return address.method === 'static' ? there.filter((each) => each === address.address.split('/')[0]) : there
}
