import { isIPv4 } from 'node:net'
import { VmpError } from '../lib/errors.ts'
import { normalMac } from '../lib/identity.ts'
import type { AddressRange, DhcpSubnet, Reservation } from '../pxe/dhcp/types.ts'
import type { ServedInterface } from '../pxe/interface.ts'

const invalid = (text: string, expected: string, where: string): VmpError =>
  new VmpError('input.invalid', { problem: `"${text}" is not ${expected}`, where })

/** `192.0.2.100-192.0.2.200` */
export function parseRange(text: string): AddressRange {
  const [from = '', to = from, ...more] = text.split('-')
  if (more.length > 0 || !isIPv4(from) || !isIPv4(to) || number(from) > number(to)) {
    throw invalid(text, 'a range like 192.0.2.100-192.0.2.200', '--pool')
  }
  return { from, to }
}

/** `198.51.100.0/24,198.51.100.100-198.51.100.200,router=198.51.100.1` */
export function parseSubnet(text: string): DhcpSubnet {
  const [network = '', ...parts] = text.split(',')
  const [address = '', prefix = ''] = network.split('/')
  const routers = parts.filter((part) => part.startsWith('router=')).map((part) => part.slice('router='.length))
  const ranges = parts.filter((part) => !part.startsWith('router=')).map(parseRange)
  const [router] = routers
  if (!isIPv4(address) || !/^([1-9]|[12]\d|30)$/.test(prefix) || (router !== undefined && !isIPv4(router))) {
    throw invalid(text, 'a subnet like 198.51.100.0/24,198.51.100.100-198.51.100.200,router=198.51.100.1', '--subnet')
  }
  return { network, ranges, router }
}

/** `52:54:00:12:34:56=192.0.2.20` */
export function parseReservation(text: string): Reservation {
  const [left = '', address = ''] = text.split('=')
  const mac = normalMac(left)
  if (mac === undefined || !isIPv4(address)) {
    throw invalid(text, 'a reservation like 52:54:00:12:34:56=192.0.2.20', '--reserve')
  }
  return { mac, address }
}

/** Installations at once. */
export function parseParallel(text: string): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > 1000)
    throw invalid(text, 'a number from 1 to 1000', '--parallel')
  return value
}

/** The upper half of the subnet without the station's own address and broadcast: sites give fixed addresses from below. */
export function defaultRange({ address, network }: ServedInterface): AddressRange {
  const [base = '', prefix = '24'] = network.split('/')
  const size = 2 ** (32 - Number(prefix))
  const own = number(address)
  const lowest = number(base) + 1
  const half = number(base) + Math.max(1, Math.floor(size / 2))
  const highest = number(base) + Math.max(1, size - 2)
  // The server never gives its own address away; a range that begins or ends with it is one shorter.
  const first = half === own ? own + 1 : half
  const last = highest === own ? own - 1 : highest
  // In a subnet of two addresses the upper half may be the station itself.
  return first <= last ? { from: text(first), to: text(last) } : { from: text(lowest), to: text(lowest) }
}

function number(address: string): number {
  return address.split('.').reduce((value, part) => value * 256 + Number(part), 0)
}

function text(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.')
}
