/** smartctl: what disks say of their own health. Its exit code is a mask of findings, no failure: run it with `anyExit`. */
import { countAt, listAt, parseOutput, textAt, valueAt } from './json.ts'

/** Everything `--all` shows and the device statistics, where makers agree on how wear is counted. */
export const smartArgs = (path: string, type?: string): string[] => [
  '--json=c',
  '--all',
  '--log=devstat',
  ...(type === undefined ? [] : [`--device=${type}`]),
  path,
]

/** Lists the disks that smartctl can ask, those behind some RAID controllers included. */
export const smartScanArgs = ['--json=c', '--scan']

/** Structurally `DiskHealth` of the facts. */
interface SmartHealth {
  readonly passed: boolean | null
  readonly warnings: string[]
  readonly temperature: number | null
  readonly powerOnHours: number | null
  readonly reallocated: number | null
  readonly pending: number | null
  readonly mediaErrors: number | null
  readonly wear: number | null
  readonly spare: number | null
}

export interface SmartAnswer {
  readonly model: string | undefined
  readonly serial: string | undefined
  readonly size: number | null
  /** Undefined when the device has no health to tell. */
  readonly health: SmartHealth | undefined
  /** Why it could not be asked at all. */
  readonly problem: string | undefined
}

/** smartctl(8), "EXIT STATUS": the command line did not parse (no type fits the device), or it did not open. */
const notAsked = 0b11

interface Attribute {
  readonly id: number
  readonly name: string
  /** Normalized: 100 or more is new, less is worse. */
  readonly value: number
  readonly failing: boolean
  /** What smartctl makes of the raw value; makers pack other counters into its upper bytes. */
  readonly raw: number | null
}

/** @throws When the output is no JSON object of smartctl. */
export function parseSmart(output: string): SmartAnswer {
  const json = parseOutput(output, 'smartctl')
  const status = valueAt(json, 'smartctl', 'exit_status')
  if (typeof status !== 'number') throw new Error('smartctl gave no answer that can be read')
  const messages = listAt(json, 'smartctl', 'messages').map((message) => textAt(message, 'string') ?? '?')
  const device = {
    model: textAt(json, 'model_name') ?? textAt(json, 'scsi_model_name'),
    serial: textAt(json, 'serial_number'),
    size: countAt(json, 'user_capacity', 'bytes') ?? countAt(json, 'nvme_total_capacity'),
  }
  const health = healthOf(json)
  if (health === undefined && (status & notAsked) !== 0)
    return { ...device, health, problem: messages.join('; ') || `smartctl ended with ${status}` }
  return { ...device, health, problem: undefined }
}

function healthOf(json: unknown): SmartHealth | undefined {
  const passed = valueAt(json, 'smart_status', 'passed')
  const nvme = valueAt(json, 'nvme_smart_health_information_log')
  const attributes = attributesOf(json)
  const known = typeof passed === 'boolean' || nvme !== undefined || attributes.length > 0
  if (!known) return undefined
  const temperature = valueAt(json, 'temperature', 'current')
  const common = {
    passed: typeof passed === 'boolean' ? passed : null,
    // Volumes of RAID controllers say 0 instead of nothing.
    temperature: typeof temperature === 'number' && temperature > 0 && temperature < 150 ? temperature : null,
    powerOnHours: countAt(json, 'power_on_time', 'hours'),
  }
  if (nvme !== undefined) return { ...common, ...nvmeHealth(nvme) }
  return { ...common, ...(attributes.length > 0 ? ataHealth(json, attributes) : scsiHealth(json)) }
}

/** NVM Express base specification, SMART / Health Information log: bits of "Critical Warning". */
const criticalWarnings = [
  'spare blocks below threshold',
  'temperature out of range',
  'reliability degraded',
  'media read only',
  'volatile memory backup failed',
  'persistent memory region read only',
]

type Counters = Omit<SmartHealth, 'passed' | 'temperature' | 'powerOnHours'>

function nvmeHealth(log: unknown): Counters {
  const warning = countAt(log, 'critical_warning') ?? 0
  return {
    warnings: criticalWarnings.filter((_, bit) => (warning & (1 << bit)) !== 0),
    reallocated: null,
    pending: null,
    mediaErrors: countAt(log, 'media_errors'),
    wear: percent(countAt(log, 'percentage_used'), 255),
    spare: percent(countAt(log, 'available_spare'), 100),
  }
}

function scsiHealth(json: unknown): Counters {
  const uncorrected = ['read', 'write', 'verify']
    .map((kind) => countAt(json, 'scsi_error_counter_log', kind, 'total_uncorrected_errors'))
    .filter((count) => count !== null)
  return {
    warnings: [],
    reallocated: countAt(json, 'scsi_grown_defect_list'),
    pending: countAt(json, 'scsi_pending_defects', 'count'),
    mediaErrors: uncorrected.length === 0 ? null : uncorrected.reduce((sum, count) => sum + count, 0),
    wear: percent(countAt(json, 'scsi_percentage_used_endurance_indicator'), 255),
    spare: null,
  }
}

/** Makers use the same number for different things: what smartctl's database calls the attribute decides. */
function ataHealth(json: unknown, attributes: readonly Attribute[]): Counters {
  const raw = (id: number, name: RegExp): number | null =>
    attributes.find((attribute) => attribute.id === id && name.test(attribute.name))?.raw ?? null
  const largest = (...counts: (number | null)[]): number | null => {
    const known = counts.filter((count) => count !== null)
    return known.length === 0 ? null : Math.max(...known)
  }
  const reserve = attributes.find(({ id, name }) => id === 232 && /reserv/i.test(name))?.value
  return {
    warnings: attributes.filter(({ failing }) => failing).map(({ name }) => name),
    reallocated: raw(5, /realloc|retired|bad.?block/i) ?? raw(196, /realloc/i),
    pending: raw(197, /pending/i),
    mediaErrors: largest(raw(187, /uncorrect/i), raw(198, /uncorrect/i)),
    wear: isTurning(json) ? null : (statisticsWear(json) ?? attributeWear(attributes)),
    spare: percent(reserve ?? null, 100),
  }
}

const isTurning = (json: unknown): boolean => (countAt(json, 'rotation_rate') ?? 0) > 0

/** ACS-4, 9.5.9: Solid State Device Statistics, "Percentage Used Endurance Indicator". */
function statisticsWear(json: unknown): number | null {
  const entries = listAt(json, 'ata_device_statistics', 'pages').flatMap((page) => listAt(page, 'table'))
  const entry = entries.find((entry) => textAt(entry, 'name') === 'Percentage Used Endurance Indicator')
  return percent(countAt(json, 'endurance_used', 'current_percent') ?? countAt(entry, 'value'), 255)
}

/**
 * Attributes whose normalized value falls from 100 (new) to 0, the plainest first: Micron and Crucial (202), SandForce and
 * Phison (231), Silicon Motion (169), Intel (233), Samsung (177), older Micron (173).
 */
const wearAttributes: readonly (readonly [number, RegExp])[] = [
  [202, /life/i],
  [231, /life/i],
  [169, /life/i],
  [233, /wear_?out/i],
  [177, /wear_level/i],
  [173, /wear_level|erase/i],
]

function attributeWear(attributes: readonly Attribute[]): number | null {
  for (const [id, name] of wearAttributes) {
    const value = attributes.find((attribute) => attribute.id === id && name.test(attribute.name))?.value
    // Who does not normalize leaves 0, 200 or 253 there. A truly worn disk stops at 1.
    if (value !== undefined && value > 0 && value <= 100) return 100 - value
  }
  return null
}

function attributesOf(json: unknown): Attribute[] {
  return listAt(json, 'ata_smart_attributes', 'table').flatMap((entry) => {
    const id = countAt(entry, 'id')
    const value = countAt(entry, 'value')
    if (id === null || value === null) return []
    const shown = /^\d+/.exec(textAt(entry, 'raw', 'string') ?? '')?.[0]
    return {
      id,
      name: textAt(entry, 'name') ?? `attribute ${id}`,
      value,
      failing: textAt(entry, 'when_failed') === 'now',
      raw: shown === undefined || !Number.isSafeInteger(Number(shown)) ? null : Number(shown),
    }
  })
}

export interface ScannedDevice {
  readonly path: string
  /** What `--device` wants, e.g. `megaraid,3`. */
  readonly type: string
}

export function parseSmartScan(output: string): ScannedDevice[] {
  return listAt(parseOutput(output, 'smartctl'), 'devices').flatMap((device) => {
    const path = textAt(device, 'name')
    const type = textAt(device, 'type')
    return path === undefined || type === undefined ? [] : { path, type }
  })
}

const percent = (value: number | null, most: number): number | null => (value !== null && value <= most ? value : null)
