import { readFileSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { VmpError, isSystemError } from '../../lib/errors.ts'

export interface ServedInterface {
  readonly name: string
  /** Its first IPv4 address. */
  readonly address: string
  readonly prefix: number
  readonly mac: string
}

const IFF_UP = 1

/**
 * What a service needs to know of the interface it is to serve.
 * @throws VmpError `socket.interfaceMissing`, `socket.interfaceDown`, `socket.noAddress`.
 */
export function readInterface(name: string): ServedInterface {
  const flags = Number(readAttribute(name, 'flags'))
  if ((flags & IFF_UP) === 0) throw new VmpError('socket.interfaceDown', { interface: name })
  const found = networkInterfaces()[name]?.find(({ family, cidr }) => family === 'IPv4' && cidr !== null)
  // os.networkInterfaces() leaves out an interface without a carrier: not running is "down" to whoever holds the cable.
  if (!found && readAttribute(name, 'operstate') === 'down')
    throw new VmpError('socket.interfaceDown', { interface: name })
  if (!found) throw new VmpError('socket.noAddress', { interface: name })
  return { name, address: found.address, prefix: Number(found.cidr?.split('/')[1]), mac: found.mac }
}

function readAttribute(name: string, attribute: string): string {
  try {
    return readFileSync(`/sys/class/net/${name}/${attribute}`, 'utf8').trim()
  } catch (error) {
    if (isSystemError(error)) throw new VmpError('socket.interfaceMissing', { interface: name }, { cause: error })
    throw error
  }
}
