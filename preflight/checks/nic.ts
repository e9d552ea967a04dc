/** Is there a network fit for a host, and does each port run as it could? */
import { bitRate } from '../../lib/units.ts'
import { check } from '../check.ts'
import type { Found } from '../check.ts'
import type { Nic } from '../facts/schema/nics.ts'
import { isVirtual, wiredPorts } from '../support/nics.ts'
import { listed } from '../support/listed.ts'
import { isUnread } from '../support/unread.ts'

export const nic = check({
  id: 'nic',
  needs: ['nics'],
  asks: [],
  problems: ['none', 'halfDuplex', 'belowCapability', 'errors', 'noSecond', 'slowStorage'],
  remarks: { unread: 'unknown', speedUnread: 'unknown' },
  essential: ['unread', 'speedUnread'],
  *run({ facts: { nics }, unread, policy: { thresholds } }) {
    const limits = thresholds.nic
    const ports = wiredPorts(nics)
    const linked = ports.filter(({ link }) => link === true)
    const enough = linked.filter((each) => isVirtual(each) || (each.speed ?? 0) >= limits.speed)
    if (enough.length === 0) {
      const threshold = `≥ ${bitRate(limits.speed)}`
      const unsure = ports.filter(({ link, speed }) => link === null || (link && speed === null))
      if (isUnread(unread, 'nics')) yield { problem: 'unread' }
      else if (unsure.length > 0)
        yield { problem: 'speedUnread', params: { nics: listed(unsure.map(({ name }) => name)) }, threshold }
      else yield { problem: 'none', measured: ports.length === 0 ? '0' : listed(ports.map(state)), threshold }
    }
    for (const port of ports) yield* ofPort(port)

    if (linked.length === 1) yield { problem: 'noSecond', measured: '1', threshold: '≥ 2' }
    if (linked.length > 1) {
      const speeds = linked.filter((each) => !isVirtual(each)).map(({ speed }) => speed)
      const fastest = Math.max(...speeds.map((speed) => speed ?? Number.POSITIVE_INFINITY))
      if (speeds.length > 0 && fastest < limits.storage)
        yield { problem: 'slowStorage', measured: bitRate(fastest), threshold: `≥ ${bitRate(limits.storage)}` }
    }
  },
})

function* ofPort(port: Nic): Iterable<Found<'halfDuplex' | 'belowCapability' | 'errors'>> {
  const subject = port.name
  if (port.link === true) {
    if (port.duplex === 'half') yield { problem: 'halfDuplex', subject, measured: 'half' }
    const best = capabilityOf(port)
    if (port.speed !== null && best !== null && port.speed < best)
      yield { problem: 'belowCapability', subject, measured: bitRate(port.speed), threshold: bitRate(best) }
  }
  const { received = 0, sent = 0, crc = 0 } = port.errors ?? {}
  if (received + sent + crc > 0)
    yield { problem: 'errors', subject, measured: `rx ${received}, tx ${sent}, CRC ${crc}`, threshold: '0' }
}

/** The fastest that card and switch can both do, or the card where the switch does not say; null: the card does not say either. */
function capabilityOf({ supported, partner }: Nic): number | null {
  const both = partner.length > 0 ? supported.filter((speed) => partner.includes(speed)) : supported
  return both.length === 0 ? null : Math.max(...both)
}

const state = ({ name, link, speed }: Nic): string => `${name} ${link === true ? bitRate(speed ?? 0) : '–'}`
