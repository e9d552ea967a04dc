/** The machines beside a machine: what its checks compare it with. */
import type { FleetMember } from '../../preflight/around.ts'
import type { MachineRecord } from './repository.ts'

export interface Fleet {
  /** Everyone but that machine. */
  besides(machine: string): FleetMember[]
  /** True when others see it differently than before. */
  put(record: MachineRecord): boolean
  /** True when it was there. */
  remove(machine: string): boolean
}

/** @param isTalking An address is a machine's own only while its live system has it: leases are given to others later. */
export function fleetOf(isTalking: (machine: string) => boolean): Fleet {
  const members = new Map<string, FleetMember>()
  return {
    besides: (machine) => [...members].filter(([id]) => id !== machine).map(([, member]) => member),
    put(record) {
      const before = JSON.stringify(members.get(record.id))
      const member = memberOf(record, isTalking(record.id))
      if (member === undefined) members.delete(record.id)
      else members.set(record.id, member)
      return JSON.stringify(member) !== before
    },
    remove: (machine) => members.delete(machine),
  }
}

/** Undefined while its hardware was never read: what its packets say may be another's. */
function memberOf({ number, facts, live }: MachineRecord, talks: boolean): FleetMember | undefined {
  if (facts === null) return undefined
  const { system, firmware, nics, bmc } = facts
  return {
    name: `m${number}`,
    uuid: system.uuid,
    serial: system.serial,
    macs: nics.map(({ mac }) => mac),
    addresses: [...(talks ? (live?.addresses ?? []) : []), bmc.address].filter((address) => address !== null),
    vendor: system.vendor,
    product: system.product,
    firmware: { version: firmware.version, date: firmware.date, mode: firmware.mode },
  }
}
