import { VmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import { PXE_PORT, SERVER_PORT } from './codes.ts'
import { createCommitter } from './commit.ts'
import { createEngine } from './engine.ts'
import { addresses, contains, ipv4ToNumber, ipv4ToText } from './ipv4.ts'
import { createLeaseRepository } from './leases.ts'
import type { Lease, LeaseState } from './leases.ts'
import { createEventLimit } from './limit.ts'
import { watchRivals } from './rivals.ts'
import type { RivalWatch } from './rivals.ts'
import { createRole } from './role.ts'
import type { Rival } from './role.ts'
import { layOutSubnets } from './subnets.ts'
import { udpTransport } from './transport.ts'
import type { DhcpEvent, DhcpMode, DhcpServerOptions, Transport } from './types.ts'

interface DhcpStatus {
  readonly interface: string
  readonly address: string
  readonly mode: DhcpMode
  /** What it does now: gives addresses, or boot files beside another server. */
  readonly role: 'full' | 'proxy'
  readonly rivals: readonly Rival[]
  readonly pools: readonly { readonly network: string; readonly size: number; readonly used: number }[]
}

interface LeaseView {
  readonly address: string
  readonly mac: string
  readonly hostname: string
  readonly state: LeaseState
  readonly expires: Date
}

export interface DhcpServer {
  /**
   * Opens the ports and serves. Mode `full` first looks for four seconds whether another server answers; mode `auto`
   * serves boot files at once and looks meanwhile, see {@link settled}.
   * @throws VmpError `socket.*`, `dhcp.rivalPresent`, `dhcp.secondStation`.
   */
  start(): Promise<void>
  /** Resolves when the first look around is over and the role is known. */
  settled(): Promise<DhcpStatus>
  status(): DhcpStatus
  /** Every address that is, or was, somebody's. */
  leases(): LeaseView[]
  /** Writes what waits and closes the ports. */
  stop(): Promise<void>
}

const LOOK_EVERY = 60_000
/** dnsmasq pings an address for three seconds before it offers it; ISC dhcpd for one. */
const LISTEN_TIME = 4000

/**
 * The station's DHCP server: full, proxy, or whichever is right on this segment.
 * @throws VmpError `dhcp.badRange`, `dhcp.badReservation`, `dhcp.noSubnet`, `input.invalid` for settings that cannot work.
 */
export function createDhcpServer(options: DhcpServerOptions): DhcpServer {
  const logger = log('dhcp')
  const now = options.now ?? (() => new Date())
  const ourAddress = ipv4ToNumber(options.address)
  const identity = { address: ourAddress, serverId: addresses([ourAddress]) }
  const subnets = layOutSubnets(options.subnets, options.reservations ?? [], options.address)
  if (options.mode !== 'proxy' && !subnets.some(({ network }) => contains(network, ourAddress)))
    throw new VmpError('dhcp.noSubnet', { address: options.address })

  const emit = createEventLimit(now, (event: DhcpEvent) => options.onEvent?.(event))
  const repository = createLeaseRepository(options.database)
  const openTransport = options.openTransport ?? udpTransport(options.interface)
  const transports = new Map<number, Transport>()
  let watch: RivalWatch | undefined
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined

  const committer = createCommitter(repository, (error, leases) => {
    logger.error({ err: error, leases: leases.size }, 'leases could not be written; their clients get no answer')
    for (const lease of leases)
      emit({ type: 'ignored', at: now(), address: ipv4ToText(lease.address), reason: 'not-saved' })
  })
  const send = (via: number, bytes: Buffer, port: number, address: string): void =>
    transports.get(via)?.send(bytes, port, address)
  const role = createRole({ mode: options.mode, emit, now, lookSoon: () => void look() })
  const engine = createEngine({
    identity,
    subnets,
    serve: options.serve ?? 'clients',
    givesAddresses: role.givesAddresses,
    isAlone: role.isAlone,
    committer,
    bootOffer: options.bootOffer,
    isKnown: options.isKnown ?? (() => false),
    emit,
    now,
    send,
    onOtherServer: role.hinted,
    onStation: (request, from) => watch?.answerStation(request, from) ?? false,
  })

  /** One look around at a time; the next follows in a minute. */
  const look = (): Promise<void> => {
    looking ??= (async () => {
      if (!watch) return
      role.lookBegins()
      await watch.look()
      role.lookEnded()
      clearTimeout(timer)
      timer = setTimeout(() => void look(), LOOK_EVERY).unref()
    })().finally(() => {
      looking = undefined
    })
    return looking
  }

  const open = async (port: number): Promise<void> => {
    const transport = await openTransport(port, (bytes, from) => {
      try {
        engine.receive(bytes, from, port)
      } catch (error) {
        logger.error({ err: error, from: from.address }, 'a request failed inside the server')
      }
    })
    transports.set(port, transport)
  }

  const openAll = async (): Promise<void> => {
    const time = now().getTime()
    for (const lease of repository.all()) for (const { pool } of subnets) pool.restore(lease, time)
    watch = await watchRivals({
      identity,
      openTransport,
      listenTime: options.listenTime ?? LISTEN_TIME,
      givesAddresses: role.givesAddresses,
      send: (bytes, port, address) => send(SERVER_PORT, bytes, port, address),
      onSighting: role.sighted,
    })
    const first = look()
    if (options.mode === 'full' && !options.force) {
      await first
      const [rival] = role.rivals()
      if (rival?.station)
        throw new VmpError('dhcp.secondStation', { server: rival.server, interface: options.interface })
      if (rival) throw new VmpError('dhcp.rivalPresent', { server: rival.server, interface: options.interface })
    }
    await open(SERVER_PORT)
    await open(PXE_PORT)
  }

  const stop = async (): Promise<void> => {
    clearTimeout(timer)
    committer.flush()
    const closing = [...transports.values()]
    transports.clear()
    await Promise.all([watch?.close(), ...closing.map((transport) => transport.close())])
    await looking
    watch = undefined
    clearTimeout(timer)
  }

  const status = (): DhcpStatus => ({
    interface: options.interface,
    address: options.address,
    mode: options.mode,
    role: role.givesAddresses() ? 'full' : 'proxy',
    rivals: role.rivals(),
    pools: subnets.map(({ network, pool }) => ({
      network: `${ipv4ToText(network.network)}/${network.prefix}`,
      ...pool.usage,
    })),
  })

  return {
    async start() {
      try {
        await openAll()
      } catch (error) {
        await stop()
        throw error
      }
    },
    async settled() {
      await looking
      return status()
    },
    status,
    leases: () => subnets.flatMap(({ pool }) => [...pool.leases()].map(view)),
    stop,
  }
}

function view({ address, mac, hostname, state, expires }: Lease): LeaseView {
  return { address: ipv4ToText(address), mac, hostname, state, expires: new Date(expires) }
}
