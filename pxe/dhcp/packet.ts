import { BOOT_REPLY, BOOT_REQUEST, option } from './codes.ts'

/** One BOOTP/DHCP message (RFC 2131). Addresses are unsigned 32-bit numbers in host order; 0 means none. */
export interface DhcpPacket {
  readonly op: number
  readonly htype: number
  readonly hops: number
  readonly xid: number
  readonly secs: number
  readonly flags: number
  readonly ciaddr: number
  readonly yiaddr: number
  readonly siaddr: number
  readonly giaddr: number
  /** The hardware address, `hlen` bytes of it (at most 16). */
  readonly chaddr: Buffer
  readonly sname: string
  readonly file: string
  /** By code, unknown ones too; the parts of a long option (RFC 3396) are joined, overload (52) is resolved. */
  readonly options: ReadonlyMap<number, Buffer>
}

type MalformedReason = 'too-short' | 'bad-operation' | 'bad-hardware-length' | 'no-cookie' | 'truncated-option'

/** What decoding gives for bytes that are no DHCP message. */
export interface MalformedPacket {
  readonly malformed: MalformedReason
}

const COOKIE = 0x63825363
const SNAME = 44
const FILE = 108
const OPTIONS = 240
/** BOOTP's minimum (RFC 1542, 2.1): older relays and ROMs drop what is shorter. */
const MINIMUM_SIZE = 300
/** 576 bytes of IP, less the headers of IP and UDP: what every client takes (RFC 2131, section 2). */
export const DEFAULT_MAX_SIZE = 548
const MAX_PART = 255

/** Reads a datagram. It never throws: hostile bytes give a {@link MalformedPacket}. */
export function decodePacket(bytes: Buffer): DhcpPacket | MalformedPacket {
  if (bytes.length < OPTIONS) return { malformed: 'too-short' }
  const op = bytes[0]!
  if (op !== BOOT_REQUEST && op !== BOOT_REPLY) return { malformed: 'bad-operation' }
  const hlen = bytes[2]!
  if (hlen > 16) return { malformed: 'bad-hardware-length' }
  if (bytes.readUInt32BE(236) !== COOKIE) return { malformed: 'no-cookie' }

  const options = new Map<number, Buffer>()
  if (!readOptions(bytes, OPTIONS, bytes.length, options)) return { malformed: 'truncated-option' }
  // RFC 2131, 4.1: the options field first, then file, then sname.
  const overload = options.get(option.overload)
  const overloaded = overload?.length === 1 ? overload[0]! : 0
  options.delete(option.overload)
  if (overloaded & 1 && !readOptions(bytes, FILE, FILE + 128, options)) return { malformed: 'truncated-option' }
  if (overloaded & 2 && !readOptions(bytes, SNAME, SNAME + 64, options)) return { malformed: 'truncated-option' }
  return {
    op,
    htype: bytes[1]!,
    hops: bytes[3]!,
    xid: bytes.readUInt32BE(4),
    secs: bytes.readUInt16BE(8),
    flags: bytes.readUInt16BE(10),
    ciaddr: bytes.readUInt32BE(12),
    yiaddr: bytes.readUInt32BE(16),
    siaddr: bytes.readUInt32BE(20),
    giaddr: bytes.readUInt32BE(24),
    chaddr: bytes.subarray(28, 28 + hlen),
    sname: overloaded & 2 ? '' : text(bytes, SNAME, 64),
    file: overloaded & 1 ? '' : text(bytes, FILE, 128),
    options,
  }
}

function readOptions(bytes: Buffer, start: number, end: number, into: Map<number, Buffer>): boolean {
  let at = start
  while (at < end) {
    const code = bytes[at]!
    if (code === option.end) return true
    at += 1
    if (code === option.pad) continue
    if (at >= end) return false
    const from = at + 1
    const to = from + bytes[at]!
    if (to > end) return false
    const value = bytes.subarray(from, to)
    const before = into.get(code)
    into.set(code, before ? Buffer.concat([before, value]) : value)
    at = to
  }
  // Without an end mark: sloppy, and harmless.
  return true
}

function text(bytes: Buffer, start: number, length: number): string {
  const nul = bytes.indexOf(0, start)
  return bytes.toString('latin1', start, nul === -1 || nul > start + length ? start + length : nul)
}

/**
 * Writes a datagram. Options keep their order, but 82 comes last (RFC 3046, 2.2); long ones are split (RFC 3396);
 * what does not fit into `maxSize` goes into empty `file` and `sname` fields (option 52), and only when these do not
 * suffice either is the datagram longer than `maxSize`.
 */
export function encodePacket(packet: DhcpPacket, maxSize = DEFAULT_MAX_SIZE): Buffer {
  const size = optionsSize(packet.options)
  const overload = OPTIONS + size + 1 > maxSize ? planOverload(packet, size, maxSize) : undefined
  const length = overload ? maxSize : Math.max(MINIMUM_SIZE, OPTIONS + size + 1)
  const bytes = Buffer.alloc(length)
  bytes[0] = packet.op
  bytes[1] = packet.htype
  bytes[2] = packet.chaddr.length
  bytes[3] = packet.hops
  bytes.writeUInt32BE(packet.xid, 4)
  bytes.writeUInt16BE(packet.secs, 8)
  bytes.writeUInt16BE(packet.flags, 10)
  bytes.writeUInt32BE(packet.ciaddr, 12)
  bytes.writeUInt32BE(packet.yiaddr, 16)
  bytes.writeUInt32BE(packet.siaddr, 20)
  bytes.writeUInt32BE(packet.giaddr, 24)
  packet.chaddr.copy(bytes, 28)
  bytes.write(packet.sname, SNAME, 64, 'latin1')
  bytes.write(packet.file, FILE, 128, 'latin1')
  bytes.writeUInt32BE(COOKIE, 236)
  if (overload) overload(bytes)
  else {
    let at = OPTIONS
    for (const [code, value] of inOrder(packet.options)) at = writeOption(bytes, at, code, value)
    bytes[at] = option.end
  }
  return bytes
}

function inOrder(options: ReadonlyMap<number, Buffer>): Iterable<readonly [number, Buffer]> {
  const relay = options.get(option.relayAgent)
  if (!relay) return options
  return [...[...options].filter(([code]) => code !== option.relayAgent), [option.relayAgent, relay]]
}

function partsOf(length: number): number {
  return length === 0 ? 1 : Math.ceil(length / MAX_PART)
}

function optionsSize(options: ReadonlyMap<number, Buffer>): number {
  let size = 0
  for (const value of options.values()) size += value.length + 2 * partsOf(value.length)
  return size
}

function writeOption(bytes: Buffer, start: number, code: number, value: Buffer): number {
  let at = start
  for (let part = 0; part < partsOf(value.length); part += 1) {
    const from = part * MAX_PART
    const length = Math.min(MAX_PART, value.length - from)
    bytes[at] = code
    bytes[at + 1] = length
    value.copy(bytes, at + 2, from, from + length)
    at += 2 + length
  }
  return at
}

/** Where each option goes when the options field is too small: whole ones only, areas filled in the order they are read. */
function planOverload(packet: DhcpPacket, size: number, maxSize: number): ((bytes: Buffer) => void) | undefined {
  const areas = [{ start: OPTIONS, end: maxSize - 1, flag: 0 }]
  if (packet.file === '') areas.push({ start: FILE, end: FILE + 127, flag: 1 })
  if (packet.sname === '') areas.push({ start: SNAME, end: SNAME + 63, flag: 2 })
  if (areas.length === 1 || size > maxSize) return undefined

  // Three bytes of the first area hold option 52 itself.
  let at = OPTIONS + 3
  let area = 0
  let used = 0
  const placed: { at: number; code: number; value: Buffer }[] = []
  const ends = [at]
  for (const [code, value] of inOrder(packet.options)) {
    const length = value.length + 2 * partsOf(value.length)
    while (at + length > areas[area]!.end) {
      area += 1
      if (area === areas.length) return undefined
      at = areas[area]!.start
      used |= areas[area]!.flag
      ends.push(at)
    }
    placed.push({ at, code, value })
    at += length
    ends[area] = at
  }
  return (bytes) => {
    writeOption(bytes, OPTIONS, option.overload, Buffer.from([used]))
    for (const { at, code, value } of placed) writeOption(bytes, at, code, value)
    for (const end of ends) bytes[end] = option.end
  }
}
