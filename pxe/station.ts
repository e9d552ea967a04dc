import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Policy } from '../preflight/policy.ts'
import { log } from '../lib/log.ts'
import { openDatabase } from '../lib/sqlite.ts'
import type { Database } from '../lib/sqlite.ts'
import { finishRestore } from './backup/restore.ts'
import { servedImages } from './boot/images.ts'
import type { Images } from './boot/images.ts'
import { chooseLoader } from './boot/loaders.ts'
import { bootResolver } from './boot/resolver.ts'
import type { ResolveBootFile } from './boot/files.ts'
import type { Orders } from './contract/live.ts'
import type { StationEvent } from './contract/machines.ts'
import type { WebhookEvent } from './contract/webhooks.ts'
import type { BootOffer, DhcpClient } from './dhcp/types.ts'
import { bootRepository } from './machines/boots.ts'
import { eventBus } from './machines/events.ts'
import type { EventBus } from './machines/events.ts'
import { liveness } from './machines/liveness.ts'
import { liveChannel } from './machines/live-channel.ts'
import { liveService } from './machines/live-service.ts'
import type { LiveService } from './machines/live-service.ts'
import { neighbours } from './machines/neighbours.ts'
import { openInstallations } from './machines/installations/open.ts'
import type { Installations } from './machines/installations/open.ts'
import type { Planning } from './machines/installations/drafts.ts'
import { observer } from './machines/observer.ts'
import type { Observer } from './machines/observer.ts'
import { preflightService } from './machines/preflight-service.ts'
import type { PreflightService } from './machines/preflight-service.ts'
import { rechecks } from './machines/rechecks.ts'
import type { Rechecks } from './machines/rechecks.ts'
import { registry } from './machines/registry.ts'
import { machineRepository } from './machines/repository.ts'
import type { MachineRepository } from './machines/repository.ts'
import { reportRepository } from './machines/reports.ts'
import { timeline } from './machines/timeline.ts'
import type { Timeline } from './machines/timeline.ts'
import { writes } from './machines/writes.ts'
import type { Writes } from './machines/writes.ts'
import { machineView } from './machines/view.ts'
import type { MachineView } from './machines/view.ts'
import { stationMigrations } from './migrations.ts'
import { stationCertificate } from './trust/authority.ts'
import type { StationCertificate } from './trust/authority.ts'
import { nonces } from './trust/nonces.ts'
import { administratorTokens } from './trust/tokens.ts'
import type { AdministratorTokens } from './trust/tokens.ts'
import { webhookRepository } from './webhooks/repository.ts'
import { postByHttp, webhooks } from './webhooks/webhooks.ts'
import type { Webhooks } from './webhooks/webhooks.ts'

export interface StationOptions {
  /** Folder of database and keys. */
  readonly state: string
  readonly images: string
  readonly address: string
  readonly names: readonly string[]
  readonly httpPort: number
  readonly httpsPort: number
  readonly policy: Policy
  /** What a machine cannot know by itself. */
  readonly orders: () => Omit<Orders, 'policy'>
  readonly planning: Planning
  /** Installations at once. */
  readonly parallel: number
  /** Public keys whose images installed hosts shall take. */
  readonly imageKeys: readonly string[]
  readonly now: () => Date
}

/** What a station knows and decides; the servers around it bring packets and requests in. */
export interface Station {
  readonly database: Database
  readonly certificate: StationCertificate
  readonly url: string
  readonly bootUrl: string
  readonly tokens: AdministratorTokens
  readonly events: EventBus<StationEvent>
  readonly machines: MachineRepository
  readonly view: MachineView
  readonly timeline: Timeline
  readonly live: LiveService
  readonly preflight: PreflightService
  readonly rechecks: Rechecks
  readonly installations: Installations
  readonly webhooks: Webhooks
  readonly observer: Observer
  readonly resolve: ResolveBootFile
  readonly images: Images
  /** Why its state cannot be written, while it cannot. */
  readonly writeProblem: Writes['problem']
  bootOffer(client: DhcpClient): BootOffer | undefined
  isKnown(mac: string): boolean
  forget(machine: string): void
  close(): void
}

/** Milliseconds between two looks for machines that fell silent. */
const SWEEP = 1000
/** What a webhook is told of a timeline. */
const newsOf: Readonly<Record<string, WebhookEvent>> = {
  'machine.installStalls': 'machine.stalled',
  'machine.arraysDegraded': 'machine.degraded',
}

/** And for installations that do not move, and approvals that do not hold any longer. */
const SLOW_SWEEP = 5000

export async function openStation({
  state,
  images,
  address,
  names,
  httpPort,
  httpsPort,
  policy,
  orders,
  planning,
  parallel,
  imageKeys,
  now,
}: StationOptions): Promise<Station> {
  finishRestore(state)
  const database = openDatabase(join(state, 'station.db'), stationMigrations)
  const certificate = await stationCertificate({
    folder: join(state, 'keys'),
    addresses: [address, '127.0.0.1'],
    names,
    now,
  })
  const url = `https://${address}:${httpsPort}`
  const bootUrl = `http://${address}:${httpPort}`
  const events = eventBus()
  const machines = machineRepository(database)
  const boots = bootRepository(database)
  const reports = reportRepository(database)

  const story = timeline({
    database,
    now,
    onEntry(machineId, entry) {
      events.publish({ type: 'timeline', machineId, entry })
      const news = newsOf[entry.key]
      const record = news && machines.get(machineId)
      if (record) hooks.tell(news, view.show(record))
    },
  })
  const hooks = webhooks({ repository: webhookRepository(database), post: postByHttp, now })
  const changed = (id: string): void => {
    checker.changed(id)
    const record = machines.get(id)
    if (record) {
      const machine = view.show(record)
      hooks.machine(machine)
      return events.publish({ type: 'machine', machine, machineId: id })
    }
    beats.forget(id)
    asked.drop(id)
    return events.publish({ type: 'forgotten', machineId: id })
  }
  const beats = liveness({
    now,
    uptime: () => performance.now(),
    onSilent(id, seconds) {
      story.add(id, null, 'warning', 'machine.silent', { seconds })
      changed(id)
    },
    onTalking(id, again) {
      if (again) story.add(id, null, 'info', 'machine.talksAgain', {})
      changed(id)
    },
  })
  const channel = liveChannel(machines)
  const asked = rechecks({
    machines,
    timeline: story,
    isTalking: beats.isTalking,
    tell: channel.tell,
    now,
    newId: randomUUID,
    publish: events.publish,
    onChange: changed,
  })
  const installing = openInstallations({
    database,
    machines,
    reports,
    judgedBy: (machine, by) => checker.judgedBy(machine, by),
    timeline: story,
    liveness: beats,
    channel,
    planning,
    parallel: () => parallel,
    imageKeys: () => imageKeys,
    recheck(id) {
      const isThere = beats.isTalking(id) && machines.get(id)?.live !== null
      if (isThere) channel.tell(id, { type: 'check' })
      return isThere
    },
    now,
    uptime: () => performance.now(),
    publish: events.publish,
    onChange: changed,
  })
  const { shown } = installing
  const view = machineView({ machines, reports, rechecks: asked, timeline: story, liveness: beats, ...shown, now })
  const checker = preflightService({
    machines,
    reports,
    timeline: story,
    rechecks: asked,
    isTalking: beats.isTalking,
    policy,
    orders,
    now,
    publish: events.publish,
    onChange: changed,
    onReport: installing.onReport,
  })
  const who = registry({ database, machines, timeline: story, now, onChange: changed })
  const arp = neighbours()
  const oneTime = nonces(database, now)
  const served = servedImages(images)
  const isKnown = (mac: string): boolean => machines.byMac(mac) !== undefined
  const disk = writes()
  const watcher = guarded(
    observer({
      registry: who,
      timeline: story,
      neighbours: arp,
      isKnown,
      onStart: beats.startsAnew,
      onDisk: installing.onDisk,
    }),
    disk,
  )
  // What was said to be silent before this start is not said again.
  for (const { id, live } of machines.list()) if (live && story.last(id)?.key !== 'machine.silent') beats.expect(id)
  const sweep = setInterval(() => disk.attempt(() => beats.sweep()), SWEEP)
  const sweepSlowly = (): void => {
    installing.sweep()
    hooks.sweep().catch((error: unknown) => log('webhooks').error({ err: error }))
  }
  for (const record of machines.list()) hooks.machine(view.show(record))
  const slowSweep = setInterval(() => disk.attempt(sweepSlowly), SLOW_SWEEP)

  return {
    database,
    certificate,
    url,
    bootUrl,
    tokens: administratorTokens(database, now),
    events,
    machines,
    view,
    timeline: story,
    live: liveService({
      machines,
      boots,
      registry: who,
      timeline: story,
      liveness: beats,
      channel,
      rechecks: asked,
      nonces: oneTime,
      pin: certificate.pin,
      now,
      onLiveBoot: installing.onLiveBoot,
      onChange: changed,
    }),
    preflight: checker,
    rechecks: asked,
    installations: installing,
    webhooks: hooks,
    observer: watcher,
    images: served,
    writeProblem: disk.problem,
    resolve: bootResolver({
      images: served,
      places: { bootUrl, stationUrl: url, pin: certificate.pin },
      mintNonce: (mac) => oneTime.mint({ mac, fromMedia: false }),
      macOf: arp.macOf,
      machineOf(mac) {
        const record = machines.byMac(mac)
        return record ? installing.known(record) : null
      },
      onScript: watcher.script,
      onNote: watcher.note,
    }),
    bootOffer(client) {
      const known = machines.byMac(client.mac)
      const choice = chooseLoader(
        {
          kind: client.kind,
          arch: client.arch,
          mac: client.mac,
          loader: known?.loader ?? null,
          secureBoot: known?.facts?.firmware.secureBoot ?? null,
        },
        { address, bootUrl },
      )
      if ('offer' in choice) return choice.offer
      watcher.unsupported(client.mac, client.uuid, choice.unsupported)
      return undefined
    },
    isKnown,
    forget: who.forget,
    close() {
      clearInterval(sweep)
      clearInterval(slowSweep)
      checker.close()
      story.flush()
      database.close()
    },
  }
}

function guarded(observer: Observer, { attempt }: Writes): Observer {
  return {
    dhcp: (event) => attempt(() => observer.dhcp(event)),
    transfer: (event) => attempt(() => observer.transfer(event)),
    script: (...said) => attempt(() => observer.script(...said)),
    note: (...said) => attempt(() => observer.note(...said)),
    unsupported: (...said) => attempt(() => observer.unsupported(...said)),
  }
}
