/** Memory modules and the management controller's mark, which the kernel does not show in sysfs: SMBIOS by dmidecode. */
import { dmiSize, dmidecodeArgs, parseDmidecode, type DmiStructure } from '../../../lib/tools/dmidecode.ts'
import type { Reader } from '../reader.ts'
import type { Dimm } from '../schema.ts'
import { known } from '../text.ts'

const memoryDevice = 17
const ipmiDevice = 38

export interface SmbiosSource {
  installed: number | null
  slots: number | null
  dimms: Dimm[]
  ipmi: boolean
}

export const noSmbios: SmbiosSource = { installed: null, slots: null, dimms: [], ipmi: false }

export async function readSmbios({ run }: Reader): Promise<SmbiosSource> {
  const structures = parseDmidecode(await run('dmidecode', dmidecodeArgs([memoryDevice, ipmiDevice]), 25_000))
  // Flash for the firmware is listed among memory devices too; it is not memory.
  const slots = structures.filter(
    ({ type, fields }) => type === memoryDevice && !/flash|rom/i.test(fields.get('Type') ?? ''),
  )
  const dimms = slots.map(dimm).filter((entry) => entry !== undefined)
  return {
    installed: dimms.length === 0 ? null : dimms.reduce((sum, { size }) => sum + size, 0),
    slots: slots.length === 0 ? null : slots.length,
    dimms,
    ipmi: structures.some(({ type }) => type === ipmiDevice),
  }
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
