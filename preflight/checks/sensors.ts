/** What the management controller measures now, and what it wrote down. */
import { check } from '../check.ts'
import type { BmcEvent, BmcFacts } from '../facts/schema/bmc.ts'
import { readingText } from '../support/reading.ts'
import { isUnread } from '../support/unread.ts'

export const sensors = check({
  id: 'sensors',
  needs: ['bmc', 'virtualization'],
  asks: [],
  problems: ['critical', 'warning', 'eventLog'],
  remarks: { unread: 'unknown', unsure: 'unknown' },
  *run({ facts: { bmc, virtualization }, unread, policy: { thresholds } }) {
    for (const sensor of bmc.sensors)
      if (sensor.state === 'critical' || sensor.state === 'warning')
        yield { problem: sensor.state, subject: sensor.name, measured: readingText(sensor) }
    if (bmc.events !== null && !isJustCleared(bmc.events))
      yield {
        problem: 'eventLog',
        params: { last: lastOf(bmc.events.last, thresholds.events) },
        measured: String(bmc.events.count),
        threshold: '0',
      }
    if ((bmc.present || isUnread(unread, 'bmc')) && bmc.sensors.length === 0 && bmc.events === null)
      yield { problem: 'unread' }
    // SMBIOS is what tells of a controller that the kernel does not drive.
    else if (!bmc.present && virtualization.guest !== true && isUnread(unread, 'dmidecode')) yield { problem: 'unsure' }
  },
})

/** Whoever empties a log leaves one entry in it that says so. */
function isJustCleared({ count, last }: NonNullable<BmcFacts['events']>): boolean {
  return count <= last.length && last.every(({ event }) => /log area (?:reset|cleared)/i.test(event))
}

/** What a parameter of a finding may hold. */
const longest = 1024

/** The newest entries, oldest first, a line each; the newest are kept when they do not all fit. */
function lastOf(events: readonly BmcEvent[], most: number): string {
  const lines = events
    .slice(-most)
    .map(({ at, sensor, event }) => [at, sensor, event].filter((part) => part !== null).join(' | '))
  while (lines.length > 1 && lines.join('\n').length > longest) lines.shift()
  return lines.join('\n')
}
