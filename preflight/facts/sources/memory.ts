/** Memory: what Linux may use from the kernel, what is installed from SMBIOS. */
import { dmiSize } from '../../../lib/tools/dmidecode.ts'
import type { DmiStructure } from '../../../lib/tools/dmidecode.ts'
import type { SourceContext } from '../context.ts'
import type { Reader } from '../reader.ts'
import type { Dimm, MemoryFacts } from '../schema/memory.ts'
import { count, known } from '../text.ts'
import { channelsOf } from './channels.ts'

const memoryArray = 16
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
  const [usable, errors, structures] = await Promise.all([
    context.source('memory', () => readUsableMemory(context), null),
    context.source('memory errors', () => readErrors(context), null),
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
    ecc: eccOf(structures),
    errors,
    channels: channelsOf(slots),
  }
}

/** What the kernel's EDAC drivers counted over all memory controllers; null without such a driver. */
async function readErrors({ list, text }: Reader): Promise<MemoryFacts['errors']> {
  const folder = '/sys/devices/system/edac/mc'
  const controllers = (await list(folder)).filter((name) => /^mc\d+$/.test(name))
  if (controllers.length === 0) return null
  const sum = async (attribute: string): Promise<number> => {
    const counts = await Promise.all(controllers.map((name) => text(`${folder}/${name}/${attribute}`)))
    return counts.reduce((total, value) => total + (count(value) ?? 0), 0)
  }
  return { corrected: await sum('ce_count'), uncorrected: await sum('ue_count') }
}

const eccTypes: Readonly<Record<string, NonNullable<MemoryFacts['ecc']>>> = {
  None: 'none',
  Parity: 'parity',
  'Single-bit ECC': 'single-bit',
  'Multi-bit ECC': 'multi-bit',
  CRC: 'crc',
}

function eccOf(structures: readonly DmiStructure[]): MemoryFacts['ecc'] {
  const array = structures.find(
    ({ type, fields }) => type === memoryArray && (fields.get('Use') ?? 'System Memory') === 'System Memory',
  )
  return eccTypes[array?.fields.get('Error Correction Type') ?? ''] ?? null
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
  // Called "Clock" before dmidecode 3.2.
  const configured = fields.get('Configured Memory Speed') ?? fields.get('Configured Clock Speed')
  const speed = /^(\d+) M/.exec(configured ?? fields.get('Speed') ?? '')?.[1]
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
