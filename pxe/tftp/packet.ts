/** The packets of TFTP (RFC 1350, options RFC 2347): what a read-only server reads and writes. */

export const OPCODE = { rrq: 1, wrq: 2, data: 3, ack: 4, error: 5, oack: 6 } as const

/** RFC 1350's error codes, and 8 of RFC 2347. */
export const ERROR = { undefined: 0, notFound: 1, denied: 2, illegal: 4, unknownId: 5, options: 8 } as const

/** A reader sends a handful of options; what brings more is broken or hostile. */
const MAX_OPTIONS = 16
/** RFC 2347 allows 512 bytes for a request; some loaders send long paths, none more than a frame. */
const MAX_REQUEST = 1500

export interface Request {
  readonly kind: 'read' | 'write'
  readonly path: string
  readonly mode: string
  /** Names in lower case, as they came; the first of a repeated name wins. */
  readonly options: ReadonlyMap<string, string>
}

export type RequestPacket =
  | Request
  | { readonly kind: 'other' }
  | { readonly kind: 'malformed'; readonly code: number; readonly reason: string }

/** Reads what arrived on the server's well-known port. Never throws. */
export function parseRequest(packet: Buffer): RequestPacket {
  if (packet.length < 2) return { kind: 'other' }
  const opcode = packet.readUInt16BE(0)
  if (opcode !== OPCODE.rrq && opcode !== OPCODE.wrq) return { kind: 'other' }
  if (packet.length > MAX_REQUEST) return malformed('The request is too long')
  const fields = strings(packet, 2)
  if (!fields) return malformed('The request ends in the middle of a string')
  const [path, mode, ...rest] = fields
  if (!path || mode === undefined) return malformed('The request names no file or no mode')
  if (rest.length > 2 * MAX_OPTIONS) return { kind: 'malformed', code: ERROR.options, reason: 'Too many options' }
  const options = new Map<string, string>()
  // An option without a value at the end (some boot ROMs pad with NULs) is left out.
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const name = rest[index]!.toLowerCase()
    if (name !== '' && !options.has(name)) options.set(name, rest[index + 1]!)
  }
  return { kind: opcode === OPCODE.rrq ? 'read' : 'write', path, mode: mode.toLowerCase(), options }
}

function malformed(reason: string): RequestPacket {
  return { kind: 'malformed', code: ERROR.illegal, reason }
}

/** NUL-terminated strings from `start` to the end; undefined when the last is not terminated. */
function strings(packet: Buffer, start: number): string[] | undefined {
  const found: string[] = []
  let from = start
  while (from < packet.length) {
    const end = packet.indexOf(0, from)
    if (end < 0) return undefined
    found.push(packet.toString('utf8', from, end))
    from = end + 1
  }
  return found
}

export function errorPacket(code: number, message: string): Buffer {
  const text = Buffer.from(`\0\0\0\0${message}\0`, 'utf8')
  text.writeUInt16BE(OPCODE.error, 0)
  text.writeUInt16BE(code, 2)
  return text
}

/** @returns code and message of an ERROR packet; an unterminated message is taken as far as it goes. */
export function parseError(packet: Buffer): { code: number; message: string } {
  if (packet.length < 4) return { code: 0, message: '' }
  const end = packet.indexOf(0, 4)
  const message = packet.toString('utf8', 4, Math.min(end < 0 ? packet.length : end, 4 + 200))
  return { code: packet.readUInt16BE(2), message }
}

export function oackPacket(options: ReadonlyMap<string, string>): Buffer {
  const text = [...options].map(([name, value]) => `${name}\0${value}\0`).join('')
  const packet = Buffer.from(`\0\0${text}`, 'latin1')
  packet.writeUInt16BE(OPCODE.oack, 0)
  return packet
}
