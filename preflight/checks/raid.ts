/** Are the arrays whole, and does the machine survive the loss of one disk? */
import { decimalSize } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { Disk, RaidArray } from '../facts/schema/disks.ts'
import { systemDisks } from '../support/disks.ts'
import { listed } from '../support/listed.ts'
import { isUnread } from '../support/unread.ts'

/** Levels whose loss of one disk loses nothing. */
const redundant = /^raid(?:1|4|5|6|10|50|60|1e|0\+1|1\+0|adm)$/i
/** Levels that write slowly, because each write changes a checksum: their disks make a faster RAID 10. */
const parity = /^raid(?:4|5|6|50|60)$/i

export const raid = check({
  id: 'raid',
  needs: ['raid', 'disks'],
  asks: [],
  problems: ['failed', 'degraded', 'rebuilding', 'oneDisk', 'noRedundancy', 'raid10'],
  remarks: { unread: 'unknown', stateUnread: 'unknown', levelHidden: 'note' },
  *run({
    facts: {
      raid: { arrays },
      disks,
    },
    unread,
    policy: { thresholds },
  }) {
    if (isUnread(unread, 'raid', 'arrays', 'disks')) yield { problem: 'unread' }
    for (const array of arrays) {
      const subject = array.name
      const params = { array: titleOf(array) }
      const measured = array.members.length > 0 ? listed(array.members) : null
      if (array.state === 'failed') yield { problem: 'failed', subject, params, measured }
      else if (array.state === 'degraded' || (array.missing ?? 0) > 0)
        yield { problem: 'degraded', subject, params, measured }
      else if (array.state === 'rebuilding') yield { problem: 'rebuilding', subject, params, measured }
      else if (array.state === null && array.kind === 'controller') yield { problem: 'stateUnread', subject, params }
    }

    const candidates = systemDisks(disks, thresholds.disk.system)
    const [only] = candidates
    if (only !== undefined && candidates.length === 1) yield* alone(only, arrayOf(only, arrays))

    for (const array of arrays)
      if (array.kind === 'controller' && parity.test(array.level ?? '') && disksOf(array) >= 4)
        yield { problem: 'raid10', subject: array.name, params: { level: array.level ?? '?' } }
  },
})

/** `sda (RAID5)`; a controller may hide the level. */
const titleOf = ({ name, level }: RaidArray): string => (level === null ? name : `${name} (${level.toUpperCase()})`)

type Alone = 'oneDisk' | 'noRedundancy' | 'levelHidden'

/**
 * One disk is all that the system sees. Two or more VMP mirrors itself, also when each is an array of one that a controller
 * makes of a plain disk.
 */
function* alone(
  disk: Disk,
  array: RaidArray | undefined,
): Iterable<{ problem: Alone; subject: string; measured?: string }> {
  const subject = disk.name
  if (array === undefined && disk.transport !== 'raid')
    yield { problem: 'oneDisk', subject, measured: decimalSize(disk.size) }
  else if (array === undefined || array.level === null) yield { problem: 'levelHidden', subject }
  else if (!redundant.test(array.level))
    yield { problem: array.members.length > 1 ? 'noRedundancy' : 'oneDisk', subject, measured: array.level }
}

/** The array that a controller presents as this disk. */
const arrayOf = ({ name }: Disk, arrays: readonly RaidArray[]): RaidArray | undefined =>
  arrays.find((array) => array.kind === 'controller' && array.name === name)

/** RAID 6 cannot be made of fewer than four, RAID 50 of fewer than six and RAID 60 of fewer than eight. */
function disksOf({ level, members }: RaidArray): number {
  const least = { raid6: 4, raid50: 6, raid60: 8 }[(level ?? '').toLowerCase()] ?? 0
  return Math.max(members.length, least)
}
