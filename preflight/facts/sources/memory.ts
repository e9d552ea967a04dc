/** Memory: what Linux may use from the kernel, what is installed from SMBIOS. */
import { dmiSize } from '../../../lib/tools/dmidecode.ts'
import type { DmiStructure } from '../../../lib/tools/dmidecode.ts'
import type { SourceContext } from '../context.ts'
import type { Reader } from '../reader.ts'
import type { Dimm, MemoryFacts } from '../schema/memory.ts'
import { known } from '../text.ts'

const memoryDevice = 17

export const noMemory: MemoryFacts = {
  installed: null,
  usable: null,
  slots: null,
  dimms: [],
  ecc: null,
  errors: null,
  channels: [],
}

export async function readMemory(context: SourceContext): Promise<MemoryFacts> {
  const [usable, structures] = await Promise.all([
    context.source('memory', () => readUsableMemory(context), null),
    context.smbios(),
  ])
  // Flash for the firmware is listed among memory devices too; it is not memory.
  const slots = structures.filter(
    ({ type, fields }) => type === memoryDevice && !/flash|rom/i.test(fields.get('Type') ?? ''),
  )
  const dimms = slots.map(dimm).filter((entry) => entry !== undefined)
  return {
    ...noMemory,
    installed: dimms.length === 0 ? null : dimms.reduce((sum, { size }) => sum + size, 0),
    usable,
    slots: slots.length === 0 ? null : slots.length,
    dimms,
  }
}

/** Bytes of MemTotal. */
async function readUsableMemory({ text }: Reader): Promise<number> {
  const match = /^MemTotal:\s+(\d+) kB$/m.exec((await text('/proc/meminfo')) ?? '')
  if (match === null) throw new Error('/proc/meminfo has no MemTotal')
  return Number(match[1]) * 1024
}

function dimm({ fields }: DmiStructure): Dimm | undefined {
  const size = dmiSize(fields.get('Size'))
  if (size === undefined) return undefined
  const field = (name: string) => {
    const value = known(fields.get(name))
    return value === 'Unknown' ? null : value
  }
  const speed = /^(\d+) M/.exec(fields.get('Configured Memory Speed') ?? fields.get('Speed') ?? '')?.[1]
  return {
    locator: field('Locator'),
    bank: field('Bank Locator'),
    size,
    type: field('Type'),
    speed: speed === undefined ? null : Number(speed),
    manufacturer: field('Manufacturer'),
    part: field('Part Number'),
    serial: field('Serial Number'),
  }
}
