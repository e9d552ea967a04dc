/** Machines side by side, in groups of one model; in each, what most have in common, and who has it otherwise. */
import type { Language } from '../../lib/text/types.ts'
import type { Counts, Report, Verdict } from '../report.ts'
import { slowestRead, traitIds, traits } from './fleet-traits.ts'
import type { TraitId } from './fleet-traits.ts'
import { joined } from './section.ts'
import { machineName } from './view.ts'

/** Raised when a field changes its meaning or goes away. */
const fleetVersion = 1

export interface FleetMachine {
  readonly name: string | null
  readonly serial: string | null
  readonly verdict: Verdict
  readonly counts: Counts
  readonly finishedAt: string
  readonly report: string
  readonly values: Readonly<Record<TraitId, string | null>>
  /** What it has otherwise than most machines of its group. */
  readonly odd: readonly TraitId[]
}

interface FleetTrait {
  readonly id: TraitId
  /** `same`: all that are known agree; `most`: more than half do; `mixed`: no value is that of most. */
  readonly agreement: 'same' | 'most' | 'mixed'
  /** What all or most have. */
  readonly usual: string | null
}

export interface FleetGroup {
  readonly model: string | null
  /** Those of which anything is known. */
  readonly traits: readonly FleetTrait[]
  readonly machines: readonly FleetMachine[]
}

export interface Fleet {
  readonly version: number
  readonly machines: number
  readonly unfit: number
  readonly odd: number
  readonly groups: readonly FleetGroup[]
}

/** Largest group first; in it the machines by name, as people count: node-2 before node-10. */
export function fleetOf(reports: readonly Report[], language: Language): Fleet {
  const models = new Map<string | null, Report[]>()
  for (const report of reports) {
    const { vendor, product } = report.facts.system
    const model = joined([vendor, product])
    const group = models.get(model)
    if (group === undefined) models.set(model, [report])
    else group.push(report)
  }
  const groups = [...models]
    .map(([model, members]) => groupOf(model, members, language))
    .toSorted((a, b) => b.machines.length - a.machines.length || byName(a.model, b.model))
  const machines = groups.flatMap((group) => group.machines)
  return {
    version: fleetVersion,
    machines: machines.length,
    unfit: machines.filter(({ verdict }) => verdict === 'unfit').length,
    odd: machines.filter(({ odd }) => odd.length > 0).length,
    groups,
  }
}

const collator = new Intl.Collator('en', { numeric: true })
const byName = (a: string | null, b: string | null): number => collator.compare(a ?? '', b ?? '')

function groupOf(model: string | null, reports: readonly Report[], language: Language): FleetGroup {
  const values = reports.map(
    (report) =>
      Object.fromEntries(traitIds.map((id) => [id, traits[id](report, language)])) as Record<TraitId, string | null>,
  )
  const rates = reports.map(slowestRead)
  const median = lowerMedian(rates)
  const found = traitIds
    .map((id) =>
      id === 'diskRead'
        ? readTrait(median)
        : traitOf(
            id,
            values.map((each) => each[id]),
          ),
    )
    .filter((trait) => trait !== null)
  const isOdd = ({ id, agreement, usual }: FleetTrait, index: number): boolean => {
    const rate = rates[index] ?? null
    if (id === 'diskRead') return rate !== null && median !== null && rate < median * slowShare
    const value = values[index]![id]
    return agreement === 'most' && value !== null && value !== usual
  }
  const machines = reports.map((report, index) => ({
    name: machineName(report),
    serial: report.facts.system.serial,
    verdict: report.verdict,
    counts: report.counts,
    finishedAt: report.finishedAt,
    report: report.id,
    values: values[index]!,
    odd: found.filter((trait) => isOdd(trait, index)).map(({ id }) => id),
  }))
  return {
    model,
    traits: found,
    machines: machines.toSorted((a, b) => byName(a.name, b.name)),
  }
}

/** Null when nothing is known of it. A tie has no majority: then nobody is the odd one. */
function traitOf(id: TraitId, values: readonly (string | null)[]): FleetTrait | null {
  const counts = new Map<string, number>()
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [first] = [...counts].toSorted(([, a], [, b]) => b - a)
  if (first === undefined) return null
  if (counts.size === 1) return { id, agreement: 'same', usual: first[0] }
  const known = values.filter((value) => value !== null).length
  return first[1] * 2 > known ? { id, agreement: 'most', usual: first[0] } : { id, agreement: 'mixed', usual: null }
}

/** Disks of one model differ by a few per cent, and read slower towards their end: less than this share is another matter. */
const slowShare = 0.8

function readTrait(median: number | null): FleetTrait | null {
  return median === null ? null : { id: 'diskRead', agreement: 'most', usual: `${Math.round(median)} MB/s` }
}

/** The lower of the two in the middle, so that of two machines the slower is not odd. */
function lowerMedian(rates: readonly (number | null)[]): number | null {
  const known = rates.filter((rate) => rate !== null).toSorted((a, b) => a - b)
  return known[Math.floor((known.length - 1) / 2)] ?? null
}
