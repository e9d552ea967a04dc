/** The composition root of the station: the only place that wires DHCP, file servers, machines and the API together. */
import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { startApi } from '../api/server.ts'
import { isVmpError } from '../lib/errors.ts'
import { log } from '../lib/log.ts'
import type { Policy } from '../preflight/policy.ts'
import type { Planning } from '../pxe/machines/installations/drafts.ts'
import type { Sentence, Station as StationInfo } from '../pxe/contract/machines.ts'
import { createDhcpServer } from '../pxe/dhcp/server.ts'
import type { DhcpServer } from '../pxe/dhcp/server.ts'
import type { DhcpEvent, DhcpMode, DhcpSubnet, Reservation } from '../pxe/dhcp/types.ts'
import { createBootHttp } from '../pxe/http/server.ts'
import type { ServedInterface } from '../pxe/interface.ts'
import { addRoutes } from './station/routes.ts'
import { openStation } from '../pxe/station.ts'
import type { Station } from '../pxe/station.ts'
import { createNtpServer } from '../pxe/ntp/server.ts'
import type { NtpOptions, NtpServer } from '../pxe/ntp/server.ts'
import { createTftpServer } from '../pxe/tftp/server.ts'

export interface StationSettings {
  readonly version: string
  readonly served: ServedInterface
  readonly state: string
  readonly images: string
  readonly socket: string
  readonly httpPort: number
  readonly httpsPort: number
  readonly dhcp: {
    readonly mode: DhcpMode | 'off'
    readonly force: boolean
    readonly serve: 'clients' | 'everybody'
    readonly subnets: readonly DhcpSubnet[]
    readonly reservations: readonly Reservation[]
  }
  /** What machines are checked by, and what else there is. */
  readonly policy: Policy
  readonly planning: Planning
  /** Installations at once. */
  readonly parallel: number
  /** Public keys (PEM) whose images installed hosts shall take. */
  readonly imageKeys: readonly string[]
  readonly now: () => Date
  /** Something the person at the terminal should read. */
  readonly onSentence: (sentence: Sentence) => void
}

export interface RunningStation {
  readonly info: () => StationInfo
  /** A new administrator's token, when there is none yet or `renew`. */
  readonly mintToken: (renew: boolean) => string | undefined
  close(): Promise<void>
}

/** Starts everything; when one part cannot start, those that did are stopped again and the error is thrown. */
export async function startStation(settings: StationSettings): Promise<RunningStation> {
  const { served, httpPort, httpsPort, now } = settings
  let dhcp: DhcpServer | undefined
  const station = await openStation({
    state: settings.state,
    images: settings.images,
    address: served.address,
    names: [hostname()],
    httpPort,
    httpsPort,
    policy: settings.policy,
    orders: () => ({ dhcpServers: strangers(dhcp?.status()), cluster: null }),
    planning: settings.planning,
    parallel: settings.parallel,
    imageKeys: settings.imageKeys,
    now,
  })
  const parts: { close(): Promise<void> | void }[] = [station]
  const close = async (): Promise<void> => {
    for (const part of parts.toReversed()) await part.close()
  }
  const startedAt = now().toISOString()
  const info = (): StationInfo => stationInfo(settings, station, dhcp, startedAt)

  try {
    const { certificate } = station
    const routes = (app: FastifyInstance, listener: 'tls' | 'local'): void =>
      addRoutes(app, listener, station, info, settings)
    const tls = { key: certificate.key, chain: certificate.chain, address: served.address, port: httpsPort }
    parts.push(await startApi({ routes, tls, socket: settings.socket }))
    const files = {
      address: served.address,
      resolve: station.resolve,
      onTransfer: station.observer.transfer,
    }
    parts.push(await createBootHttp({ ...files, port: httpPort }))
    parts.push(await createTftpServer({ ...files, interface: served.name }))
    parts.push(...(await timeServer({ interface: served.name, address: served.address, now })))
    if (settings.dhcp.mode !== 'off') {
      dhcp = createDhcpServer({
        ...settings.dhcp,
        mode: settings.dhcp.mode,
        interface: served.name,
        address: served.address,
        database: station.database,
        bootOffer: station.bootOffer,
        isKnown: station.isKnown,
        onEvent: (event) => onDhcp(event, station, settings),
        now,
      })
      await dhcp.start()
      parts.push({ close: dhcp.stop })
    }
  } catch (error) {
    await close()
    throw error
  }
  return { info, mintToken: (renew) => station.tokens.mint({ renew }), close }
}

/** For hosts that no other time server keeps; a machine that has one of its own keeps that. */
async function timeServer(options: NtpOptions): Promise<NtpServer[]> {
  try {
    return [await createNtpServer(options)]
  } catch (error) {
    if (!isVmpError(error) || error.code !== 'socket.portInUse') throw error
    log('station').info('this machine has a time server already: hosts ask that one')
    return []
  }
}

function onDhcp(event: DhcpEvent, station: Station, { onSentence }: StationSettings): void {
  station.observer.dhcp(event)
  const sentence = sentenceOf(event)
  if (!sentence) return
  onSentence(sentence)
  station.events.publish({ type: 'station', sentence })
}

function sentenceOf({ type, server = '?', reason = '' }: DhcpEvent): Sentence | undefined {
  if (type === 'mode') return { key: `dhcp.reason.${reason}`, params: {} }
  const isNews = type === 'rival-seen' || type === 'rival-gone' || type === 'pool-exhausted'
  return isNews ? { key: `dhcp.${type}`, params: { server } } : undefined
}

/** Other DHCP servers than the one whose proxy we are; null when we do not look. */
function strangers(status: ReturnType<DhcpServer['status']> | undefined): string[] | null {
  const seen = status?.rivals.map(({ server }) => server)
  return seen === undefined ? null : status?.role === 'proxy' ? seen.slice(1) : seen
}

function stationInfo(
  { version, served, dhcp: { mode, serve } }: StationSettings,
  station: Station,
  dhcp: DhcpServer | undefined,
  startedAt: string,
): StationInfo {
  const { image, problem } = station.images.current()
  const { role, rivals } = dhcp?.status() ?? { role: 'off' as const, rivals: [] }
  return {
    version,
    startedAt,
    interface: served.name,
    address: served.address,
    url: station.url,
    bootUrl: station.bootUrl,
    pin: station.certificate.pin,
    dhcp: { configured: mode, acting: role, serve, rivals: rivals.map(({ server }) => server) },
    image: image && { id: image.id, size: image.size },
    problems: [problem, station.writeProblem()].filter((sentence) => sentence !== null),
  }
}
