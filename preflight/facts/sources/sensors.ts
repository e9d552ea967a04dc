/** What a sensor of the management controller says, and how bad that is. */
import type { SensorLine } from '../../../lib/tools/ipmitool.ts'
import type { Sensor } from '../schema/bmc.ts'
import { known } from '../text.ts'

/** The words of `ipmi_sdr_get_thresh_status` in ipmitool; with -v they say which threshold: `lcr`, `unc`. */
const states: Readonly<Record<string, Sensor['state']>> = {
  ok: 'ok',
  nc: 'warning',
  cr: 'critical',
  nr: 'critical',
  ns: 'absent',
}

/**
 * What a sensor without thresholds asserts, in the words of ipmitool's tables (include/ipmitool/ipmi_sel.h; IPMI 2.0
 * tables 42-2 and 42-3). Only what has no harmless reading: makers assert "State Asserted", "Slot is Disabled" and "Device
 * Absent" for empty places and healthy parts.
 */
const critical = new Set([
  'IERR',
  'Thermal Trip',
  'FRB1/BIST failure',
  'FRB2/Hang in POST failure',
  'FRB3/Processor startup/init failure',
  'SM BIOS Uncorrectable CPU-complex Error',
  'Uncorrectable machine check exception',
  'Failure detected',
  'Power Supply AC lost',
  'AC lost',
  'AC lost or out-of-range',
  'AC out-of-range, but present',
  'Soft-power control failure',
  'Uncorrectable ECC',
  'Memory Scrub Failed',
  'Drive Fault',
  'In Critical Array',
  'In Failed Array',
  'Transition to Critical from less severe',
  'Transition to Non-recoverable from less severe',
  'Transition to Critical from Non-recoverable',
  'Transition to Non-recoverable',
  'Non-Redundant: Insufficient Resources',
  'Fault Status asserted',
  'Bus Uncorrectable error',
  'Failed',
])
const warning = new Set([
  'Predictive failure',
  'Predictive Failure',
  'Predictive Failure Asserted',
  'Redundancy Lost',
  'Redundancy Degraded',
  'Redundancy Degraded from Fully Redundant',
  'Redundancy Degraded from Non-Redundant',
  'Non-Redundant: Sufficient from Redundant',
  'Transition to Non-critical from OK',
  'Transition to Non-critical from more severe',
  'Transition to Degraded',
  'Configuration Error',
  'Config Error',
  'Install Error',
  'Correctable ECC',
  'Correctable ECC logging limit reached',
  'Memory Device Disabled',
  'Parity',
  'Throttled',
  'Log full',
  'Rebuild In Progress',
  'Rebuild/Remap Aborted',
  'Sensor access degraded or unavailable',
  'Low',
])

/** "23 degrees C", "3.27 Volts", "85 Watts, Presence detected"; not "0x0180", which names states by bits. */
const measured = /^(-?\d+(?:\.\d+)?)\s+([^\d\s,][^,]*)/

/** IPMI 2.0 table 43-13; only what servers have several of. */
const entities: Readonly<Record<string, string>> = {
  3: 'Processor',
  4: 'Disk',
  8: 'Memory Module',
  10: 'Power Supply',
  11: 'Add-in Card',
  29: 'Fan',
  30: 'Cooling Unit',
  32: 'Memory Device',
}
/** From here on instances are counted per controller instead of per system. */
const relative = 0x60

export function sensorsOf(lines: readonly SensorLine[]): Sensor[] {
  const names = Map.groupBy(lines, ({ name }) => name)
  return lines.map((line) => sensorOf(line, names.get(line.name)?.length === 1))
}

function sensorOf({ name, entity, status, reading }: SensorLine, unique: boolean): Sensor {
  const [, value, unit] = measured.exec(reading) ?? []
  const state = states[status] ?? 'absent'
  return {
    name: known(unique ? name : `${name}${partOf(entity)}`) ?? '?',
    value: value === undefined ? null : Number(value),
    unit: known(unit),
    reading: known(reading),
    state: state === 'ok' ? asserted(reading) : state,
  }
}

/** " (Power Supply 2)": Dell names the state of every processor and every power supply "Status". */
function partOf(entity: string): string {
  const [kind = '', instance = ''] = entity.split('.')
  const number = Number(instance) >= relative ? Number(instance) - relative + 1 : Number(instance)
  return entities[kind] === undefined ? '' : ` (${entities[kind]} ${number})`
}

/** A sensor asserts several states at once, with commas between; one state has a comma in its own name. */
function asserted(reading: string): Sensor['state'] {
  const words = [reading, ...reading.split(',')].map((word) => word.trim())
  if (words.some((word) => critical.has(word))) return 'critical'
  return words.some((word) => warning.has(word)) ? 'warning' : 'ok'
}
