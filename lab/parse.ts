/** Values as a person types them. */
import { VmpError } from '../lib/errors.ts'

function bad(option: string, value: string, expected: string): VmpError {
  return new VmpError('lab.badOption', { option, value, expected })
}

const units: Record<string, number> = { M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** Reads `512M`, `4G` or `1T` (binary units, as QEMU's) into bytes. */
export function parseSize(option: string, text: string): number {
  const match = /^(\d{1,6})([MGT])$/i.exec(text)
  const bytes = Number(match?.[1]) * (units[match?.[2]?.toUpperCase() ?? ''] ?? NaN)
  if (!(bytes > 0)) throw bad(option, text, '512M, 4G, 1T')
  return bytes
}

/** Reads `90s`, `10m` or `1h` into milliseconds. */
export function parseDuration(option: string, text: string): number {
  const match = /^(\d{1,5})([smh])$/.exec(text)
  const ms = Number(match?.[1]) * ({ s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? ''] ?? NaN)
  if (!(ms > 0)) throw bad(option, text, '90s, 10m, 1h')
  return ms
}

/** @throws VmpError `lab.badOption` */
export function parseCount(option: string, text: string, most: number): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1 || count > most) throw bad(option, text, `1–${most}`)
  return count
}

/** @throws VmpError `lab.badOption` naming the choices. */
export function parseOne<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((each) => each === text)
  if (choice === undefined) throw bad(option, text, choices.join(', '))
  return choice
}

/** Reads a date for the hardware clock: `2015-01-01` or `2015-01-01T08:30:00` (UTC). */
export function parseRtc(option: string, text: string): string {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}))?$/.exec(text)
  const clock = `${match?.[1]}T${match?.[2] ?? '00:00:00'}`
  if (!match || Number.isNaN(Date.parse(`${clock}Z`))) throw bad(option, text, '2015-01-01, 2015-01-01T08:30:00')
  return clock
}

/** Words that become part of QEMU's options. */
export function parseWord(option: string, text: string): string {
  if (!/^[\w.+=,-]+$/.test(text)) throw bad(option, text, 'a–z 0–9 . _ + - = ,')
  return text
}
