/** The composition root of the station: the only place that wires DHCP, file servers, machines and the API together. */
import { hostname } from 'node:os'
import type { FastifyInstance } from 'fastify'
import { mount } from '../api/mount.ts'
import type { Guards, Handlers } from '../api/mount.ts'
import { openApi } from '../api/openapi.ts'
import { startApi } from '../api/server.ts'
import { VmpError } from '../lib/errors.ts'
import { shippedPolicies } from '../preflight/policies.ts'
import type { Policy } from '../preflight/policy.ts'
import type { Planning } from '../pxe/machines/installations/drafts.ts'
import { approvalContract } from '../pxe/contract/approval.ts'
import { hostContract, installContract } from '../pxe/contract/install.ts'
import type { Sentence, Station as StationInfo } from '../pxe/contract/machines.ts'
import { stationContract } from '../pxe/contract/machines.ts'
import { liveContract } from '../pxe/contract/live.ts'
import { fallbackLines } from '../pxe/dhcp/fallback.ts'
import { createDhcpServer } from '../pxe/dhcp/server.ts'
import type { DhcpServer } from '../pxe/dhcp/server.ts'
import type { DhcpEvent, DhcpMode, DhcpSubnet, Reservation } from '../pxe/dhcp/types.ts'
import { createBootHttp } from '../pxe/http/server.ts'
import type { ServedInterface } from '../pxe/interface.ts'
import { allows } from '../pxe/contract/states.ts'
import { diagnose } from '../pxe/machines/doctor.ts'
import { approvalHandlers, hostHandlers, installHandlers } from './station/installations.ts'
import type { Principals } from './station/principals.ts'
import { openStation } from '../pxe/station.ts'
import type { Station } from '../pxe/station.ts'
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

/** Lines of a timeline that the doctor reads and shows: the last few boots. */
const TIMELINE = 300

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

function addRoutes(
  app: FastifyInstance,
  listener: 'tls' | 'local',
  station: Station,
  info: () => StationInfo,
  settings: StationSettings,
): void {
  const { version, now } = settings
  const guards: Guards<Principals> = {
    public: () => undefined,
    administrator({ authorization }) {
      // The socket's own rights let only root open it.
      if (listener === 'local') return { who: 'root' }
      const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
      if (token === undefined || !station.tokens.isValid(token)) throw new VmpError('api.noToken')
      return { who: 'token administrator' }
    },
    live: (request) => station.live.authenticate(request),
    host: (request) => station.installations.host.authenticate(request),
  }
  mount(app, liveContract, guards, liveHandlers(station, now))
  mount(app, installContract, guards, installHandlers(station))
  mount(app, hostContract, guards, hostHandlers(station))
  mount(app, stationContract, guards, administratorHandlers(station, info, settings))
  mount(app, approvalContract, guards, approvalHandlers(station))
  const contracts = [stationContract, approvalContract, liveContract, installContract, hostContract]
  app.get('/api/v1/openapi.json', () => openApi(version, contracts))
  app.get('/api/v1/health', () => ({ status: 'ok', version }))
}

function liveHandlers(
  { live, machines, preflight, rechecks }: Station,
  now: () => Date,
): Handlers<typeof liveContract, Principals> {
  return {
    time: () => ({ now: now().toISOString() }),
    nonce: ({ body }) => live.nonce(body.evidence),
    enrol: ({ body, request }) => live.enrol(body, request, request.address),
    facts: ({ body, principal }) => live.facts(principal, body),
    preflightStart: ({ body, principal }) => preflight.start(principal, body.run, body.request),
    preflightCheck: ({ body, principal }) => preflight.check(principal, body.run, body.result),
    preflightProgress({ body, principal }) {
      rechecks.progress(principal.machine, body.run, body.progress)
      return { state: machines.get(principal.machine)!.state }
    },
    preflightPeer: ({ body, principal }) => rechecks.peer(principal.machine, body.run),
    serving({ body, principal }) {
      rechecks.serving(principal.machine, body.id, body.problem)
      return { state: machines.get(principal.machine)!.state }
    },
    preflightReport: ({ body, principal }) => preflight.finish(principal, body.run, body.report),
    beat: ({ body, principal }) => live.beat(principal, body),
    events: ({ principal, signal }) => live.events(principal, signal),
  }
}

function administratorHandlers(
  { view, machines, timeline, preflight, rechecks, events, bootUrl, forget }: Station,
  info: () => StationInfo,
  { policy, now }: StationSettings,
): Handlers<typeof stationContract, Principals> {
  const show = (id: string) => view.show(machines.get(id)!)
  return {
    station: () => info(),
    fallback: () => ({
      text: fallbackLines({
        address: info().address,
        bios: 'loaders/undionly.kpxe',
        uefi: 'bootx64.efi',
        http: `${bootUrl}/bootx64.efi`,
        ipxe: `${bootUrl}/boot/script.ipxe`,
      }),
    }),
    machines() {
      preflight.settle()
      return { machines: view.list() }
    },
    machine({ params }) {
      const { id } = view.find(params.machine)
      preflight.settle(id)
      return show(id)
    },
    doctor({ params }) {
      const machine = view.show(view.find(params.machine))
      const entries = timeline.of(machine.id, TIMELINE)
      return { machine, timeline: entries, diagnoses: diagnose(machine, entries, now()) }
    },
    setLoader({ params, body }) {
      const { id } = view.find(params.machine)
      machines.update(id, { loader: body.loader })
      return show(id)
    },
    recheck({ params, body }) {
      const machine = view.find(params.machine)
      if (!allows('recheck', machine.state))
        throw new VmpError('machine.notAllowed', {
          machine: `m${machine.number}`,
          action: 'action.recheck',
          state: `state.${machine.state}`,
        })
      rechecks.ask(machine, body, body.peer === undefined ? null : view.find(body.peer))
      return show(machine.id)
    },
    cancelRecheck({ params }) {
      const machine = view.find(params.machine)
      rechecks.cancel(machine)
      return show(machine.id)
    },
    reports: ({ params }) => ({ reports: preflight.reports(view.find(params.machine).id) }),
    report: ({ params, query }) => preflight.report(view.find(params.machine), query.id),
    fleet: () => ({ reports: preflight.latest() }),
    policies: () => ({ current: policy, shipped: shippedPolicies() }),
    forget({ params }) {
      const { id, number } = view.find(params.machine)
      forget(id)
      return { forgotten: `m${number}` }
    },
    events: ({ signal }) => events.subscribe(signal),
  }
}
