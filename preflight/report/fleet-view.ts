/** A fleet in words: who is unlike the others, what all have alike, and a table of what differs. */
import { say } from '../../lib/text/say.ts'
import type { Language } from '../../lib/text/types.ts'
import type { Fleet, FleetGroup, FleetMachine } from './fleet.ts'
import type { TraitId } from './fleet-traits.ts'
import { cell, left, pair, right, unknownMark } from './section.ts'
import type { Pair, Table } from './section.ts'

export interface FleetView {
  readonly title: string
  readonly counts: readonly {
    readonly word: string
    readonly count: number
    readonly severity: 'note' | 'fail' | 'warn'
  }[]
  /** That nobody differs, or why that cannot be said; null where machines differ. */
  readonly remark: string | null
  readonly groups: readonly FleetGroupView[]
}

interface FleetGroupView {
  readonly title: string
  readonly oddities: readonly { readonly machine: string; readonly sentences: readonly string[] }[]
  readonly same: readonly Pair[]
  /** What stands above `same`: of a single machine it is what it has. */
  readonly sameTitle: string
  /** The first row is what most have; a cell of a machine that has it otherwise is marked. */
  readonly table: Table
}

/** Stands before a value that is unlike the others: also where there is no colour. */
const oddMark = '▲ '

export function fleetView(fleet: Fleet, language: Language): FleetView {
  return {
    title: say(language, 'fleet.title'),
    counts: [
      { word: say(language, 'fleet.machines'), count: fleet.machines, severity: 'note' },
      { word: say(language, 'fleet.unfit'), count: fleet.unfit, severity: 'fail' },
      { word: say(language, 'fleet.odd'), count: fleet.odd, severity: 'warn' },
    ],
    remark: remarkOf(fleet, language),
    groups: fleet.groups.map((group) => groupView(group, language)),
  }
}

function remarkOf({ machines, odd, groups }: Fleet, language: Language): string | null {
  if (machines === 0) return say(language, 'fleet.none')
  if (odd > 0) return null
  const comparable = groups.some((group) => group.machines.length > 1)
  return say(language, comparable ? 'fleet.uniform' : 'fleet.incomparable')
}

const nameOf = ({ name }: FleetMachine, language: Language): string => name ?? say(language, 'report.unnamed')
const titleOf = (id: TraitId, language: Language): string => say(language, `fleet.trait.${id}`)

function groupView({ model, traits, machines }: FleetGroup, language: Language): FleetGroupView {
  const usual = Object.fromEntries(traits.map((trait) => [trait.id, trait.usual])) as Partial<
    Record<TraitId, string | null>
  >
  const sentence = ({ values }: FleetMachine, id: TraitId): string =>
    say(language, 'fleet.oddity', {
      trait: titleOf(id, language),
      value: values[id] ?? unknownMark,
      usual: usual[id] ?? unknownMark,
    })
  const differing = traits.filter(({ agreement }) => agreement !== 'same')
  return {
    title: say(language, 'fleet.group', {
      model: model ?? say(language, 'fleet.model.unknown'),
      count: machines.length,
    }),
    oddities: machines
      .filter(({ odd }) => odd.length > 0)
      .map((machine) => ({
        machine: nameOf(machine, language),
        sentences: machine.odd.map((id) => sentence(machine, id)),
      })),
    sameTitle: say(language, machines.length > 1 ? 'fleet.same' : 'fleet.alone'),
    same: traits
      .filter(({ agreement }) => agreement === 'same')
      .map(({ id, usual }) => pair(titleOf(id, language), usual)),
    table: {
      title: '',
      columns: [
        left(say(language, 'report.machine')),
        left(say(language, 'report.serial')),
        left(say(language, 'report.result')),
        right(say(language, 'report.severity.fail')),
        right(say(language, 'report.severity.warn')),
        right(say(language, 'report.severity.unknown')),
        ...differing.map(({ id }) => left(titleOf(id, language))),
      ],
      rows: [
        ...(differing.length === 0
          ? []
          : [
              [
                cell(say(language, 'fleet.usual')),
                ...['', '', '', '', ''].map((text) => ({ text, bad: false })),
                ...differing.map(({ usual }) => cell(usual)),
              ],
            ]),
        ...machines.map((machine) => [
          cell(nameOf(machine, language)),
          cell(machine.serial),
          cell(say(language, `report.${machine.verdict}`), machine.verdict === 'unfit'),
          cell(machine.counts.fail, machine.counts.fail > 0),
          cell(machine.counts.warn),
          cell(machine.counts.unknown),
          ...differing.map(({ id }) => {
            const odd = machine.odd.includes(id)
            return cell(`${odd ? oddMark : ''}${machine.values[id] ?? unknownMark}`, odd)
          }),
        ]),
      ],
    },
  }
}
