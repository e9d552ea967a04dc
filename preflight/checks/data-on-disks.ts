/** What would be lost: every disk that an installation might use and that is not blank, with what is on it. */
import { decimalSize } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { Disk, DiskMarker } from '../facts/schema/disks.ts'
import { contentText, tellingContents } from '../support/contents.ts'
import { fixedDisks } from '../support/disks.ts'
import { listed } from '../support/listed.ts'
import { isUnread } from '../support/unread.ts'

export const dataOnDisks = check({
  id: 'dataOnDisks',
  needs: ['disks'],
  asks: [],
  problems: ['foreignMarker', 'ownMarker', 'unfinished', 'content'],
  remarks: { unread: 'unknown', disksUnread: 'unknown' },
  *run({ facts: { disks }, unread, around: { cluster } }) {
    if (isUnread(unread, 'disks')) yield { problem: 'disksUnread' }
    for (const disk of fixedDisks(disks)) {
      const subject = disk.name
      const params = { serial: disk.serial ?? '–', size: decimalSize(disk.size) }
      if (disk.marker !== null) {
        const { host, machine, cluster: marked } = disk.marker
        yield {
          problem: markerProblem(disk.marker, cluster),
          subject,
          params: { ...params, cluster: marked ?? '–', host: host ?? machine },
          measured: named(disk),
        }
      } else if (disk.contents === null) yield { problem: 'unread', subject, params }
      else if (disk.contents.length > 0) yield { problem: 'content', subject, params, measured: named(disk) }
    }
  },
})

/** Whose the disk is. An installed host of no cluster has a customer's machines as well as any other. */
function markerProblem(
  { state, cluster }: DiskMarker,
  wanted: string | null,
): 'foreignMarker' | 'ownMarker' | 'unfinished' {
  if (cluster !== null && cluster !== wanted) return 'foreignMarker'
  if (state === 'unfinished') return 'unfinished'
  return cluster === null ? 'foreignMarker' : 'ownMarker'
}

function named({ contents }: Disk): string | null {
  if (contents === null || contents.length === 0) return null
  return listed(tellingContents(contents).map(contentText), 12)
}
