import { BOOT_REPLY, BROADCAST_FLAG, message, option } from './codes.ts'
import { ipv4ToNumber } from './ipv4.ts'
import type { DhcpPacket } from './packet.ts'
import type { Subnet } from './subnets.ts'
import type { BootOffer, DhcpClient } from './types.ts'

/**
 * The packets that the server answers with. Pure: a request, its client and the decision in, a packet out.
 *
 * Traps that shape them: iPXE ignores a proxy that leaves siaddr 0; EDK2 writes one byte beyond option 67, so its text
 * ends with NUL; firmware reads the header's `file`, option 67 or both, so both are set where it fits.
 */

/** PXE_DISCOVERY_CONTROL = 8: boot the named file, no menu, no question to port 4011 (PXE 2.1, 2.2.3; EDK2). */
const PXE_BOOT_AT_ONCE = Buffer.from([6, 1, 8])
const PXE_END = Buffer.from([255])
const PXE_BOOT_ITEM = 71
/** iPXE's no-pxedhcp (175.176): do not wait two seconds for proxies. */
const IPXE_NO_PROXY = Buffer.from([176, 1, 1])
const FILE_FIELD = 127

const TYPES = Array.from({ length: 9 }, (_, type) => Buffer.from([type]))
const PXE_CLIENT = Buffer.from('PXEClient')
const HTTP_CLIENT = Buffer.from('HTTPClient')

type Options = Map<number, Buffer>

/** Who answers. */
export interface Identity {
  readonly address: number
  /** Option 54. */
  readonly serverId: Buffer
}

/** An OFFER or ACK of a full server. An INFORM's ACK has no lease: address 0. */
export function leaseReply(
  request: DhcpPacket,
  client: DhcpClient,
  type: typeof message.offer | typeof message.ack,
  {
    identity,
    subnet,
    address,
    key,
    offer,
  }: {
    readonly identity: Identity
    readonly subnet: Subnet
    readonly address: number
    readonly key: string
    readonly offer: BootOffer | undefined
  },
): DhcpPacket {
  const options = start(type, identity)
  if (address !== 0) for (const [code, value] of subnet.times) options.set(code, value)
  for (const [code, value] of subnet.common) options.set(code, value)
  const hostname = subnet.hostnames.get(key)
  if (hostname) options.set(option.hostname, Buffer.from(hostname, 'latin1'))
  if (client.kind === 'ipxe') {
    // A full server needs no proxy beside it, and iPXE then needs none of the PXE options.
    options.set(option.ipxe, IPXE_NO_PROXY)
    echoMachineId(request, options)
    if (offer) nameFile(options, offer)
  } else if (offer) pxeOptions(request, client, options, offer)
  const ciaddr = type === message.ack ? request.ciaddr : 0
  return finish(request, options, { identity, ciaddr, yiaddr: address, offer })
}

/** The OFFER of a proxy, or the ACK of a boot server on port 4011: a boot file and no address. */
export function proxyReply(
  request: DhcpPacket,
  client: DhcpClient,
  type: typeof message.offer | typeof message.ack,
  identity: Identity,
  offer: BootOffer,
): DhcpPacket {
  const options = start(type, identity)
  pxeOptions(request, client, options, offer)
  return finish(request, options, { identity, ciaddr: request.ciaddr, yiaddr: 0, offer })
}

/** RFC 2131, 4.3.2: nothing but why and who; a relay is told to broadcast it. */
export function nakReply(request: DhcpPacket, identity: Identity): DhcpPacket {
  const options = start(message.nak, identity)
  const reply = finish(request, options, { identity, ciaddr: 0, yiaddr: 0, offer: undefined })
  return { ...reply, siaddr: 0, flags: request.giaddr === 0 ? reply.flags : reply.flags | BROADCAST_FLAG }
}

/** How one station answers another's look around: who, and whether it gives addresses. */
export function stationReply(request: DhcpPacket, identity: Identity, words: string): DhcpPacket {
  const options = start(message.offer, identity)
  options.set(option.station, Buffer.from(words))
  return finish(request, options, { identity, ciaddr: 0, yiaddr: 0, offer: undefined })
}

function start(type: number, identity: Identity): Options {
  return new Map([
    [option.messageType, TYPES[type]!],
    [option.serverId, identity.serverId],
  ])
}

function pxeOptions(request: DhcpPacket, client: DhcpClient, options: Options, offer: BootOffer): void {
  const http = client.kind === 'firmware-http'
  options.set(option.vendorClass, http ? HTTP_CLIENT : PXE_CLIENT)
  echoMachineId(request, options)
  if (!http) options.set(option.vendorSpecific, Buffer.concat([bootItem(request), PXE_BOOT_AT_ONCE, PXE_END]))
  nameFile(options, offer)
}

function nameFile(options: Options, { file, nextServer }: BootOffer): void {
  options.set(option.tftpServer, Buffer.from(nextServer, 'latin1'))
  options.set(option.bootFile, Buffer.from(`${file}\0`, 'latin1'))
}

function echoMachineId(request: DhcpPacket, options: Options): void {
  const machineId = request.options.get(option.machineId)
  if (machineId) options.set(option.machineId, machineId)
}

/** A client that chose an item of a boot menu wants it named in the answer (PXE 2.1, table 2-1, tag 71). */
function bootItem(request: DhcpPacket): Buffer {
  return encapsulated(request, PXE_BOOT_ITEM) ?? Buffer.alloc(0)
}

/** Whether a request asks for an item of a boot menu: a boot server's question, also when it is broadcast to port 67. */
export function asksBootServer(request: DhcpPacket): boolean {
  return encapsulated(request, PXE_BOOT_ITEM) !== undefined
}

/** A sub-option of option 43, with its tag and length. */
function encapsulated({ options }: DhcpPacket, tag: number): Buffer | undefined {
  const bytes = options.get(option.vendorSpecific)
  for (let at = 0; bytes && at + 1 < bytes.length && bytes[at] !== 255;) {
    if (bytes[at] === 0) {
      at += 1
      continue
    }
    const end = at + 2 + bytes[at + 1]!
    if (bytes[at] === tag && end <= bytes.length) return bytes.subarray(at, end)
    at = end
  }
  return undefined
}

function finish(
  request: DhcpPacket,
  options: Options,
  {
    identity,
    ciaddr,
    yiaddr,
    offer,
  }: {
    readonly identity: Identity
    readonly ciaddr: number
    readonly yiaddr: number
    readonly offer: BootOffer | undefined
  },
): DhcpPacket {
  const relayAgent = request.options.get(option.relayAgent)
  if (relayAgent) options.set(option.relayAgent, relayAgent)
  return {
    op: BOOT_REPLY,
    htype: request.htype,
    hops: 0,
    xid: request.xid,
    secs: 0,
    flags: request.flags,
    ciaddr,
    yiaddr,
    siaddr: offer ? ipv4ToNumber(offer.nextServer) : identity.address,
    giaddr: request.giaddr,
    chaddr: request.chaddr,
    sname: '',
    file: offer && offer.file.length <= FILE_FIELD ? offer.file : '',
    options,
  }
}
