import { VmpError } from '../../lib/errors.ts'

/** IPv4 addresses as unsigned 32-bit numbers, in host order. */

const OCTETS = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/

/** @throws VmpError `input.invalid` when the text is not a dotted IPv4 address. */
export function ipv4ToNumber(text: string): number {
  const octets = OCTETS.exec(text)?.slice(1).map(Number)
  if (!octets || octets.some((octet) => octet > 255))
    throw new VmpError('input.invalid', { problem: `"${text}" is not an IPv4 address`, where: 'address' })
  return octets.reduce((number, octet) => number * 256 + octet, 0)
}

export function ipv4ToText(number: number): string {
  return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`
}

export interface Network {
  readonly network: number
  readonly mask: number
  readonly broadcast: number
  readonly prefix: number
}

/**
 * The network that an address with a prefix length lies in: `192.0.2.7/24` gives 192.0.2.0.
 * @throws VmpError `input.invalid`.
 */
export function parseCidr(text: string): Network {
  const [address = '', length = ''] = text.split('/')
  const prefix = Number(length)
  if (!/^\d{1,2}$/.test(length) || prefix > 32)
    throw new VmpError('input.invalid', { problem: `"${text}" is not an IPv4 network`, where: 'network' })
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0
  const network = (ipv4ToNumber(address) & mask) >>> 0
  return { network, mask, broadcast: (network | ~mask) >>> 0, prefix }
}

export function contains({ network, mask }: Network, address: number): boolean {
  return (address & mask) >>> 0 === network
}

/** Addresses as options carry them (times too): 32-bit numbers in network order. */
export function addresses(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length)
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, 4 * index)
  return bytes
}
