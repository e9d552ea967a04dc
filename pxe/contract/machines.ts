import { Type } from 'typebox'
import type { Static } from 'typebox'
import { contract } from '../../lib/contract.ts'
import { Facts } from '../../preflight/facts/schema.ts'
import { Policy } from '../../preflight/policy.ts'
import { CheckResult, Counts, Report, Verdict } from '../../preflight/report.ts'
import { InstallEvent } from './install.ts'
import { MachineHost, MachineInstallation } from './installations.ts'
import { FoundClock } from './live.ts'
import { MachineState } from './states.ts'
import { Recheck, Wish } from './recheck.ts'

const Instant = Type.String({ format: 'date-time' })
const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
const Params = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]))

/** A sentence of the catalogue: `lib/text/messages` has it in both languages. */
export const Sentence = Type.Object({ key: Type.String(), params: Params })
export type Sentence = Static<typeof Sentence>

/** A report in a line. */
export const ReportSummary = Type.Object({
  id: Type.String(),
  finishedAt: Instant,
  verdict: Verdict,
  counts: Counts,
  policy: Type.String({ description: 'its name' }),
})
export type ReportSummary = Static<typeof ReportSummary>

/** A preflight that is under way, as far as it is. */
export const Checking = Type.Object({
  run: Type.String(),
  startedAt: Instant,
  results: Type.Array(CheckResult),
})
export type Checking = Static<typeof Checking>

/** The loader that a machine's UEFI firmware gets instead of the one the station would choose. */
export const LoaderOverride = Type.Enum(['shim', 'snponly'])
export type LoaderOverride = Static<typeof LoaderOverride>

export const Live = Type.Object({
  bootId: Type.String(),
  startedAt: Instant,
  shortCode: Type.String({ description: 'the same as on the screen of the machine' }),
  enrolledFromMedia: Type.Boolean(),
  source: Type.Enum(['http', 'iso', 'disk']),
  image: Maybe(Type.String()),
  addresses: Type.Array(Type.String()),
  clock: FoundClock,
})
export type Live = Static<typeof Live>

export const Machine = Type.Object({
  id: Type.String(),
  name: Type.String(),
  state: MachineState,
  since: Instant,
  /** Its live system, or its firmware, was heard lately. */
  talking: Type.Boolean(),
  lastSeenAt: Instant,
  evidence: Type.Object({ uuid: Maybe(Type.String()), serial: Maybe(Type.String()), macs: Type.Array(Type.String()) }),
  vendor: Maybe(Type.String()),
  product: Maybe(Type.String()),
  firmware: Maybe(Type.Enum(['bios', 'uefi'])),
  secureBoot: Maybe(Type.Boolean()),
  address: Maybe(Type.String()),
  loader: Maybe(LoaderOverride),
  live: Maybe(Live),
  facts: Maybe(Facts),
  factsAt: Maybe(Instant),
  /** Its last report, also while it is checked again. */
  report: Maybe(ReportSummary),
  checking: Maybe(Checking),
  /** What a person asked for beyond looking, until its report is there. */
  recheck: Maybe(Recheck),
  labels: Type.Record(Type.String(), Type.String()),
  /** A person allowed one more installation of what was installed. */
  rearmed: Type.Boolean(),
  /** Its next start is a live one, whatever its state. */
  rescue: Type.Boolean(),
  /** Its last installation: under way, or over. */
  installation: Maybe(MachineInstallation),
  host: Maybe(MachineHost),
  findings: Type.Array(Sentence),
  lastEvent: Maybe(Type.Object({ at: Instant, ...Sentence.properties })),
})
export type Machine = Static<typeof Machine>

export const TimelineEntry = Type.Object({
  id: Type.Integer(),
  at: Instant,
  mac: Maybe(Type.String()),
  level: Type.Enum(['info', 'warning', 'error']),
  ...Sentence.properties,
})
export type TimelineEntry = Static<typeof TimelineEntry>

export const Diagnosis = Type.Object({
  level: Type.Enum(['info', 'warning', 'error']),
  finding: Sentence,
  remedy: Maybe(Sentence),
})
export type Diagnosis = Static<typeof Diagnosis>

export const Doctor = Type.Object({
  machine: Machine,
  timeline: Type.Array(TimelineEntry),
  diagnoses: Type.Array(Diagnosis),
})
export type Doctor = Static<typeof Doctor>

/** One thing that changed at the station. */
export const StationEvent = Type.Object({
  type: Type.Enum(['machine', 'forgotten', 'timeline', 'check', 'progress', 'report', 'install', 'station']),
  machine: Type.Optional(Machine),
  machineId: Type.Optional(Type.String()),
  entry: Type.Optional(TimelineEntry),
  result: Type.Optional(CheckResult),
  recheck: Type.Optional(Recheck),
  report: Type.Optional(ReportSummary),
  /** What an installation said; of type `install`. */
  steps: Type.Optional(Type.Array(InstallEvent)),
  sentence: Type.Optional(Sentence),
})
export type StationEvent = Static<typeof StationEvent>

export const Station = Type.Object({
  version: Type.String(),
  startedAt: Instant,
  interface: Type.String(),
  address: Type.String(),
  url: Type.String(),
  bootUrl: Type.String(),
  /** SHA-256 of the CA certificate (DER), hexadecimal. */
  pin: Type.String(),
  dhcp: Type.Object({
    configured: Type.Enum(['auto', 'full', 'proxy', 'off']),
    acting: Type.Enum(['full', 'proxy', 'off']),
    serve: Type.Enum(['clients', 'everybody']),
    rivals: Type.Array(Type.String()),
  }),
  image: Maybe(Type.Object({ id: Type.String(), size: Type.Integer() })),
  problems: Type.Array(Sentence),
})
export type Station = Static<typeof Station>

const One = Type.Object({ machine: Type.String({ description: 'id, name, address of a NIC, serial or UUID' }) })

/** What an administrator asks of the station. */
export const stationContract = contract({
  station: {
    method: 'GET',
    path: '/api/v1/station',
    summary: 'The station itself',
    access: 'administrator',
    response: Station,
  },
  fallback: {
    method: 'GET',
    path: '/api/v1/station/fallback',
    summary: "The lines for the site's own DHCP server, for firmware that ignores a proxy",
    access: 'administrator',
    response: Type.Object({ text: Type.String() }),
  },
  machines: {
    method: 'GET',
    path: '/api/v1/machines',
    summary: 'Every machine',
    access: 'administrator',
    response: Type.Object({ machines: Type.Array(Machine) }),
  },
  machine: {
    method: 'GET',
    path: '/api/v1/machines/:machine',
    summary: 'One machine',
    access: 'administrator',
    params: One,
    response: Machine,
  },
  doctor: {
    method: 'GET',
    path: '/api/v1/machines/:machine/doctor',
    summary: 'Why does it not boot: its timeline in words, and what that means',
    access: 'administrator',
    params: One,
    response: Doctor,
  },
  setLoader: {
    method: 'PUT',
    path: '/api/v1/machines/:machine/loader',
    summary: "Which loader this machine's UEFI firmware gets; null lets the station choose",
    access: 'administrator',
    params: One,
    body: Type.Object({ loader: Maybe(LoaderOverride) }),
    response: Machine,
  },
  recheck: {
    method: 'POST',
    path: '/api/v1/machines/:machine/recheck',
    summary:
      'Have its live system read its hardware and check it again; with fixes and deep tests, when they are asked for',
    access: 'administrator',
    params: One,
    body: Wish,
    response: Machine,
  },
  cancelRecheck: {
    method: 'DELETE',
    path: '/api/v1/machines/:machine/recheck',
    summary: 'End the fixes and deep tests that were asked for; the report says what was aborted',
    access: 'administrator',
    params: One,
    response: Machine,
  },
  reports: {
    method: 'GET',
    path: '/api/v1/machines/:machine/reports',
    summary: 'The reports of one machine, the newest first',
    access: 'administrator',
    params: One,
    response: Type.Object({ reports: Type.Array(ReportSummary) }),
  },
  report: {
    method: 'GET',
    path: '/api/v1/machines/:machine/report',
    summary: 'One report of a machine: its last, or the one of that id',
    access: 'administrator',
    params: One,
    query: Type.Object({ id: Type.Optional(Type.String()) }),
    response: Report,
  },
  fleet: {
    method: 'GET',
    path: '/api/v1/reports',
    summary: 'The last report of every machine',
    access: 'administrator',
    response: Type.Object({ reports: Type.Array(Report) }),
  },
  policies: {
    method: 'GET',
    path: '/api/v1/policies',
    summary: 'The policy that machines are checked by, and those that are shipped',
    access: 'administrator',
    response: Type.Object({ current: Policy, shipped: Type.Array(Policy) }),
  },
  forget: {
    method: 'DELETE',
    path: '/api/v1/machines/:machine',
    summary: 'Forget a machine; it is discovered anew when it is heard again',
    access: 'administrator',
    params: One,
    response: Type.Object({ forgotten: Type.String() }),
  },
  events: {
    method: 'GET',
    path: '/api/v1/events',
    summary: 'What changes, as it changes',
    access: 'administrator',
    response: StationEvent,
    stream: true,
  },
})
