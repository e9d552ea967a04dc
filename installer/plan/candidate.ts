/** A disk as a plan knows it: by what stays the same when its name changes. */
import type { PlannedDisk } from '../../answer/plan.ts'
import { usableSerial } from '../../lib/identity.ts'
import { decimalSize } from '../../lib/units.ts'
import type { Disk } from '../../preflight/facts/schema/disks.ts'

export interface Candidate {
  readonly disk: Disk
  readonly id: string
  /** The id does not depend on the device node. */
  readonly lasting: boolean
  readonly kind: PlannedDisk['kind']
}

/** In the order of their ids: the kernel's order changes from boot to boot. */
export function candidatesOf(disks: readonly Disk[]): Candidate[] {
  const named = disks.map((disk) => ({ disk, name: lastingName(disk) }))
  const candidates = named.map(({ disk, name }): Candidate => {
    // Two of one name are told apart by their nodes, and said to be twins.
    const unique = named.filter((other) => other.name === name).length === 1
    if (name === undefined) return { disk, id: disk.path, lasting: false, kind: kindOf(disk) }
    return { disk, id: unique ? name : `${name} ${disk.path}`, lasting: unique, kind: kindOf(disk) }
  })
  return candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

function lastingName(disk: Disk): string | undefined {
  const serial = usableSerial(disk.serial)
  return usableWwn(disk) ?? (serial === undefined ? undefined : `${disk.model ?? '?'} ${serial}`)
}

/** Some bridges give zeros for what they do not know. */
export function usableWwn({ wwn }: Disk): string | undefined {
  return wwn === null || usableSerial(wwn.replace(/^(0x|eui\.|nvme\.|uuid\.)/, '')) === undefined ? undefined : wwn
}

function kindOf({ transport, rotational }: Disk): Candidate['kind'] {
  if (transport === 'raid' || transport === 'nvme') return transport
  if (rotational === null) return 'unknown'
  return rotational ? 'hdd' : 'ssd'
}

/** `sda ssd 960 GB MODEL SERIAL`: no words, so the same in every language. */
export function shortly({ disk, kind }: Candidate): string {
  const { name, size, model, serial } = disk
  return [name, kind, decimalSize(size), model, serial].filter((part) => part !== null).join(' ')
}
