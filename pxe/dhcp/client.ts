import { ipv4ToText } from './ipv4.ts'
import { option } from './codes.ts'
import type { DhcpPacket } from './packet.ts'
import type { DhcpClient } from './types.ts'

const ETHERNET = 1

/** Reads from a packet who sent it. */
export function describeClient(packet: DhcpPacket): DhcpClient {
  const { options } = packet
  const vendorClass = readText(options.get(option.vendorClass))
  const userClass = readUserClass(options.get(option.userClass))
  const machineId = options.get(option.machineId)
  const clientId = options.get(option.clientId)
  const hostname = readText(options.get(option.hostname))
  const arch = readArchitecture(options.get(option.architecture), vendorClass)
  const uuid = machineId?.length === 17 ? readUuid(machineId) : undefined
  return {
    mac: hexPairs(packet.chaddr),
    kind: kindOf(packet, vendorClass, userClass, arch),
    ...(clientId && { clientId: clientId.toString('hex') }),
    ...(uuid !== undefined && { uuid }),
    ...(machineId?.length === 17 && { rawUuid: machineId.toString('hex', 1) }),
    ...(arch !== undefined && { arch }),
    ...(vendorClass !== undefined && { vendorClass }),
    ...(userClass !== undefined && { userClass }),
    ...(packet.giaddr !== 0 && { relay: ipv4ToText(packet.giaddr) }),
    ...(hostname !== undefined && { hostname }),
  }
}

/**
 * The key that leases are kept under: the MAC, because firmware, iPXE and Linux send different client identifiers for
 * one NIC and would get three addresses. Option 61 only where there is no hardware address (RFC 4390, InfiniBand).
 */
export function leaseKey({ htype, chaddr, options }: DhcpPacket, mac: string): string | undefined {
  if (chaddr.some((byte) => byte !== 0)) return htype === ETHERNET ? mac : `${htype}/${mac}`
  const clientId = options.get(option.clientId)
  return clientId && clientId.length > 1 ? `id/${clientId.toString('hex')}` : undefined
}

function kindOf(
  { options }: DhcpPacket,
  vendorClass: string | undefined,
  userClass: string | undefined,
  arch: number | undefined,
): DhcpClient['kind'] {
  if (userClass === 'iPXE' || userClass === 'gPXE' || options.has(option.ipxe)) return 'ipxe'
  if (vendorClass?.startsWith('VMP')) return 'vmp'
  // RFC 4578, 2.1 and 2.3: a client that names no architecture, or whose 97 has another length, is no PXE client.
  const idLength = options.get(option.machineId)?.length ?? 0
  if (arch === undefined || (idLength !== 0 && idLength !== 17)) return 'other'
  if (vendorClass?.startsWith('HTTPClient')) return 'firmware-http'
  return vendorClass?.startsWith('PXEClient') ? 'firmware-pxe' : 'other'
}

function readArchitecture(value: Buffer | undefined, vendorClass: string | undefined): number | undefined {
  if (value && value.length >= 2) return value.readUInt16BE(0)
  const named = vendorClass && /:Arch:(\d{5})/.exec(vendorClass)
  return named ? Number(named[1]) : undefined
}

/** RFC 3004 says a list of length-prefixed texts; iPXE and others send the bare text. */
function readUserClass(value: Buffer | undefined): string | undefined {
  if (!value || value.length === 0) return undefined
  const classes: string[] = []
  let at = 0
  while (at < value.length) {
    const length = value[at]!
    if (length === 0 || at + 1 + length > value.length) return readText(value)
    classes.push(readText(value.subarray(at + 1, at + 1 + length)) ?? '')
    at += 1 + length
  }
  return classes.join(',')
}

function readUuid(value: Buffer): string | undefined {
  const bytes = value.subarray(1)
  // Boards without a UUID send all zeros or all ones.
  if (bytes.every((byte) => byte === 0) || bytes.every((byte) => byte === 0xff)) return undefined
  const field = (start: number, end: number): string => bytes.toString('hex', start, end)
  const swapped = (start: number, end: number): string =>
    Buffer.from(bytes.subarray(start, end)).reverse().toString('hex')
  return `${swapped(0, 4)}-${swapped(4, 6)}-${swapped(6, 8)}-${field(8, 10)}-${field(10, 16)}`
}

const UNPRINTABLE = /[^\u0020-\u007E]/g

/** Text from the network: up to its first NUL, and nothing in it that could steer a terminal or a log. */
function readText(value: Buffer | undefined): string | undefined {
  if (!value || value.length === 0) return undefined
  const nul = value.indexOf(0)
  const text = value.toString('latin1', 0, nul === -1 ? value.length : nul)
  return text === '' ? undefined : text.replace(UNPRINTABLE, '?')
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

function hexPairs(bytes: Buffer): string {
  let text = ''
  for (let index = 0; index < bytes.length; index += 1) text += (index === 0 ? '' : ':') + HEX[bytes[index]!]!
  return text
}
