import { isMessageKey } from '../../lib/text/messages.ts'
import type { Params } from '../../lib/text/types.ts'
import type { Diagnosis, Machine, TimelineEntry } from '../contract/machines.ts'

/** Seconds of silence that are normal at a stage of a boot, on a slow machine, before the doctor says what is wrong. */
const patience = { address: 15, loader: 20, loaderStuck: 30, kernel: 40, image: 90 } as const

const diagnosis = (level: Diagnosis['level'], key: string, params: Params, remedy?: string): Diagnosis => ({
  level,
  finding: { key, params },
  remedy: remedy === undefined ? null : { key: remedy, params },
})

/**
 * Why does it not boot: a pure function of what the machine did last and how long ago.
 * `timeline` is oldest first.
 */
export function diagnose(machine: Machine, timeline: readonly TimelineEntry[], now: Date): Diagnosis[] {
  const findings = machine.findings.map(({ key, params }) => diagnosis('warning', key, params))
  return [boot(machine, timeline, now), ...failed(machine), ...findings]
}

/** Of an installation that failed: what people read of it stands with the machine. */
function failed({ state, installation, name }: Machine): Diagnosis[] {
  const failure = installation?.failure
  if (state !== 'failed' || !failure) return []
  const step = failure.step === null ? '-' : `install.${failure.step}`
  const params = { step, code: failure.problem.code, machine: name }
  return [diagnosis('error', 'machine.installFailed', params, 'doctor.installFailed.remedy')]
}

function boot(machine: Machine, timeline: readonly TimelineEntry[], now: Date): Diagnosis {
  const last = timeline.findLast(({ key }) => key !== 'machine.silent' && key !== 'machine.discovered')
  if (machine.live && machine.talking) return diagnosis('info', 'doctor.nothing', {})
  if (!last) return diagnosis('info', 'doctor.working', { seconds: since(machine.lastSeenAt, now) })
  const seconds = since(last.at, now)
  const { key, params } = last
  const remedy = `doctor.${key.replace('machine.', '')}.remedy`
  if (key.startsWith('machine.note.')) return diagnosis('error', key, params, remedy)
  switch (key) {
    case 'machine.unsupported':
    case 'machine.ignored':
    case 'machine.enrolRefused':
      return diagnosis('error', key, params, isMessageKey(remedy) ? remedy : undefined)
    case 'machine.diskNotStarted':
      return diagnosis('warning', key, { ...params, machine: machine.name }, 'doctor.diskNotStarted.remedy')
    case 'machine.poolExhausted':
      return diagnosis('error', key, params, 'doctor.pool.remedy')
    case 'machine.askedAddress':
    case 'machine.offered':
    case 'machine.offeredFile':
      return late(seconds, patience.address, 'doctor.noRequest', { seconds })
    case 'machine.offeredByProxy':
      return late(seconds, patience.loader, 'doctor.proxyIgnored', { seconds })
    case 'machine.took':
      return late(seconds, ...tookAddress(timeline, seconds))
    case 'machine.fetching':
      return late(seconds, patience.image, 'doctor.fetchUnfinished', { seconds, file: params['file'] ?? '-' })
    case 'machine.fetchFailed':
    case 'machine.fetchMissing':
      return late(seconds, patience.loaderStuck, key, params, remedy)
    case 'machine.fetched':
    case 'machine.script':
      return late(seconds, ...fetched(machine, timeline, String(params['file'] ?? ''), seconds))
    case 'machine.enrolled':
    case 'machine.enrolledFromMedia':
    case 'machine.facts':
    case 'machine.checking':
    case 'machine.recheckAsked':
    case 'machine.recheckCancelled':
    case 'machine.recheckLost':
    case 'machine.fit':
    case 'machine.unfit':
    case 'machine.talksAgain':
    case 'machine.clockOff':
      // Its beats are no entries of the timeline.
      return late(0, 0, 'doctor.silentLive', { seconds: since(machine.lastSeenAt, now) })
    default:
      return diagnosis('info', 'doctor.working', { seconds })
  }
}

function late(seconds: number, limit: number, key: string, params: Params, remedy = `${key}.remedy`): Diagnosis {
  return seconds < limit ? diagnosis('info', 'doctor.working', { seconds }) : diagnosis('error', key, params, remedy)
}

/** It has an address: from the firmware it should fetch a loader, from the image's own DHCP it should fetch the image. */
function tookAddress(timeline: readonly TimelineEntry[], seconds: number): [number, string, Params] {
  const asked = timeline.findLast(({ key }) => key === 'machine.askedAddress')
  const offered = timeline.findLast(({ key }) => key === 'machine.offeredFile' || key === 'machine.offeredByProxy')
  return asked?.params['who'] === 'who.vmp'
    ? [patience.kernel, 'doctor.kernelSilent', { seconds }]
    : [patience.loader, 'doctor.noLoader', { seconds, file: offered?.params['file'] ?? '-' }]
}

function fetched(
  machine: Machine,
  timeline: readonly TimelineEntry[],
  file: string,
  seconds: number,
): [number, string, Params] {
  if (file.endsWith('host.squashfs')) return [patience.image, 'doctor.imageSilent', { seconds }]
  const kernelIsOut = file.endsWith('/initrd') || file.endsWith('/vmlinuz')
  if (kernelIsOut) return [patience.kernel, 'doctor.kernelSilent', { seconds }]
  const loader = timeline.findLast(({ key }) => key === 'machine.fetched')?.params['file'] ?? file
  return [patience.loaderStuck, 'doctor.loaderStuck', { seconds, file: loader, machine: machine.name }]
}

function since(at: string, now: Date): number {
  return Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000))
}
