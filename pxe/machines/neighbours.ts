import { readFileSync } from 'node:fs'
import { normalMac } from '../../lib/identity.ts'

/** Which NIC is behind an address. */
export interface Neighbours {
  learn(mac: string, address: string | undefined): void
  macOf(address: string): string | undefined
}

/** Addresses remembered at the most; a station sees far fewer machines. */
const LIMIT = 8192

/**
 * What DHCP taught comes first; with another server giving the addresses, the kernel's own neighbour table knows,
 * because whoever fetched a file has just been resolved by it.
 */
export function neighbours(arpTable: () => string = () => readFileSync('/proc/net/arp', 'utf8')): Neighbours {
  const learned = new Map<string, string>()
  return {
    learn(mac, address) {
      if (address === undefined) return
      learned.delete(address)
      learned.set(address, mac)
      if (learned.size > LIMIT) learned.delete(learned.keys().next().value!)
    },
    macOf: (address) => learned.get(address) ?? parseArp(arpTable()).get(address),
  }
}

/** `/proc/net/arp`: address, type, flags, hardware address, mask, device. Flag 2 says that the entry is complete. */
export function parseArp(table: string): Map<string, string> {
  const entries = table
    .split('\n')
    .slice(1)
    .flatMap((line): [string, string][] => {
      const [address, , flags, hardware] = line.trim().split(/\s+/)
      const mac = normalMac(hardware ?? '')
      return address !== undefined && mac !== undefined && (Number(flags) & 2) !== 0 ? [[address, mac]] : []
    })
  return new Map(entries)
}
