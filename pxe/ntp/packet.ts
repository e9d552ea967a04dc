/** NTP, as far as a server that gives its own clock needs it (RFC 5905, section 7.3; SNTP, section 14). */

/** Bytes of a packet without extensions. */
const packetSize = 48
/** Seconds between 1900, where NTP counts from, and 1970. */
const era = 2_208_988_800

const mode = { client: 3, server: 4 } as const
/** As chrony's `local stratum`: an isolated network follows it, and any server with a real source comes before it. */
const stratum = 10
/** "LOCL": an undisciplined local clock (RFC 5905, figure 12). */
const reference = 0x4c_4f_43_4c

/** Seconds since 1900 in 32.32 bits; its first half rolls over in 2036, as everybody's does. */
function timestamp(packet: Buffer, offset: number, milliseconds: number): void {
  packet.writeUInt32BE((Math.floor(milliseconds / 1000) + era) % 2 ** 32, offset)
  packet.writeUInt32BE(Math.floor(((milliseconds % 1000) / 1000) * 2 ** 32), offset + 4)
}

/**
 * What is answered to a client; undefined to everything else, so that two servers never talk to each other for ever.
 * @param received When it came, @param now when the answer goes: milliseconds since 1970.
 */
export function answer(request: Buffer, received: number, now: number): Buffer | undefined {
  if (request.length < packetSize) return undefined
  const version = (request[0]! >> 3) & 7
  if ((request[0]! & 7) !== mode.client || version < 1 || version > 4) return undefined
  const packet = Buffer.alloc(packetSize)
  packet[0] = (version << 3) | mode.server
  packet[1] = stratum
  packet[2] = request[2]!
  // 2^-10 s: JavaScript's clock counts milliseconds.
  packet.writeInt8(-10, 3)
  // Root dispersion: 10 ms.
  packet.writeUInt32BE(Math.round(0.01 * 2 ** 16), 8)
  packet.writeUInt32BE(reference, 12)
  timestamp(packet, 16, now)
  request.copy(packet, 24, 40, 48)
  timestamp(packet, 32, received)
  timestamp(packet, 40, now)
  return packet
}
