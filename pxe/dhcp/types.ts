import type { Database } from '../../lib/sqlite.ts'

/** What a client said about itself in one packet. All texts are free of control characters. */
export interface DhcpClient {
  /** Lower case with colons; '' when the packet carries none. */
  readonly mac: string
  /** Option 61 in hexadecimal. */
  readonly clientId?: string
  /** Option 97 as RFC 4122 text, its little-endian fields swapped back: what dmidecode prints. Absent when blank. */
  readonly uuid?: string
  /** Option 97 as it came, in hexadecimal. */
  readonly rawUuid?: string
  /** Option 93, else the number in option 60. */
  readonly arch?: number
  readonly vendorClass?: string
  readonly userClass?: string
  readonly kind: 'firmware-pxe' | 'firmware-http' | 'ipxe' | 'vmp' | 'other'
  /** The relay's address (giaddr). */
  readonly relay?: string
  readonly hostname?: string
}

/** What a client is told to boot. */
export interface BootOffer {
  /** A TFTP path, or an absolute http:// URI. */
  readonly file: string
  /** IPv4 address of the server that has it. */
  readonly nextServer: string
}

export type DhcpEventType =
  | 'discover'
  | 'offer'
  | 'request'
  | 'ack'
  | 'nak'
  | 'decline'
  | 'release'
  | 'inform'
  | 'proxy-offer'
  | 'proxy-ack'
  | 'ignored'
  | 'rival-seen'
  | 'rival-gone'
  | 'mode'
  | 'pool-exhausted'
  | 'malformed'

/** Something that happened; `reason` is a word of `dhcp.reason.*` in the message catalogue. */
export interface DhcpEvent {
  readonly type: DhcpEventType
  readonly at: Date
  readonly client?: DhcpClient
  readonly address?: string
  readonly file?: string
  /** Another server's identifier, or who sent a malformed packet. */
  readonly server?: string
  readonly reason?: string
}

/** `auto` looks for another server first and serves as a proxy beside it. */
export type DhcpMode = 'full' | 'proxy' | 'auto'

export interface AddressRange {
  readonly from: string
  readonly to: string
}

export interface DhcpSubnet {
  /** `192.0.2.0/24`: the segment itself, or one behind a relay. */
  readonly network: string
  /** Addresses to give; none means that only reservations are served. */
  readonly ranges: readonly AddressRange[]
  readonly router?: string | undefined
  readonly dns?: readonly string[] | undefined
  readonly domain?: string | undefined
  /** Seconds; 3600 when left out. */
  readonly leaseTime?: number | undefined
}

export interface Reservation {
  readonly mac: string
  readonly address: string
  readonly hostname?: string | undefined
}

/** The wire, so that tests need none. */
export interface Transport {
  send(bytes: Buffer, port: number, address: string): void
  close(): Promise<void>
}

export type Receive = (bytes: Buffer, from: { readonly address: string; readonly port: number }) => void
/** Opens one UDP port on the served interface. */
export type OpenTransport = (port: number, receive: Receive) => Promise<Transport>

export interface DhcpServerOptions {
  readonly interface: string
  /** The station's own address on that interface: server identifier and next server. */
  readonly address: string
  readonly mode: DhcpMode
  /** In mode `full`: serve although another server answers on the segment. */
  readonly force?: boolean
  readonly subnets: readonly DhcpSubnet[]
  readonly reservations?: readonly Reservation[]
  /** `clients`: PXE, UEFI HTTP and VMP clients only. `everybody`: any DHCP client; in mode `full` alone. */
  readonly serve?: 'clients' | 'everybody'
  /** Opened with {@link dhcpMigrations} among its migrations. */
  readonly database: Database
  /** What this client boots; undefined leaves it without a boot file. */
  readonly bootOffer: (client: DhcpClient) => BootOffer | undefined
  /** A machine that the station knows is served like a VMP client. */
  readonly isKnown?: (mac: string) => boolean
  readonly onEvent?: (event: DhcpEvent) => void
  readonly now?: () => Date
  /** Milliseconds that a look around for other servers hears answers; 4000 when left out. */
  readonly listenTime?: number
  readonly openTransport?: OpenTransport
}
