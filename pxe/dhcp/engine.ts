import { BOOT_REQUEST, BROADCAST_ADDRESS, CLIENT_PORT, PXE_PORT, SERVER_PORT, message, option } from './codes.ts'
import { describeClient, leaseKey } from './client.ts'
import type { Committer } from './commit.ts'
import { contains, ipv4ToText } from './ipv4.ts'
import { DEFAULT_MAX_SIZE, decodePacket, encodePacket } from './packet.ts'
import type { DhcpPacket } from './packet.ts'
import type { PoolLease } from './pool.ts'
import { asksBootServer, leaseReply, nakReply, proxyReply } from './replies.ts'
import type { Identity } from './replies.ts'
import type { Subnet } from './subnets.ts'
import type { BootOffer, DhcpClient, DhcpEvent, DhcpEventType } from './types.ts'

export interface EngineOptions {
  readonly identity: Identity
  readonly subnets: readonly Subnet[]
  readonly serve: 'clients' | 'everybody'
  /** Whether addresses are given now, or only boot files. */
  readonly givesAddresses: () => boolean
  /** Whether no other server is known: only then may it refuse addresses it knows nothing of. */
  readonly isAlone: () => boolean
  readonly committer: Committer
  readonly bootOffer: (client: DhcpClient) => BootOffer | undefined
  readonly isKnown: (mac: string) => boolean
  readonly emit: (event: DhcpEvent) => void
  readonly now: () => Date
  /** Sends from one of the server's two ports. */
  readonly send: (via: number, bytes: Buffer, port: number, address: string) => void
  /** A client on the segment itself named another server. */
  readonly onOtherServer: (server: string) => void
  /** A packet of a station's look around; true when it was one. */
  readonly onStation: (request: DhcpPacket, from: From) => boolean
}

interface From {
  readonly address: string
  readonly port: number
}

/** One request on its way through the rules. */
interface Exchange {
  readonly request: DhcpPacket
  readonly client: DhcpClient
  readonly key: string
  readonly subnet: Subnet | undefined
  readonly via: number
  readonly from: From
}

export interface Engine {
  /** Takes one datagram from port `via` (67 or 4011). Never throws for what a client sends. */
  receive(bytes: Buffer, from: From, via: number): void
}

/** DHCP's rules (RFC 2131, 4.3; PXE 2.1): packets in, packets and events out; no socket and no clock of its own. */
export function createEngine(options: EngineOptions): Engine {
  const { identity, subnets, committer, now } = options
  const ourId = identity.address

  const emit = (type: DhcpEventType, details: Omit<DhcpEvent, 'type' | 'at'>): void => {
    options.emit({ type, at: now(), ...details })
  }

  const isServed = ({ client }: Exchange): boolean =>
    options.serve === 'everybody' || client.kind !== 'other' || options.isKnown(client.mac)

  const isBootClient = ({ client }: Exchange): boolean => client.kind !== 'other' && client.kind !== 'vmp'

  const bootOfferFor = (exchange: Exchange): BootOffer | undefined =>
    isBootClient(exchange) ? options.bootOffer(exchange.client) : undefined

  const ignore = ({ client }: Exchange, reason: string, details: { server?: string; address?: string } = {}): void =>
    emit('ignored', { client, reason, ...details })

  /** RFC 2131, 4.1: to the relay, to the address the client has, or to everybody. */
  const reply = ({ request }: Exchange, packet: DhcpPacket, unicast: boolean): void => {
    const bytes = encodePacket(packet, maxSize(request))
    if (request.giaddr !== 0) options.send(SERVER_PORT, bytes, SERVER_PORT, ipv4ToText(request.giaddr))
    else if (unicast && request.ciaddr !== 0) options.send(SERVER_PORT, bytes, CLIENT_PORT, ipv4ToText(request.ciaddr))
    else options.send(SERVER_PORT, bytes, CLIENT_PORT, BROADCAST_ADDRESS)
  }

  const discover = (exchange: Exchange): void => {
    const { request, client, key, subnet } = exchange
    if (!isServed(exchange)) return ignore(exchange, 'not-a-boot-client')
    emit('discover', { client })
    if (!options.givesAddresses()) return offerBootFile(exchange)
    if (!subnet) return ignore(exchange, 'unknown-subnet')
    const wanted = readAddress(request, option.requestedAddress)
    const lease = subnet.pool.offer(claimant(exchange), wanted, now().getTime())
    if (!lease) return emit('pool-exhausted', { client })
    const offer = bootOfferFor(exchange)
    reply(
      exchange,
      leaseReply(request, client, message.offer, { identity, subnet, address: lease.address, key, offer }),
      false,
    )
    emit('offer', { client, address: ipv4ToText(lease.address), ...fileOf(offer) })
  }

  const offerBootFile = (exchange: Exchange): void => {
    if (!isBootClient(exchange)) return ignore(exchange, 'proxy-only')
    const offer = bootOfferFor(exchange)
    if (!offer) return ignore(exchange, 'no-boot-file')
    const { request, client } = exchange
    reply(exchange, proxyReply(request, client, message.offer, identity, offer), false)
    emit('proxy-offer', { client, file: offer.file })
  }

  const request = (exchange: Exchange): void => {
    const { request, client, key, subnet } = exchange
    const server = readAddress(request, option.serverId)
    const requested = readAddress(request, option.requestedAddress)
    const lease = subnet?.pool.of(key)
    if (server !== undefined && server !== ourId) {
      if (lease) subnet?.pool.withdraw(lease)
      if (request.giaddr === 0) options.onOtherServer(ipv4ToText(server))
      if (isServed(exchange))
        ignore(exchange, 'chose-other-server', { server: ipv4ToText(server), ...addressOf(requested) })
      return undefined
    }
    if (!isServed(exchange)) return ignore(exchange, 'not-a-boot-client')
    if (request.ciaddr === 0 && requested === undefined && isBootClient(exchange) && asksBootServer(request))
      return serveBootFile(exchange)

    const address = request.ciaddr === 0 ? requested : request.ciaddr
    if (address === undefined) return ignore(exchange, 'bad-request')
    emit('request', { client, address: ipv4ToText(address) })
    if (!subnet) return ignore(exchange, 'unknown-subnet')
    const time = now().getTime()
    const holds = lease?.address === address && subnet.pool.mayHave(key, address)
    if (!options.givesAddresses()) {
      // Beside another server: what was given is renewed until its client goes, nothing new is given.
      if (lease && holds && lease.state === 'bound' && lease.expires > time) return grant(exchange, subnet, lease, time)
      return server === ourId ? refuse(exchange, address) : ignore(exchange, 'proxy-only')
    }
    if (lease && holds) return grant(exchange, subnet, lease, time)
    if (!contains(subnet.network, address)) {
      return server === ourId || options.isAlone() ? refuse(exchange, address) : ignore(exchange, 'not-alone')
    }
    const rebooting = server === undefined && request.ciaddr === 0
    // RFC 2131, 4.3.2: without a record of the client, silence; another server may know it.
    if (rebooting && !lease) return ignore(exchange, 'no-record')
    // It uses, or was just offered, an address that nobody else has: its record was lost, not its right.
    const claimed = rebooting ? undefined : subnet.pool.claim(claimant(exchange), address, time)
    if (claimed) return grant(exchange, subnet, claimed, time)
    return server === ourId || options.isAlone() ? refuse(exchange, address) : ignore(exchange, 'not-alone')
  }

  const grant = (exchange: Exchange, subnet: Subnet, lease: PoolLease, time: number): void => {
    const { request, client, key } = exchange
    const { address } = lease
    subnet.pool.bind(lease, claimant(exchange), time)
    committer.add(lease, () => {
      const offer = bootOfferFor(exchange)
      reply(exchange, leaseReply(request, client, message.ack, { identity, subnet, address, key, offer }), true)
      emit('ack', { client, address: ipv4ToText(address), ...fileOf(offer) })
    })
  }

  const refuse = (exchange: Exchange, address: number): void => {
    reply(exchange, nakReply(exchange.request, identity), false)
    emit('nak', { client: exchange.client, address: ipv4ToText(address), reason: 'not-its-address' })
  }

  const decline = (exchange: Exchange): void => {
    const { request, client, key, subnet } = exchange
    const address = readAddress(request, option.requestedAddress)
    const lease = subnet?.pool.of(key)
    if (!subnet || !lease || lease.address !== address || isForAnother(request)) return ignore(exchange, 'no-record')
    subnet.pool.decline(lease, now().getTime())
    committer.add(lease, () => emit('decline', { client, address: ipv4ToText(address) }))
  }

  const release = (exchange: Exchange): void => {
    const { request, client, key, subnet } = exchange
    const lease = subnet?.pool.of(key)
    if (!subnet || lease?.state !== 'bound' || lease.address !== request.ciaddr || isForAnother(request))
      return ignore(exchange, 'no-record')
    subnet.pool.release(lease, now().getTime())
    committer.add(lease, () => emit('release', { client, address: ipv4ToText(lease.address) }))
  }

  const inform = (exchange: Exchange): void => {
    const { request, client, key, subnet } = exchange
    if (!isServed(exchange)) return ignore(exchange, 'not-a-boot-client')
    if (!options.givesAddresses()) return ignore(exchange, 'proxy-only')
    if (!subnet || !contains(subnet.network, request.ciaddr)) return ignore(exchange, 'unknown-subnet')
    const offer = bootOfferFor(exchange)
    reply(exchange, leaseReply(request, client, message.ack, { identity, subnet, address: 0, key, offer }), true)
    emit('inform', { client, address: ipv4ToText(request.ciaddr), ...fileOf(offer) })
  }

  const isForAnother = (request: DhcpPacket): boolean => {
    const server = readAddress(request, option.serverId)
    return server !== undefined && server !== ourId
  }

  /** The boot server's ACK: on port 4011 to whichever port asked (EDK2 asks from 4011, iPXE from 68). */
  const serveBootFile = (exchange: Exchange): void => {
    const { request, client, via, from } = exchange
    if (!isBootClient(exchange)) return ignore(exchange, 'not-a-boot-client')
    const offer = bootOfferFor(exchange)
    if (!offer) return ignore(exchange, 'no-boot-file')
    const packet = proxyReply(request, client, message.ack, identity, offer)
    if (via === PXE_PORT && from.address !== '0.0.0.0')
      options.send(PXE_PORT, encodePacket(packet, maxSize(request)), from.port, from.address)
    else reply(exchange, packet, true)
    emit('proxy-ack', { client, file: offer.file })
  }

  const receive = (bytes: Buffer, from: From, via: number): void => {
    const packet = decodePacket(bytes)
    if ('malformed' in packet) return emit('malformed', { server: from.address, reason: packet.malformed })
    // Replies are other servers' business; BOOTP without a message type is not served.
    const type = packet.options.get(option.messageType)?.[0]
    if (packet.op !== BOOT_REQUEST || type === undefined || options.onStation(packet, from)) return undefined
    const client = describeClient(packet)
    const key = leaseKey(packet, client.mac)
    if (key === undefined) return emit('malformed', { server: from.address, reason: 'no-identity' })
    const exchange = { request: packet, client, key, subnet: subnetOf(packet), via, from }
    if (via === PXE_PORT)
      return type === message.request || type === message.inform || type === message.discover
        ? serveBootFile(exchange)
        : undefined
    if (type === message.discover) return discover(exchange)
    if (type === message.request) return request(exchange)
    if (type === message.decline) return decline(exchange)
    if (type === message.release) return release(exchange)
    return type === message.inform ? inform(exchange) : undefined
  }

  /** By the relay's own choice (RFC 3527), its address, the address the client has, or this segment. */
  const subnetOf = ({ giaddr, ciaddr, options: sent }: DhcpPacket): Subnet | undefined => {
    if (giaddr !== 0) return subnetAt(linkSelection(sent.get(option.relayAgent)) ?? giaddr)
    return (ciaddr === 0 ? undefined : subnetAt(ciaddr)) ?? subnetAt(ourId)
  }

  const subnetAt = (address: number): Subnet | undefined => subnets.find(({ network }) => contains(network, address))

  return { receive }
}

function claimant({ key, client }: Exchange): { key: string; mac: string; hostname: string } {
  return { key, mac: client.mac, hostname: client.hostname ?? '' }
}

function fileOf(offer: BootOffer | undefined): { file?: string } {
  return offer ? { file: offer.file } : {}
}

function addressOf(address: number | undefined): { address?: string } {
  return address === undefined ? {} : { address: ipv4ToText(address) }
}

function readAddress({ options }: DhcpPacket, code: number): number | undefined {
  const value = options.get(code)
  return value?.length === 4 ? value.readUInt32BE(0) : undefined
}

const LINK_SELECTION = 5

function linkSelection(relayAgent: Buffer | undefined): number | undefined {
  for (let at = 0; relayAgent && at + 1 < relayAgent.length; at += 2 + relayAgent[at + 1]!) {
    if (relayAgent[at] === LINK_SELECTION && relayAgent[at + 1] === 4 && at + 6 <= relayAgent.length)
      return relayAgent.readUInt32BE(at + 2)
  }
  return undefined
}

/** What the client takes (option 57 counts IP and UDP headers too), within what an Ethernet frame holds. */
function maxSize({ options }: DhcpPacket): number {
  const value = options.get(option.maxMessageSize)
  if (value?.length !== 2) return DEFAULT_MAX_SIZE
  return Math.min(1472, Math.max(DEFAULT_MAX_SIZE, value.readUInt16BE(0) - 28))
}
