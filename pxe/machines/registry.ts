import { usableSerial, usableUuid, swappedUuid } from '../../lib/identity.ts'
import type { Database } from '../../lib/sqlite.ts'
import type { Evidence } from '../contract/live.ts'
import type { MachineRecord, MachineRepository } from './repository.ts'
import type { Timeline } from './timeline.ts'

/** What one packet or request tells about who sent it. */
interface Sighting {
  readonly mac: string
  /** SMBIOS UUID as the firmware sent it, when it did. */
  readonly uuid?: string | undefined
  readonly address?: string | undefined
  readonly firmware?: 'bios' | 'uefi' | undefined
}

/** Finds the record of whoever talks, and makes one for a machine never heard before. */
export interface Registry {
  /** By what a packet carries; the live system will say it better. */
  sight(sighting: Sighting): MachineRecord
  /** By what the live system read: all NICs, UUID and serial. Mends what packets could not know. */
  identify(evidence: Evidence, heardFrom: { readonly address: string }): MachineRecord
  /** Removes a record; whom it shared a UUID with may then have it alone. */
  forget(machine: string): void
}

/** Machines kept at the most of which no live system was ever heard: anybody on the segment can make up NICs. */
const NEVER_READ = 2000

/**
 * UUID, serial and NICs are evidence that finds a record, and none of it is proof. A NIC's address decides first, unless
 * the live system reads a UUID and a serial that say it was moved to another machine.
 * Two records are never made one because of a UUID: boards exist that all have the same. That clash is a finding.
 */
export function registry(options: {
  readonly database: Database
  readonly machines: MachineRepository
  readonly timeline: Timeline
  readonly now: () => Date
  /** A record beside the one that was asked for was made, changed or removed. */
  readonly onChange: (machine: string) => void
}): Registry {
  const { database, machines, timeline, now, onChange } = options

  const create = (mac: string | undefined): MachineRecord => {
    for (const old of machines.trim(NEVER_READ - 1)) onChange(old)
    const machine = machines.create(now().toISOString())
    if (mac !== undefined) machines.giveMac(mac, machine.id)
    timeline.add(machine.id, mac ?? null, 'info', 'machine.discovered', {})
    return machines.get(machine.id)!
  }

  // A few UUIDs read the same in both byte orders.
  const byUuid = (uuid: string): MachineRecord[] =>
    [...new Set([uuid, swappedUuid(uuid)])].flatMap((text) => machines.byUuid(text))

  /** A NIC not seen before, of a UUID that one record has: its second NIC, unless that machine's NICs are known and this is none. */
  const adopt = (mac: string, uuid: string | undefined): MachineRecord => {
    const candidates = uuid === undefined ? [] : byUuid(uuid)
    const [only] = candidates
    if (only && candidates.length === 1 && only.facts === null) {
      machines.giveMac(mac, only.id)
      return machines.get(only.id)!
    }
    const machine = create(mac)
    if (candidates.length > 0) shareUuid([machine, ...candidates], uuid!)
    return machine
  }

  const shareUuid = (all: readonly MachineRecord[], uuid: string): void => {
    const names = all.map(({ number }) => `m${number}`).join(', ')
    for (const { id } of all)
      machines.setFinding(id, { key: 'finding.uuidShared', params: { uuid, machines: names } }, now().toISOString())
  }

  /** NICs that packets gave to this record because of its UUID, but that the machine itself does not have. */
  const release = (machine: MachineRecord, own: ReadonlySet<string>): void => {
    for (const mac of machine.macs.filter((mac) => !own.has(mac))) {
      const other = machines.create(now().toISOString())
      machines.giveMac(mac, other.id)
      timeline.moveMac(mac, other.id)
      machines.update(other.id, { uuid: machine.uuid, firmware: machine.firmware })
      if (machine.uuid !== null) shareUuid([machine, other], machine.uuid)
      onChange(other.id)
    }
  }

  /** Takes a record's NICs that turned out to be `machine`'s, with what they did; a record without NICs is gone. */
  const absorb = (machine: MachineRecord, other: MachineRecord, own: ReadonlySet<string>): void => {
    const taken = other.macs.filter((mac) => own.has(mac))
    for (const mac of taken) {
      timeline.moveMac(mac, machine.id)
      machines.giveMac(mac, machine.id)
    }
    if (taken.length === other.macs.length) {
      timeline.moveAll(other.id, machine.id)
      machines.remove(other.id)
    }
    onChange(other.id)
  }

  return {
    sight({ mac, uuid: sentUuid, address, firmware }) {
      return database.transaction(() => {
        const uuid = usableUuid(sentUuid)
        const machine = machines.byMac(mac) ?? adopt(mac, uuid)
        return machines.update(machine.id, {
          lastSeenAt: now().toISOString(),
          ...(machine.uuid === null && uuid !== undefined ? { uuid } : {}),
          ...(address === undefined ? {} : { address }),
          ...(firmware === undefined ? {} : { firmware }),
        })
      })
    },
    identify(evidence, { address }) {
      return database.transaction(() => {
        const macs = evidence.bootMac === null ? evidence.macs : [evidence.bootMac, ...evidence.macs]
        const known = [
          ...new Map(macs.flatMap((mac) => machines.byMac(mac) ?? []).map((found) => [found.id, found])).values(),
        ]
        const uuid = usableUuid(evidence.uuid)
        const serial = usableSerial(evidence.serial)
        const isAnother = (record: MachineRecord): boolean => contradicts(record, uuid, serial)
        // A machine that was read before comes first: its new NIC may have a record of its own by now.
        const same = known.filter((record) => !isAnother(record))
        const machine =
          same.find(({ facts }) => facts !== null) ??
          same[0] ??
          (macs[0] === undefined && uuid !== undefined ? byUuid(uuid)[0] : undefined) ??
          create(macs[0])
        const own = new Set(macs)
        // What is over must not stay on the report; it is found again below if it is not.
        for (const key of ['finding.uuidShared', 'finding.nicShared', 'finding.uuidBlank'])
          machines.clearFinding(machine.id, key)
        if (machine.facts === null) release(machine, own)
        for (const other of known.filter(({ id }) => id !== machine.id)) {
          if (other.facts === null) {
            absorb(machine, other, own)
            continue
          }
          // A NIC that was moved is where it was read last.
          if (isAnother(other))
            for (const mac of other.macs.filter((mac) => own.has(mac))) machines.giveMac(mac, machine.id)
          const params = { machines: `m${machine.number}, m${other.number}` }
          for (const { id } of [machine, other])
            machines.setFinding(id, { key: 'finding.nicShared', params }, now().toISOString())
        }
        for (const mac of macs) if (machines.byMac(mac) === undefined) machines.giveMac(mac, machine.id)
        const others = uuid === undefined ? [] : byUuid(uuid).filter(({ id }) => id !== machine.id)
        if (others.length > 0) shareUuid([machine, ...others], uuid!)
        if (uuid === undefined)
          machines.setFinding(machine.id, { key: 'finding.uuidBlank', params: {} }, now().toISOString())
        return machines.update(machine.id, {
          lastSeenAt: now().toISOString(),
          address,
          ...(uuid === undefined ? {} : { uuid }),
          serial: serial ?? null,
        })
      })
    },
    forget(id) {
      database.transaction(() => {
        const uuid = machines.get(id)?.uuid ?? null
        machines.remove(id)
        const others = uuid === null ? [] : byUuid(uuid)
        for (const other of others) machines.clearFinding(other.id, 'finding.uuidShared')
        if (others.length > 1) shareUuid(others, uuid!)
        for (const other of others) onChange(other.id)
      })
      onChange(id)
    },
  }
}

/**
 * A live system read another UUID, and no equal serial, when it described this record: the machine that has one of its
 * NICs now is not it. (A new main board keeps the serial of the machine.)
 */
function contradicts(record: MachineRecord, uuid: string | undefined, serial: string | undefined): boolean {
  return (
    record.facts !== null &&
    record.uuid !== null &&
    uuid !== undefined &&
    record.uuid !== uuid &&
    record.uuid !== swappedUuid(uuid) &&
    (serial === undefined || record.serial !== serial)
  )
}
