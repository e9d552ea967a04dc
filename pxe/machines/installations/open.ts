/** All parts of approvals and installations, wired to each other. */
import type { Database } from '../../../lib/sqlite.ts'
import type { KnownMachine } from '../../boot/decision.ts'
import type { Machine, StationEvent } from '../../contract/machines.ts'
import type { LiveChannel } from '../live-channel.ts'
import type { Liveness } from '../liveness.ts'
import type { PreflightService } from '../preflight-service.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { ReportRepository } from '../reports.ts'
import type { Timeline } from '../timeline.ts'
import { rules } from '../rules/rules.ts'
import type { Rules } from '../rules/rules.ts'
import { answerRepository } from './answers.ts'
import type { AnswerRepository } from './answers.ts'
import { approvals } from './approvals.ts'
import type { Approvals } from './approvals.ts'
import { audit } from './audit.ts'
import type { Audit } from './audit.ts'
import { diskBoots } from './disk-boots.ts'
import { drafts } from './drafts.ts'
import type { Planning } from './drafts.ts'
import { foundWritten } from './found-written.ts'
import { hostService } from './host-service.ts'
import type { HostService } from './host-service.ts'
import { installService } from './install-service.ts'
import type { InstallService } from './install-service.ts'
import { persons } from './persons.ts'
import type { Persons } from './persons.ts'
import { places } from './places.ts'
import { installationRepository } from './repository.ts'
import type { InstallationRepository } from './repository.ts'
import { showInstallation } from './shown.ts'
import type { ShowInstallation } from './shown.ts'
import { stalls } from './stalls.ts'
import { stepStore } from './steps.ts'
import type { StepStore } from './steps.ts'

export interface Installations {
  readonly answers: AnswerRepository
  readonly approvals: Approvals
  readonly install: InstallService
  readonly host: HostService
  readonly persons: Persons
  readonly rules: Rules
  readonly audit: Audit
  readonly repository: InstallationRepository
  readonly steps: StepStore
  readonly show: ShowInstallation
  /** For the view of a machine. */
  readonly shown: {
    readonly installation: (machine: string) => Machine['installation']
    readonly host: (machine: string) => Machine['host']
  }
  /** A live system of a machine that was not there before. */
  onLiveBoot(machine: string): void
  /** A machine was checked, or its report says something else now. */
  onReport(machine: string): void
  /** An answer has a new version, or is gone. */
  onAnswers(): void
  /** What the boot decision asks of a machine that asks for its script. */
  known(machine: MachineRecord): KnownMachine
  /** It was told to start its disk. */
  onDisk(machine: MachineRecord): void
  /** Call every few seconds. */
  sweep(): void
}

export interface InstallationsOptions {
  readonly database: Database
  readonly machines: MachineRepository
  readonly reports: Pick<ReportRepository, 'last' | 'get'>
  /** A machine's last report by another policy than the station's. */
  readonly judgedBy: PreflightService['judgedBy']
  readonly timeline: Timeline
  readonly liveness: Liveness
  readonly channel: Pick<LiveChannel, 'tell'>
  readonly planning: Planning
  /** Installations at once. */
  readonly parallel: () => number
  readonly imageKeys: () => readonly string[]
  readonly recheck: (machine: string) => boolean
  readonly now: () => Date
  readonly uptime: () => number
  readonly publish: (event: StationEvent) => void
  readonly onChange: (machine: string) => void
}

export function openInstallations(options: InstallationsOptions): Installations {
  const { database, machines, reports, timeline, liveness, channel, planning, now, onChange } = options
  const answers = answerRepository(database, now)
  const repository = installationRepository(database)
  const steps = stepStore(database)
  const story = audit(database, now)
  const place = places(database)
  const { draft, verdict } = drafts({ reports, judgedBy: options.judgedBy, answers, places: place, planning })
  const nudge = (machine: string): void => channel.tell(machine, { type: 'state' })
  const approved = approvals({
    database,
    machines,
    installations: repository,
    draft,
    places: place,
    timeline,
    audit: story,
    now,
    onChange(machine) {
      nudge(machine)
      onChange(machine)
    },
  })
  const watch = stalls({
    installations: repository,
    steps,
    now,
    uptime: options.uptime,
    onStall(record, step, seconds) {
      timeline.add(record.machine, null, 'warning', 'machine.installStalls', { step: `install.${step}`, seconds })
      onChange(record.machine)
    },
    onFail: (record, step, problem) => install.fail(record, step, problem, true),
  })
  const install = installService({
    database,
    machines,
    installations: repository,
    steps,
    answers,
    approvals: approved,
    timeline,
    audit: story,
    parallel: options.parallel,
    isTalking: liveness.isTalking,
    nudge,
    heard: watch.heard,
    imageKeys: options.imageKeys,
    now,
    publish: options.publish,
    onChange,
  })
  const disk = diskBoots({ database, machines, timeline, now })
  const host = hostService({
    database,
    machines,
    installations: repository,
    install,
    heard: watch.heard,
    timeline,
    audit: story,
    liveness,
    now,
    onChange,
    onUp: disk.worked,
  })
  const people = persons({
    database,
    machines,
    installations: repository,
    approvals: approved,
    timeline,
    audit: story,
    recheck: options.recheck,
    onLabels: (machine) => rulebook.apply(machine),
    now,
    onChange,
  })
  const rulebook = rules({
    database,
    machines,
    verdict,
    installations: repository,
    answers,
    approvals: approved,
    timeline,
    audit: story,
    now,
  })
  const isWritten = foundWritten({
    database,
    machines,
    installations: repository,
    install,
    timeline,
    audit: story,
    nudge,
    heard: watch.heard,
    now,
    onChange,
  })
  const show = showInstallation({ installations: repository, steps, stalls: watch, install })
  /** A machine of which we know nothing, and whose disks say that it is installed: perhaps this station lost its database. */
  const noteMarkers = (id: string): void => {
    const { facts, state } = machines.get(id)!
    const marker = facts?.disks.find((disk) => disk.marker?.state === 'installed')?.marker
    const isKnown = repository.last(id)?.id === marker?.installation || state === 'installed'
    if (!marker || isKnown) return machines.clearFinding(id, 'finding.installed')
    const params = { host: marker.host ?? marker.machine, machine: `m${machines.get(id)!.number}` }
    return machines.setFinding(id, { key: 'finding.installed', params }, now().toISOString())
  }

  return {
    answers,
    approvals: approved,
    install,
    host,
    persons: people,
    rules: rulebook,
    audit: story,
    repository,
    steps,
    show,
    shown: {
      installation(machine) {
        const record = repository.last(machine)
        return record ? show(record) : null
      },
      host: host.shown,
    },
    onLiveBoot(machine) {
      if (machines.get(machine)!.rescue) {
        machines.update(machine, { rescue: false })
        timeline.add(machine, null, 'info', 'machine.rescueBooted', {})
      }
      install.cameUpLive(machine)
    },
    onReport(machine) {
      if (isWritten(machine)) people.dropRetry(machine)
      approved.settle(machine)
      noteMarkers(machine)
      if (machines.get(machine)?.state === 'checked') people.retryNow(machine)
      rulebook.apply(machine)
    },
    onAnswers() {
      approved.settleAll()
      rulebook.applyAll()
    },
    known(machine) {
      const record = repository.last(machine.id)
      const heard = host.last(machine.id)
      return {
        state: machine.state,
        rescue: machine.rescue,
        retrying: people.isRetrying(machine.id),
        installation: record ? { phase: record.phase, hostHeard: heard?.report.installation === record.id } : null,
        diskMethod: disk.method(machine),
        diskGivenUp: disk.isGivenUp(machine),
      }
    },
    onDisk: disk.told,
    sweep() {
      approved.expire()
      watch.sweep()
    },
  }
}
