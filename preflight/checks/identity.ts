/** Is this machine told apart from every other? */
import { swappedUuid, usableSerial, usableUuid } from '../../lib/identity.ts'
import type { FleetMember } from '../around.ts'
import { check } from '../check.ts'
import { listed } from '../support/listed.ts'
import { isPort } from '../support/nics.ts'
import { isUnread } from '../support/unread.ts'

export const identity = check({
  id: 'identity',
  needs: ['system', 'nics', 'bmc'],
  asks: ['fleet'],
  problems: ['sharedUuid', 'sharedSerial', 'sharedMac', 'sharedAddress', 'blankSerial', 'blankUuid'],
  remarks: { unread: 'unknown' },
  *run({ facts: { system, nics, bmc }, unread, around: { fleet } }) {
    const uuid = usableUuid(system.uuid)
    const serial = usableSerial(system.serial)
    if (isUnread(unread, 'system')) yield { problem: 'unread' }
    else {
      if (serial === undefined) yield { problem: 'blankSerial', measured: system.serial }
      if (uuid === undefined) yield { problem: 'blankUuid', measured: system.uuid }
    }

    const others = fleet ?? []
    const shared = (has: (member: FleetMember) => boolean): string | undefined => {
      const names = others.filter(has).map(({ name }) => name)
      return names.length > 0 ? listed(names) : undefined
    }
    // Firmware and kernel may read the first three fields in different byte orders. What equals a usable name is usable.
    const swapped = uuid && swappedUuid(uuid)
    const byUuid =
      uuid &&
      shared((member) => {
        const its = member.uuid?.toLowerCase()
        return its === uuid || its === swapped
      })
    if (byUuid) yield { problem: 'sharedUuid', params: { machines: byUuid }, measured: uuid }

    const bySerial = serial && shared((member) => member.serial?.trim() === serial)
    if (bySerial) yield { problem: 'sharedSerial', params: { machines: bySerial }, measured: serial }

    for (const { name, mac } of nics.filter(isPort)) {
      const byMac = shared(({ macs }) => macs.includes(mac))
      if (byMac !== undefined) yield { problem: 'sharedMac', subject: name, params: { machines: byMac }, measured: mac }
    }

    const { address } = bmc
    const byAddress = address !== null && address !== '' && shared(({ addresses }) => addresses.includes(address))
    if (byAddress)
      yield { problem: 'sharedAddress', subject: 'BMC', params: { machines: byAddress }, measured: address }
  },
})
