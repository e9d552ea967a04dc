import { networkInterfaces } from 'node:os'
import { readFileSync } from 'node:fs'
import { VmpError, isSystemError } from '../lib/errors.ts'

export interface ServedInterface {
  readonly name: string
  readonly address: string
  /** As `192.0.2.0/24`. */
  readonly network: string
}

type Interfaces = ReturnType<typeof networkInterfaces>

/**
 * The IPv4 address that the station is reached at on the interface named.
 * @throws VmpError `station.interfaceUnknown`, `station.interfaceDown`, `station.noAddress`.
 */
export function servedInterface(
  name: string,
  wanted: string | undefined,
  interfaces: Interfaces = networkInterfaces(),
  flags: (name: string) => number | undefined = interfaceFlags,
): ServedInterface {
  const state = flags(name)
  if (state === undefined) {
    throw new VmpError('station.interfaceUnknown', {
      interface: name,
      known: Object.keys(interfaces).join(', ') || '-',
    })
  }
  const IFF_UP = 1
  if ((state & IFF_UP) === 0) throw new VmpError('station.interfaceDown', { interface: name })
  const addresses = (interfaces[name] ?? []).filter(({ family }) => family === 'IPv4')
  const found = wanted === undefined ? addresses[0] : addresses.find(({ address }) => address === wanted)
  if (!found?.cidr) throw new VmpError('station.noAddress', { interface: name })
  return { name, address: found.address, network: networkOf(found.address, found.netmask) }
}

function interfaceFlags(name: string): number | undefined {
  try {
    return Number(readFileSync(`/sys/class/net/${name}/flags`, 'utf8'))
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}

function networkOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number)
  const prefix = mask.reduce((bits, byte) => bits + byte.toString(2).replaceAll('0', '').length, 0)
  const network = address.split('.').map((part, index) => Number(part) & mask[index]!)
  return `${network.join('.')}/${prefix}`
}
