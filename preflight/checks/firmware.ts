/** Is the firmware as current as its sisters', and does it start this machine as it starts the others? */
import type { FleetMember } from '../around.ts'
import { check } from '../check.ts'
import { firmwareDay, isoDay } from '../support/firmware-date.ts'

export const firmware = check({
  id: 'firmware',
  needs: ['firmware', 'system'],
  asks: ['fleet'],
  problems: ['mixedModes', 'older', 'secureBootOff'],
  remarks: {},
  *run({ facts: { firmware, system }, around: { fleet } }) {
    const others = fleet ?? []
    const modes = others.map((member) => member.firmware.mode)
    const same = 1 + modes.filter((mode) => mode === firmware.mode).length
    const different = modes.filter((mode) => mode !== null && mode !== firmware.mode).length
    // The odd ones are told; where none is in the majority, all are.
    if (firmware.mode !== null && different > 0 && different >= same)
      yield { problem: 'mixedModes', params: { same, different }, measured: firmware.mode }

    const sisters = others.filter((member) => isSister(member, system))
    // A fleet has few firmwares: each is read once.
    const byDate = new Map(sisters.map((member) => [member.firmware.date, member]))
    const dated = [...byDate].flatMap(
      ([
        date,
        {
          name,
          firmware: { version },
        },
      ]) => {
        const day = firmwareDay(date)
        return day === undefined ? [] : [{ name, version: version ?? '?', day }]
      },
    )
    const newest = dated.toSorted((a, b) => b.day - a.day)[0]
    const day = firmwareDay(firmware.date)
    if (newest !== undefined && day !== undefined && day < newest.day)
      yield {
        problem: 'older',
        params: { machine: newest.name },
        measured: `${firmware.version ?? '?'} (${isoDay(day)})`,
        threshold: `≥ ${newest.version} (${isoDay(newest.day)})`,
      }

    if (firmware.secureBoot === false) yield { problem: 'secureBootOff' }
  },
})

const normal = (name: string | null): string => (name ?? '').trim().toLowerCase()

/** Of the same maker and model, both known. */
function isSister(member: Pick<FleetMember, 'vendor' | 'product'>, system: typeof member): boolean {
  return (
    normal(system.product) !== '' &&
    normal(member.product) === normal(system.product) &&
    normal(member.vendor) === normal(system.vendor)
  )
}
