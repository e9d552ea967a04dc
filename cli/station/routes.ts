/** What the station answers, and whom. */
import type { FastifyInstance } from 'fastify'
import { serveDocs } from '../../api/docs.ts'
import { mount } from '../../api/mount.ts'
import type { Guards, Handlers } from '../../api/mount.ts'
import type { Access } from '../../lib/contract.ts'
import { VmpError } from '../../lib/errors.ts'
import { shippedPolicies } from '../../preflight/policies.ts'
import type { Policy } from '../../preflight/policy.ts'
import { approvalContract } from '../../pxe/contract/approval.ts'
import { hostContract, installContract } from '../../pxe/contract/install.ts'
import { liveContract } from '../../pxe/contract/live.ts'
import { stationContract } from '../../pxe/contract/machines.ts'
import type { Station as StationInfo } from '../../pxe/contract/machines.ts'
import { webhookContract } from '../../pxe/contract/webhooks.ts'
import { allows } from '../../pxe/contract/states.ts'
import { fallbackLines } from '../../pxe/dhcp/fallback.ts'
import { diagnose } from '../../pxe/machines/doctor.ts'
import type { Station } from '../../pxe/station.ts'
import { approvalHandlers, hostHandlers, installHandlers } from './installations.ts'
import type { Principals } from './principals.ts'
import { webhookHandlers } from './webhooks.ts'

export interface RouteSettings {
  readonly version: string
  /** What machines are checked by. */
  readonly policy: Policy
  readonly now: () => Date
}

/** Lines of a timeline that the doctor reads and shows: the last few boots. */
const TIMELINE = 300

/** Every contract of the station, guarded, on one listener. */
export function addRoutes(
  app: FastifyInstance,
  listener: 'tls' | 'local',
  station: Station,
  info: () => StationInfo,
  settings: RouteSettings,
): void {
  const { version, now } = settings
  const guards: Guards<Principals, Exclude<Access, 'user'>> = {
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
  mount(app, webhookContract, guards, webhookHandlers(station))
  const contracts = [stationContract, approvalContract, webhookContract, liveContract, installContract, hostContract]
  serveDocs(app, { title: 'VMP station', version }, contracts)
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
  { policy, now }: RouteSettings,
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
