/**
 * Power was lost between the last write and its report. The station took the installation for failed when the machine came up
 * live; its disks say that it was finished, which is true of all of them as soon as one is: loaders and the host are on the
 * disks before the first finished marker is (installer/run.ts), and the host ends what is left of it (host/finish.ts).
 */
import type { Database } from '../../../lib/sqlite.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import type { Audit } from './audit.ts'
import { diskId } from './drafts.ts'
import type { InstallService } from './install-service.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'

/** Call when a machine was checked. True: it is written after all, and has only to start its disk. */
export type FoundWritten = (machine: string) => boolean

export function foundWritten(options: {
  readonly database: Database
  readonly machines: MachineRepository
  readonly installations: InstallationRepository
  readonly install: Pick<InstallService, 'moved'>
  readonly timeline: Timeline
  readonly audit: Audit
  /** Tells a live system that it should ask again. */
  readonly nudge: (machine: string) => void
  readonly heard: (installation: string) => void
  readonly now: () => Date
  readonly onChange: (machine: string) => void
}): FoundWritten {
  const { database, machines, installations, install, timeline, audit, now } = options
  return (id) => {
    const machine = machines.get(id)!
    const record = installations.last(id)
    if (machine.state !== 'checked' || record === undefined || !isOpen(record)) return false
    const finished = finishedMarker(machine, record)
    if (finished === undefined) return false
    const at = now().toISOString()
    // What lies on the disks is the key of this host, whether it could be registered or not.
    const { hostKey } = finished
    const isNews = hostKey !== undefined && hostKey !== record.thumbprint && !installations.byThumbprint(hostKey)
    database.transaction(() => {
      installations.update(record.id, {
        phase: 'written',
        outcome: null,
        // The boot that may hear of it.
        boot: machine.checkedBoot,
        writtenAt: at,
        endedAt: null,
        step: null,
        problem: null,
        presumed: false,
        ...(isNews ? { publicKey: null, thumbprint: hostKey } : {}),
      })
      machines.update(id, { state: 'installing', since: at, rearmed: false })
      audit.add('station', 'written', `m${machine.number}`, { installation: record.id })
    })
    options.heard(record.id)
    timeline.add(id, null, 'info', 'machine.foundWritten', {})
    options.onChange(id)
    options.nudge(id)
    install.moved()
    return true
  }
}

/**
 * Nobody said how it ended: the station drew it from silence or from a live start. One that had been written before, and came
 * back from its disk, does not start; sending it there again would never end.
 */
const isOpen = ({ outcome, writtenAt, presumed, problem }: InstallationRecord): boolean =>
  outcome === 'failed' && writtenAt === null && (presumed || problem?.code === 'installation.cameUpLive')

/** Of a machine each of whose planned disks carries a marker of this installation, and at least one a finished one. */
function finishedMarker(machine: MachineRecord, { id, plan }: InstallationRecord) {
  const own = (machine.facts?.disks ?? []).flatMap(({ marker }) =>
    marker?.installation === id && marker.machine === diskId(machine) ? [marker] : [],
  )
  const planned = plan?.disks.filter(({ role }) => role !== 'untouched') ?? []
  return own.length === planned.length ? own.find(({ state }) => state === 'installed') : undefined
}
