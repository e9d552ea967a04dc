/** What machines of one model should have in common. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import { binarySize, decimalSize } from '../../lib/units.ts'
import type { Facts } from '../facts/schema.ts'
import type { Nic } from '../facts/schema/nics.ts'
import type { Report } from '../report.ts'
import { speedText } from './hardware/network.ts'
import { joined } from './section.ts'
import { onOff, yesNo } from './words.ts'

export const traitIds = [
  'firmware',
  'mode',
  'secureBoot',
  'cpu',
  'cores',
  'microcode',
  'virtualization',
  'memory',
  'modules',
  'disks',
  'raid',
  'nics',
  'nicFirmware',
  'bmcFirmware',
  'powerRestore',
  'diskRead',
] as const
export type TraitId = (typeof traitIds)[number]

/** As it is shown and compared; null: not known, which is not odd. */
export type TraitOf = (report: Report, language: Language) => string | null

export const traits: Readonly<Record<TraitId, TraitOf>> = {
  firmware: ({ facts: { firmware } }) => joined([firmware.version, dateText(firmware.date)]),
  mode: ({ facts: { firmware } }) => firmware.mode?.toUpperCase() ?? null,
  secureBoot: ({ facts: { firmware } }, language) => onOff(firmware.secureBoot, language),
  cpu: ({ facts: { cpu } }) => (cpu.model === null ? null : `${cpu.sockets} × ${cpu.model}`),
  cores: ({ facts: { cpu } }) => (cpu.cores === 0 ? null : `${cpu.cores} / ${cpu.threads}`),
  microcode: ({ facts: { cpu } }) => cpu.microcode,
  virtualization: ({ facts: { virtualization } }, language) => yesNo(virtualization.usable, language),
  memory: ({ facts: { memory } }) => (memory.installed === null ? null : binarySize(memory.installed)),
  modules: ({ facts: { memory } }) =>
    tally(memory.dimms.map(({ size, type, speed }) => joined([binarySize(size), type, speed])!)),
  disks: ({ facts }, language) => tally(ownDisks(facts).map((disk) => diskText(disk, language))),
  raid: ({ facts: { raid } }) =>
    joined([...raid.controllers.map(({ name }) => name), ...raid.arrays.map(({ level }) => level)], ', '),
  nics: ({ facts: { nics } }, language) =>
    tally(nics.filter(({ wired }) => wired).map((nic) => linkText(nic, language))),
  nicFirmware: ({ facts: { nics } }) => {
    const known = nics.map(({ driver, firmware }) => joined([driver, firmware])).filter((text) => text !== null)
    return joined(
      [...new Set(known)].toSorted((a, b) => (a < b ? -1 : 1)),
      ', ',
    )
  },
  bmcFirmware: ({ facts: { bmc } }) => bmc.firmware,
  powerRestore: ({ facts: { bmc } }, language) =>
    bmc.powerRestore === null ? null : say(language, `hardware.powerRestore.${bmc.powerRestore}`),
  diskRead: (report) => {
    const rate = slowestRead(report)
    return rate === null ? null : `${Math.round(rate)} MB/s`
  },
}

/** MB/s that the slowest of its disks was read with in a deep test; null: not tested. */
export function slowestRead({ deep }: Report): number | null {
  const rates = deep
    .filter(({ test }) => test === 'disks')
    .flatMap(({ figures }) => figures.filter(({ name }) => name === 'read.median'))
    .map(({ value }) => value)
  return rates.length === 0 ? null : Math.min(...rates)
}

/** Without the medium that it was started from, and without sticks that a person left in it. */
const ownDisks = ({ disks }: Facts) => disks.filter(({ boot, removable }) => !boot && !removable)

function diskText({ size, rotational, transport }: Facts['disks'][number], language: Language): string {
  const kind = rotational === null ? null : say(language, rotational ? 'hardware.rotational' : 'hardware.solid')
  return joined([decimalSize(size), kind, transport?.toUpperCase() ?? null])!
}

function linkText({ link, speed }: Nic, language: Language): string {
  if (link !== true) return say(language, 'hardware.link.none')
  return speed === null ? say(language, 'hardware.link.up') : speedText(speed)
}

/** SMBIOS writes MM/DD/YYYY; as a date that sorts. */
function dateText(date: string | null): string | null {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(date ?? '') ?? []
  return year === undefined ? date : `${year}-${month}-${day}`
}

/** `2 × a, 1 × b`, the same for the same things in whatever order; null when there is nothing. */
function tally(texts: readonly string[]): string | null {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  const parts = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([text, count]) => `${count} × ${text}`)
  return joined(parts, ', ')
}
