/** The management controller, its sensors and its event log, and the clocks, in words. */
import { say } from '../../../lib/text/say.ts'
import type { Language } from '../../../lib/text/types.ts'
import type { Facts } from '../../facts/schema.ts'
import type { BmcFacts } from '../../facts/schema/bmc.ts'
import { readingText } from '../../support/reading.ts'
import { cell, left, pair, right, tables } from '../section.ts'
import type { Section, Table } from '../section.ts'
import { timeText, yesNo } from '../words.ts'

export function bmcSection({ bmc }: Facts, language: Language): Section {
  const title = say(language, 'hardware.bmc')
  if (!bmc.present) return { title, pairs: [pair(title, say(language, 'hardware.absent'))], tables: [] }
  const restore = bmc.powerRestore === null ? null : say(language, `hardware.powerRestore.${bmc.powerRestore}`)
  return {
    title,
    pairs: [
      pair(say(language, 'hardware.address'), bmc.address),
      pair(say(language, 'hardware.mac'), bmc.mac),
      pair(say(language, 'hardware.vendor'), bmc.manufacturer),
      pair(say(language, 'hardware.version'), bmc.firmware),
      pair(say(language, 'hardware.ipmi'), bmc.ipmi),
      pair(say(language, 'hardware.powerRestore'), restore),
    ],
    tables: [...sensorTable(bmc, language), ...eventTable(bmc, language)],
  }
}

/** Sensors of parts that are not there (an empty fan bay) say nothing about this machine. */
function sensorTable({ sensors }: BmcFacts, language: Language): Table[] {
  return tables(
    '',
    [
      left(say(language, 'hardware.sensor')),
      right(say(language, 'hardware.value')),
      left(say(language, 'hardware.state')),
    ],
    sensors
      .filter(({ state }) => state !== 'absent')
      .map((sensor) => [
        cell(sensor.name),
        cell(readingText(sensor)),
        cell(say(language, `hardware.sensor.${sensor.state}`), sensor.state !== 'ok'),
      ]),
  )
}

function eventTable({ events }: BmcFacts, language: Language): Table[] {
  return tables(
    say(language, 'hardware.events', { count: events?.count ?? 0 }),
    [
      left(say(language, 'hardware.time')),
      left(say(language, 'hardware.sensor')),
      left(say(language, 'hardware.event')),
    ],
    (events?.last ?? []).map(({ at, sensor, event }) => [cell(at), cell(sensor), cell(event)]),
  )
}

export function clockSection({ clock }: Facts, language: Language, timeZone: string): Section {
  const { rtc, system, reference, ahead, rtcAhead, settable, battery } = clock
  const off = { system: secondsText(ahead), rtc: secondsText(rtcAhead) }
  return {
    title: say(language, 'hardware.clock'),
    pairs: [
      pair(say(language, 'hardware.rtc'), rtc === null ? null : timeText(rtc, timeZone)),
      pair(say(language, 'hardware.systemClock'), system === null ? null : timeText(system, timeZone)),
      pair(
        say(language, 'hardware.reference'),
        reference === null ? null : say(language, `hardware.reference.${reference}`),
      ),
      pair(say(language, 'hardware.ahead'), reference === null ? null : say(language, 'hardware.ahead.both', off)),
      pair(say(language, 'hardware.settable'), yesNo(settable, language)),
      pair(say(language, 'hardware.battery'), battery === null ? null : say(language, `hardware.battery.${battery}`)),
    ],
    tables: [],
  }
}

/** Seconds with their sign, coarse where they are many: nobody reads 189345678.2 s. */
function secondsText(seconds: number | null): string {
  if (seconds === null) return '–'
  const sign = seconds < 0 ? '−' : '+'
  const size = Math.abs(seconds)
  if (size < 120) return `${sign}${Math.round(size * 10) / 10} s`
  if (size < 7200) return `${sign}${Math.round(size / 60)} min`
  return size < 172_800 ? `${sign}${Math.round(size / 3600)} h` : `${sign}${Math.round(size / 86_400)} d`
}
