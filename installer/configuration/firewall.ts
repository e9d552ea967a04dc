/** nftables on a host: what it takes in is listed here, all else is dropped. */
import { render } from '../../lib/template.ts'
import type { HostDocument } from './document.ts'
import type { RenderedFile } from './file.ts'
import { interfaceOf } from './network.ts'

interface Opening {
  readonly why: string
  readonly network: 'management' | 'storage'
  readonly protocol: 'tcp' | 'udp'
  readonly ports: readonly number[]
}

/** Clusters and storage open theirs when they come, to their members only (docs/security.md). */
const openings: readonly Opening[] = [
  { why: 'logging in', network: 'management', protocol: 'tcp', ports: [22] },
  { why: 'console and API', network: 'management', protocol: 'tcp', ports: [443] },
]

export const firewallFile = '/etc/nftables.conf'
/** Ours, of the family inet. */
export const firewallTable = 'vmp'

/** The service of nftables loads it, before there is a network. */
export function firewallFiles(document: HostDocument): RenderedFile[] {
  const open = openings.flatMap(({ network, why, protocol, ports }) => {
    const name = interfaceOf(document, network)
    return name === null ? [] : [{ why, interface: name, protocol, ports: ports.join(', ') }]
  })
  // Renewals are asked by unicast and known by their connection; the first answer may come as a broadcast.
  const asking = (['management', 'storage'] as const).flatMap((network) => {
    const name = interfaceOf(document, network)
    return name !== null && document.network[network]?.address.method === 'dhcp' ? [name] : []
  })
  return [{ path: firewallFile, text: render('host/nftables.conf.hbs', 'plain', { open, asking }), mode: 0o600 }]
}
