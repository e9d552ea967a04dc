/** A sensor's value with its unit as it is written, for ipmitool spells units out. */
import type { Sensor } from '../facts/schema/bmc.ts'

const units: Readonly<Record<string, string>> = {
  'degrees C': '°C',
  'degrees F': '°F',
  Volts: 'V',
  Amps: 'A',
  Watts: 'W',
  percent: '%',
}

/** `34 °C`, `Presence detected`; null when it says nothing but that it has nothing to say. */
export function readingText({ value, unit, reading }: Pick<Sensor, 'value' | 'unit' | 'reading'>): string | null {
  if (value !== null) return `${value} ${units[unit ?? ''] ?? unit ?? ''}`.trimEnd()
  return reading === 'State Deasserted' ? null : reading
}
