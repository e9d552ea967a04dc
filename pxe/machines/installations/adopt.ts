/**
 * Takes a machine as installed whose disks say so: another station installed it, or this one lost its database. Who may speak
 * as its host follows from the same disks: they record the thumbprint of its key, and the host brings the key itself.
 */
import { VmpError } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import type { MachineRecord, MachineRepository } from '../repository.ts'
import type { Timeline } from '../timeline.ts'
import { blank } from './approvals.ts'
import type { Audit } from './audit.ts'
import type { InstallationRecord, InstallationRepository } from './repository.ts'

/** @throws VmpError `machine.noMarker`, `machine.markersDiffer`, `machine.adoptedElsewhere` */
export type Adopt = (machine: MachineRecord, who: string) => void

export function adoption(options: {
  readonly database: Database
  readonly machines: MachineRepository
  readonly installations: InstallationRepository
  readonly timeline: Timeline
  readonly audit: Audit
  readonly now: () => Date
}): Adopt {
  const { database, machines, installations, timeline, audit, now } = options
  const name = ({ number }: MachineRecord): string => `m${number}`

  const markerOf = (machine: MachineRecord) => {
    const markers = (machine.facts?.disks ?? []).flatMap(({ marker }) =>
      marker?.state === 'installed' ? [marker] : [],
    )
    const [marker] = markers
    if (!marker) throw new VmpError('machine.noMarker', { machine: name(machine) })
    const sayings = markers.map(({ machine: id, installation, hostKey }) => `${id} ${installation} ${hostKey}`)
    if (new Set(sayings).size > 1) throw new VmpError('machine.markersDiffer', { machine: name(machine) })
    return marker
  }

  return (machine, who) => {
    const { machine: diskId, installation: id, hostKey: thumbprint = null } = markerOf(machine)
    const before = installations.get(id)
    const holder = before ?? (thumbprint === null ? undefined : installations.byThumbprint(thumbprint))
    // Disks that were moved: two machines must not be one host.
    if (holder && (holder.id !== id || holder.machine !== machine.id)) {
      const other = name(machines.get(holder.machine)!)
      throw new VmpError('machine.adoptedElsewhere', { machine: name(machine), other })
    }
    const at = now().toISOString()
    const adopted = {
      phase: 'ended',
      outcome: 'adopted',
      endedAt: at,
      step: null,
      problem: null,
      presumed: false,
      // The key itself comes with the first word of the host.
      ...(before && (thumbprint === null || before.thumbprint === thumbprint) ? {} : { publicKey: null, thumbprint }),
    } as const
    database.transaction(() => {
      if (before) installations.update(id, adopted)
      else
        installations.create({
          ...nothingApproved,
          ...adopted,
          id,
          machine: machine.id,
          approvedAt: at,
          approvedBy: who,
        })
      installations.putLast(id)
      machines.update(machine.id, { state: 'installed', since: at, diskId })
      machines.clearFinding(machine.id, 'finding.installed')
      const key = thumbprint === null ? {} : { hostKey: thumbprint }
      audit.add(who, 'adopt', name(machine), { marker: diskId, installation: id, ...key })
    })
    timeline.add(machine.id, null, 'info', 'machine.adopted', { who })
  }
}

const nothingApproved = {
  ...blank,
  answerName: '',
  answerVersion: 0,
  answerDigest: '',
  factsDigest: '',
  planDigest: '',
  answer: null,
  plan: null,
  code: null,
  rearmed: false,
  reason: null,
  rule: null,
  policy: null,
} as const satisfies Partial<InstallationRecord>
