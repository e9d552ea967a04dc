/** ipmitool: the machine's own management controller, through the kernel's driver. */

/** Arguments that ask the controller for its identity. */
export const mcInfoArgs = ['mc', 'info']
/** Arguments that ask for the network settings of the first LAN channel. */
export const lanPrintArgs = ['lan', 'print']
/** Arguments that ask what the machine does when its power comes back, among others. */
export const chassisStatusArgs = ['chassis', 'status']
/** Arguments that set it: `always-on`, `previous` or `always-off`. */
export const powerPolicyArgs = (policy: string): string[] => ['chassis', 'policy', policy]
/** Arguments that ask how many entries the event log has. */
export const selInfoArgs = ['sel', 'info']
/** Arguments that list full and compact sensors with their numbers: "Inlet Temp | 05h | ok | 7.1 | 23 degrees C". */
export const sdrElistArgs = ['sdr', 'elist']

/**
 * Arguments that list the newest entries. `list` and not `elist`: that one reads all sensor records again, for seconds,
 * to write a name in place of a sensor's number.
 */
export const selListArgs = (newest: number): string[] => ['sel', 'list', 'last', String(newest)]

/** Reads "Name   : value" lines; a name's first value counts, continuation lines (no name) are left out. */
export function parseIpmitool(output: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of output.split('\n')) {
    const match = /^([^\s:][^:]*?)\s*: ?(.*)$/.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined && !fields.has(match[1]))
      fields.set(match[1], match[2].trim())
  }
  return fields
}

export interface SensorLine {
  readonly name: string
  /** Its number on the controller; several controllers behind one may use the same. */
  readonly number: number
  /** What it is part of, as kind and instance: 10.2 is the second power supply. */
  readonly entity: string
  /** `ok`, `nc`, `cr`, `nr` (its thresholds), `ns` (no reading). */
  readonly status: string
  /** "23 degrees C", "Presence detected", "" when nothing is asserted, "No Reading". */
  readonly reading: string
}

/** Reads `sdr elist`; lines of another form are left out. */
export function parseSensors(output: string): SensorLine[] {
  return output.split('\n').flatMap((line) => {
    const match = /^(.*?)\s*\|\s*([0-9A-F]{1,2})h\s*\|\s*(\w+)\s*\|\s*(\d+\.\d+)\s*\|(.*)$/i.exec(line)
    if (match === null) return []
    const [, name = '', number = '', status = '', entity = '', reading = ''] = match
    return [
      {
        name: name.trim(),
        number: Number.parseInt(number, 16),
        entity,
        status: status.toLowerCase(),
        reading: reading.trim(),
      },
    ]
  })
}

export interface EventLine {
  /** As written: "09/08/2021 06:34:15", "12/14/22 23:09:44 CET", "Pre-Init 0000000093". */
  readonly at: string
  /** "Power Supply #0x3b"; undefined for a maker's own record. */
  readonly sensor: string | undefined
  readonly event: string
}

/** Reads `sel list`, oldest first; lines of another form are left out. */
export function parseEvents(output: string): EventLine[] {
  return output.split('\n').flatMap((line): EventLine[] => {
    const [id = '', date = '', time = '', what = '', ...rest] = line.split('|').map((column) => column.trim())
    if (!/^[0-9a-f]{1,4}$/i.test(id) || date === '' || what === '') return []
    const at = `${date} ${time}`.trim()
    // "OEM record c0 | 000137 | 0a1b…" and "Linux kernel panic: …" have no sensor.
    if (rest.length === 0 || /^OEM\b/.test(what)) return [{ at, sensor: undefined, event: [what, ...rest].join(' | ') }]
    return [{ at, sensor: what, event: rest.filter((word) => word !== 'Asserted').join(' | ') }]
  })
}

/** The number in "Power Supply #0x3b". */
export function sensorNumber(sensor: string): number | undefined {
  const number = /#0x([0-9a-f]{1,2})$/i.exec(sensor)?.[1]
  return number === undefined ? undefined : Number.parseInt(number, 16)
}
