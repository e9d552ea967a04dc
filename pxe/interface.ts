import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { VmpError, isSystemError } from '../lib/errors.ts'

/** The one interface that a station serves. */
export interface ServedInterface {
  readonly name: string
  readonly address: string
  /** As `192.0.2.0/24`. */
  readonly network: string
}

const IFF_UP = 1

/**
 * What the station needs to know of the interface it is to serve; `wanted` chooses among several addresses.
 * @throws VmpError `socket.interfaceMissing`, `socket.interfaceDown`, `socket.noAddress`.
 */
export function servedInterface(name: string, wanted?: string): ServedInterface {
  const flags = Number(readAttribute(name, 'flags'))
  if ((flags & IFF_UP) === 0) throw new VmpError('socket.interfaceDown', { interface: name })
  const addresses = networkInterfaces()[name]?.filter(({ family, cidr }) => family === 'IPv4' && cidr !== null) ?? []
  const found = wanted === undefined ? addresses[0] : addresses.find(({ address }) => address === wanted)
  // os.networkInterfaces() leaves out an interface without a carrier: not running is "down" to whoever holds the cable.
  if (!found && readAttribute(name, 'operstate') === 'down')
    throw new VmpError('socket.interfaceDown', { interface: name })
  if (!found) throw new VmpError('socket.noAddress', { interface: name })
  return { name, address: found.address, network: networkOf(found.address, found.netmask) }
}

function readAttribute(name: string, attribute: string): string {
  try {
    return readFileSync(`/sys/class/net/${name}/${attribute}`, 'utf8').trim()
  } catch (error) {
    if (isSystemError(error)) throw new VmpError('socket.interfaceMissing', { interface: name }, { cause: error })
    throw error
  }
}

function networkOf(address: string, netmask: string): string {
  const mask = netmask.split('.').map(Number)
  const prefix = mask.reduce((bits, byte) => bits + byte.toString(2).replaceAll('0', '').length, 0)
  const network = address.split('.').map((part, index) => Number(part) & mask[index]!)
  return `${network.join('.')}/${prefix}`
}
