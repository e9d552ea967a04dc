/** Is there a disk for the system, and are the disks healthy? */
import { decimalSize } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { Found } from '../check.ts'
import type { Disk, DiskHealth } from '../facts/schema/disks.ts'
import type { Policy } from '../policy.ts'
import { fixedDisks, systemDisks } from '../support/disks.ts'
import { listed } from '../support/listed.ts'
import { isUnread } from '../support/unread.ts'

type Ailing = 'failing' | 'attributes' | 'reallocated' | 'pending' | 'mediaErrors' | 'worn' | 'spareLow'

export const systemDisk = check({
  id: 'systemDisk',
  needs: ['disks', 'raid'],
  asks: [],
  problems: ['none', 'failing', 'attributes', 'reallocated', 'pending', 'mediaErrors', 'worn', 'spareLow', 'noCache'],
  remarks: { unread: 'unknown', healthUnread: 'unknown', healthHidden: 'note' },
  essential: ['unread'],
  *run({ facts: { disks, raid }, unread, policy: { thresholds } }) {
    const limits = thresholds.disk
    const fixed = fixedDisks(disks)
    const candidates = systemDisks(disks, limits.system)
    if (candidates.length === 0) {
      const silent = fixed.filter(({ name, size }) => size === 0 && isUnread(unread, `disk ${name}`))
      if (isUnread(unread, 'disks') || silent.length > 0) yield { problem: 'unread' }
      else
        yield {
          problem: 'none',
          measured: fixed.length === 0 ? '0' : listed(fixed.map(({ name, size }) => `${name} ${decimalSize(size)}`)),
          threshold: `≥ ${limits.system} GB`,
        }
    }
    for (const disk of [...fixed, ...raid.disks]) if (disk.health !== null) yield* ailments(disk, disk.health, limits)

    const without = fixed.filter(({ health }) => health === null)
    const hidden = raid.disks.length > 0 ? [] : without.filter(({ transport }) => transport === 'raid')
    const unreadable = [
      ...without.filter(({ transport }) => transport !== null && physical.has(transport)),
      ...raid.disks.filter(({ health }) => health === null),
    ]
    if (hidden.length > 0) yield { problem: 'healthHidden', params: { disks: listed(hidden.map(({ name }) => name)) } }
    if (unreadable.length > 0)
      yield { problem: 'healthUnread', params: { disks: listed(unreadable.map(({ name }) => name)) } }

    // A virtual disk says that it turns whatever is below it.
    const real = candidates.filter(({ transport }) => transport !== 'virtio')
    if (real.length > 0 && real.every(({ rotational }) => rotational === true)) yield { problem: 'noCache' }
  },
})

/** Disks that tell of their health themselves. */
const physical: ReadonlySet<string> = new Set(['nvme', 'sata', 'sas'])

function* ailments(
  disk: Pick<Disk, 'name' | 'model' | 'serial'>,
  health: DiskHealth,
  limits: Policy['thresholds']['disk'],
): Iterable<Found<Ailing>> {
  const subject = disk.name
  const params = { model: disk.model ?? '?', serial: disk.serial ?? '?' }
  const warnings = health.warnings.length > 0 ? listed(health.warnings) : null
  if (health.passed === false) yield { problem: 'failing', subject, params, measured: warnings }
  else if (warnings !== null) yield { problem: 'attributes', subject, params, measured: warnings }

  const counted = { reallocated: health.reallocated, pending: health.pending, mediaErrors: health.mediaErrors }
  for (const [problem, count] of Object.entries(counted) as [keyof typeof counted, number | null][])
    if (count !== null && count > 0) yield { problem, subject, params, measured: String(count), threshold: '0' }

  if (health.wear !== null && health.wear > limits.wear)
    yield { problem: 'worn', subject, params, measured: `${health.wear} %`, threshold: `≤ ${limits.wear} %` }
  if (health.spare !== null && health.spare < limits.spare)
    yield { problem: 'spareLow', subject, params, measured: `${health.spare} %`, threshold: `≥ ${limits.spare} %` }
}
