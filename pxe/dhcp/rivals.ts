import { randomBytes } from 'node:crypto'
import {
  BOOT_REPLY,
  BOOT_REQUEST,
  BROADCAST_ADDRESS,
  BROADCAST_FLAG,
  CLIENT_PORT,
  SERVER_PORT,
  message,
  option,
} from './codes.ts'
import { ipv4ToText } from './ipv4.ts'
import { decodePacket, encodePacket } from './packet.ts'
import type { DhcpPacket } from './packet.ts'
import { stationReply } from './replies.ts'
import type { Identity } from './replies.ts'
import type { OpenTransport, Transport } from './types.ts'

/** Another server on the segment. */
export interface Sighting {
  /** Its identifier (option 54). */
  readonly server: string
  /** Another VMP station, not just any DHCP server. */
  readonly station: boolean
  readonly givesAddresses: boolean
}

export interface RivalWatch {
  /**
   * Asks for an address with a throw-away MAC and hears who offers one. Ends after the listening time,
   * or at once when another server offered an address.
   */
  look(): Promise<void>
  /** Recognises another station's look around on the server port, and answers it. True when it was one. */
  answerStation(request: DhcpPacket, from: { readonly address: string }): boolean
  close(): Promise<void>
}

export interface RivalWatchOptions {
  readonly identity: Identity
  readonly openTransport: OpenTransport
  /** Milliseconds. */
  readonly listenTime: number
  readonly givesAddresses: () => boolean
  /** Sends from the server port. */
  readonly send: (bytes: Buffer, port: number, address: string) => void
  readonly onSighting: (sighting: Sighting) => void
}

const REPEAT_AFTER = 1500
const STATION = 'vmp-station/'

/** Listens on the client's port: every OFFER and ACK that is broadcast on the segment passes there. */
export async function watchRivals(options: RivalWatchOptions): Promise<RivalWatch> {
  const { identity, givesAddresses, onSighting } = options
  const id = randomBytes(8).toString('hex')
  const mac = randomBytes(6)
  // Unicast, locally administered: no manufacturer's address, so no machine's.
  mac[0] = (mac[0]! & 0xfc) | 0x02
  let found: (() => void) | undefined
  let closed = false

  const receive = (bytes: Buffer, from: { readonly address: string }): void => {
    const sighting = readSighting(bytes, from.address)
    if (!sighting || sighting.server === ipv4ToText(identity.address)) return
    onSighting(sighting)
    if (sighting.givesAddresses) found?.()
  }
  const transport: Transport = await options.openTransport(CLIENT_PORT, receive)

  const discover = (): Buffer =>
    encodePacket({
      op: BOOT_REQUEST,
      htype: 1,
      hops: 0,
      xid: randomBytes(4).readUInt32BE(),
      secs: 0,
      flags: BROADCAST_FLAG,
      ciaddr: 0,
      yiaddr: 0,
      siaddr: 0,
      giaddr: 0,
      chaddr: mac,
      sname: '',
      file: '',
      options: new Map([
        [option.messageType, Buffer.from([message.discover])],
        [option.vendorClass, Buffer.from('VMP-STATION')],
        [option.station, Buffer.from(STATION + id)],
      ]),
    })

  return {
    look() {
      const bytes = discover()
      const ask = (): void => {
        if (!closed) transport.send(bytes, SERVER_PORT, BROADCAST_ADDRESS)
      }
      return new Promise((resolve) => {
        const again = setTimeout(ask, REPEAT_AFTER).unref()
        const end = (): void => {
          clearTimeout(again)
          clearTimeout(over)
          found = undefined
          resolve()
        }
        const over = setTimeout(end, options.listenTime)
        found = end
        ask()
      })
    },
    answerStation(request, from) {
      const words = request.options.get(option.station)?.toString('latin1')
      if (!words?.startsWith(STATION)) return false
      // Our own broadcast comes back to us.
      if (words === STATION + id) return true
      const role = givesAddresses() ? 'full' : 'proxy'
      const reply = stationReply(request, identity, `${STATION}${id}/${role}`)
      options.send(encodePacket(reply), CLIENT_PORT, BROADCAST_ADDRESS)
      onSighting({ server: from.address, station: true, givesAddresses: false })
      return true
    },
    close() {
      closed = true
      found?.()
      return transport.close()
    },
  }
}

function readSighting(bytes: Buffer, sender: string): Sighting | undefined {
  const packet = decodePacket(bytes)
  if ('malformed' in packet || packet.op !== BOOT_REPLY) return undefined
  const type = packet.options.get(option.messageType)?.[0]
  if (type !== message.offer && type !== message.ack) return undefined
  const id = packet.options.get(option.serverId)
  const server = id?.length === 4 ? ipv4ToText(id.readUInt32BE(0)) : sender
  const words = packet.options.get(option.station)?.toString('latin1')
  if (words?.startsWith(STATION)) return { server, station: true, givesAddresses: words.endsWith('/full') }
  // A proxy's offer has no address: no rival, the more so as we are one ourselves.
  return packet.yiaddr === 0 ? undefined : { server, station: false, givesAddresses: true }
}
