import { openDatabase } from '../../../lib/sqlite.ts'
import type { Database } from '../../../lib/sqlite.ts'
import { BOOT_REQUEST, message, option } from '../codes.ts'
import { addresses, ipv4ToNumber, ipv4ToText } from '../ipv4.ts'
import { dhcpMigrations } from '../leases.ts'
import { decodePacket, encodePacket } from '../packet.ts'
import type { DhcpPacket } from '../packet.ts'
import { createDhcpServer } from '../server.ts'
import type { DhcpServer } from '../server.ts'
import type { BootOffer, DhcpClient, DhcpEvent, DhcpServerOptions, Receive } from '../types.ts'

export const STATION = '198.51.100.1'

export interface Sent {
  readonly via: number
  readonly to: string
  readonly packet: DhcpPacket
}

export interface Wire {
  readonly server: DhcpServer
  readonly database: Database
  readonly events: DhcpEvent[]
  readonly sent: Sent[]
  /** Moves the server's clock, in milliseconds. */
  pass(milliseconds: number): void
  /** Hands the server a datagram and returns what it sends until its commits are done. */
  deliver(packet: DhcpPacket | Buffer, from?: string, via?: number): Promise<Sent[]>
}

function bootOffer({ kind, arch }: DhcpClient): BootOffer {
  const files = {
    'firmware-http': `http://${STATION}:8080/bootx64.efi`,
    ipxe: `http://${STATION}:8080/boot/script.ipxe`,
  }
  const file = kind === 'firmware-http' || kind === 'ipxe' ? files[kind] : arch === 0 ? 'undionly.kpxe' : 'bootx64.efi'
  return { file, nextServer: STATION }
}

/** A server on a wire of memory: what arrives is a function call, what leaves is a list. */
export async function onWire(options: Partial<DhcpServerOptions> = {}, kept?: Database, settled = true): Promise<Wire> {
  const database = kept ?? openDatabase(':memory:', dhcpMigrations)
  const events: DhcpEvent[] = []
  const sent: Sent[] = []
  const ports = new Map<number, Receive>()
  let time = Date.UTC(2026, 0, 1)
  const server = createDhcpServer({
    interface: 'test0',
    address: STATION,
    mode: 'full',
    force: true,
    subnets: [
      {
        network: '198.51.100.0/24',
        ranges: [{ from: '198.51.100.100', to: '198.51.100.149' }],
        router: '198.51.100.254',
        dns: ['198.51.100.253'],
        domain: 'example.test',
      },
    ],
    database,
    bootOffer,
    onEvent: (event) => events.push(event),
    now: () => new Date(time),
    openTransport: (via, receive) => {
      ports.set(via, receive)
      return Promise.resolve({
        send(bytes, port, address) {
          const packet = decodePacket(bytes)
          if ('malformed' in packet) throw new Error(`the server sent a malformed packet: ${packet.malformed}`)
          sent.push({ via, to: `${address}:${port}`, packet })
        },
        close: () => Promise.resolve(),
      })
    },
    listenTime: 0,
    ...options,
  })
  await server.start()
  if (settled) {
    await server.settled()
    sent.length = 0
  }
  return {
    server,
    database,
    events,
    sent,
    pass(milliseconds) {
      time += milliseconds
    },
    async deliver(packet, from = '0.0.0.0:68', via = 67) {
      const before = sent.length
      const [address = '', port = ''] = from.split(':')
      ports.get(via)?.(Buffer.isBuffer(packet) ? packet : encodePacket(packet), { address, port: Number(port) })
      for (let turn = 0; turn < 4; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      return sent.slice(before)
    },
  }
}

export interface RequestOptions {
  readonly type: keyof typeof message
  readonly mac?: string
  /** Address in option 50, server in option 54, address in ciaddr. */
  readonly wants?: string
  readonly server?: string
  readonly has?: string
  readonly relay?: string
  readonly vendorClass?: string
  readonly options?: readonly (readonly [number, Buffer])[]
}

/** A client's packet; a VMP client's unless it says otherwise. */
export function request({ type, mac = '52:54:00:00:00:01', vendorClass = 'VMP', ...rest }: RequestOptions): DhcpPacket {
  const number = (text: string | undefined): number => (text === undefined ? 0 : ipv4ToNumber(text))
  const options = new Map<number, Buffer>([[option.messageType, Buffer.from([message[type]])]])
  if (vendorClass !== '') options.set(option.vendorClass, Buffer.from(vendorClass))
  if (rest.wants !== undefined) options.set(option.requestedAddress, addresses([number(rest.wants)]))
  if (rest.server !== undefined) options.set(option.serverId, addresses([number(rest.server)]))
  for (const [code, value] of rest.options ?? []) options.set(code, value)
  return {
    op: BOOT_REQUEST,
    htype: 1,
    hops: 0,
    xid: 0x1234,
    secs: 0,
    flags: 0,
    ciaddr: number(rest.has),
    yiaddr: 0,
    siaddr: 0,
    giaddr: number(rest.relay),
    chaddr: Buffer.from(mac.replaceAll(':', ''), 'hex'),
    sname: '',
    file: '',
    options,
  }
}

/** Discover and request; the address that was acknowledged. */
export async function lease(wire: Wire, mac: string, more: Partial<RequestOptions> = {}): Promise<string | undefined> {
  const [offer] = await wire.deliver(request({ type: 'discover', mac, ...more }))
  if (!offer) return undefined
  const wants = ipv4ToText(offer.packet.yiaddr)
  const [ack] = await wire.deliver(request({ type: 'request', mac, server: STATION, ...more, wants }))
  return ack && typeOf(ack) === 'ack' ? ipv4ToText(ack.packet.yiaddr) : undefined
}

export function typeOf({ packet }: Sent): string | undefined {
  const type = packet.options.get(option.messageType)?.[0]
  return Object.entries(message).find(([, value]) => value === type)?.[0]
}

const TEXTS: ReadonlySet<number> = new Set([option.domain, option.vendorClass, option.tftpServer, option.bootFile])

/** A reply as lines to read and compare. */
export function inWords({ via, to, packet }: Sent): string {
  const names = new Map(Object.entries(option).map(([name, code]) => [code as number, name]))
  const value = (code: number, bytes: Buffer): string =>
    TEXTS.has(code) ? JSON.stringify(bytes.toString('latin1')) : bytes.toString('hex')
  const { ciaddr, yiaddr, siaddr, giaddr } = packet
  return [
    `from port ${via} to ${to}`,
    `  xid ${packet.xid.toString(16)} flags ${packet.flags.toString(16)} chaddr ${packet.chaddr.toString('hex')}`,
    `  ciaddr ${ipv4ToText(ciaddr)} yiaddr ${ipv4ToText(yiaddr)} siaddr ${ipv4ToText(siaddr)} giaddr ${ipv4ToText(giaddr)}`,
    `  file ${JSON.stringify(packet.file)}`,
    ...[...packet.options].map(([code, bytes]) => `  ${code} ${names.get(code) ?? '?'} ${value(code, bytes)}`),
    '',
  ].join('\n')
}
