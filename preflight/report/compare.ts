/** Two reports held against each other: what changed in the hardware and in the findings. */
import type { Facts, Part } from '../facts/schema.ts'
import type { Finding } from '../finding.ts'
import type { Counts, Report, Verdict } from '../report.ts'
import { leavesOf } from './leaves.ts'
import type { Leaf, Value } from './leaves.ts'
import { joined } from './section.ts'
import { machineName } from './view.ts'

/** Raised when a field changes its meaning or goes away. */
const comparisonVersion = 1

export interface FactChange {
  readonly kind: 'new' | 'gone' | 'changed'
  readonly part: Part
  readonly items: readonly string[]
  /** Empty when the item as a whole is new or gone; then its value says what it was. */
  readonly field: string
  readonly before: Value
  readonly after: Value
}

export interface FindingChange {
  readonly kind: 'new' | 'gone' | 'changed'
  readonly check: string
  readonly before: Finding | null
  readonly after: Finding | null
}

export interface Side {
  readonly report: string
  readonly name: string | null
  readonly serial: string | null
  readonly finishedAt: string
  readonly verdict: Verdict
  readonly counts: Counts
  readonly policy: string
}

export interface Comparison {
  readonly version: number
  /** Two reports of one machine; otherwise what each machine has of its own (serials, addresses) is left out. */
  readonly sameMachine: boolean
  readonly before: Side
  readonly after: Side
  readonly facts: readonly FactChange[]
  /** What moves by itself (temperatures, counters, clocks), and what only one of the two could read. */
  readonly readings: readonly FactChange[]
  readonly findings: readonly FindingChange[]
}

export function compareReports(before: Report, after: Report): Comparison {
  const sameMachine = isSame(before, after)
  const changes = factChanges(before.facts, after.facts, sameMachine)
  return {
    version: comparisonVersion,
    sameMachine,
    before: sideOf(before),
    after: sideOf(after),
    facts: changes.filter((change) => !isReading(change)),
    readings: changes.filter(isReading),
    findings: findingChanges(before, after),
  }
}

function isSame(a: Report, b: Report): boolean {
  if (a.machine.id !== null && b.machine.id !== null) return a.machine.id === b.machine.id
  const [one, other] = [a.facts.system, b.facts.system]
  // Boards of one batch may share an UUID, and sloppy makers a serial: both must not speak against it.
  const agrees = (key: 'uuid' | 'serial'): boolean =>
    one[key] === null || other[key] === null || one[key] === other[key]
  return agrees('uuid') && agrees('serial') && (one.uuid ?? one.serial) !== null
}

const sideOf = (report: Report): Side => ({
  report: report.id,
  name: machineName(report),
  serial: report.facts.system.serial,
  finishedAt: report.finishedAt,
  verdict: report.verdict,
  counts: report.counts,
  policy: report.policy.name,
})

/** What every machine has for itself. */
const ownFields =
  /^(system\.(serial|uuid|(board|chassis)\.serial|chassis\.assetTag)|memory\.serial|disks\.(serial|wwn|uuid)|raid\.serial|nics\.(mac|lldp\.port)|bmc\.(mac|address))$/

function factChanges(before: Facts, after: Facts, own: boolean): FactChange[] {
  const [old, young] = [leavesOf(before, own), leavesOf(after, own)]
  const whole = ({ part, items }: Leaf): string => JSON.stringify([part, items, ''])
  const changes: FactChange[] = []
  for (const key of new Set([...old.keys(), ...young.keys()])) {
    const [a, b] = [old.get(key), young.get(key)]
    const leaf = (a ?? b)!
    const { part, items, field } = leaf
    if (!own && ownFields.test(`${part}.${field}`)) continue
    const inBoth = items.length === 0 || (old.has(whole(leaf)) && young.has(whole(leaf)))
    if (inBoth) {
      // A part of which nothing is known is one null where the other has many values.
      const [x, y] = [a?.value ?? null, b?.value ?? null]
      if (x !== y) changes.push({ kind: 'changed', part, items, field, before: x, after: y })
    } else if (field === '' && isOutermost(leaf, a === undefined ? old : young)) {
      const sides = { before: a && described(leaf, old), after: b && described(leaf, young) }
      const { before = null, after = null } = sides
      changes.push({ kind: a === undefined ? 'new' : 'gone', part, items, field, before, after })
    }
  }
  return changes
}

/** What tells a person which part is meant: its maker, model and label; true where it has none of these. */
function described({ part, items }: Leaf, leaves: ReadonlyMap<string, Leaf>): Value {
  const names = ['vendor', 'manufacturer', 'model', 'part', 'type', 'label']
  const known = names.map((field) => leaves.get(JSON.stringify([part, items, field]))?.value ?? null)
  return joined(known.filter((value) => typeof value === 'string')) ?? true
}

/** Whether what holds the missing item is there: the partitions of a disk that is gone are not told one by one. */
function isOutermost({ part, items }: Leaf, other: ReadonlyMap<string, Leaf>): boolean {
  return items.length === 1 || other.has(JSON.stringify([part, items.slice(0, -1), '']))
}

const moving =
  /^(memory\.(usable|errors\..*)|disks\.(name|path|boot|health\.(temperature|powerOnHours|wear|spare))|raid\.health\.(temperature|powerOnHours|wear|spare)|nics\.(boot|errors\..*)|bmc\.(value|reading|events\.count)|clock\.(rtc|system|reference|ahead|rtcAhead))$/
/** Where "nothing" is an answer and not a gap. */
const absentWhenNull = /^disks\.marker\./

function isReading({ kind, part, field, before, after }: FactChange): boolean {
  if (kind !== 'changed') return false
  const path = `${part}.${field}`
  return moving.test(path) || ((before === null || after === null) && !absentWhenNull.test(path))
}

function findingChanges(before: Report, after: Report): FindingChange[] {
  const [old, young] = [findingsOf(before), findingsOf(after)]
  const changes: FindingChange[] = []
  for (const key of new Set([...old.keys(), ...young.keys()])) {
    const [a, b] = [old.get(key), young.get(key)]
    const { check } = (a ?? b)!
    const sides = { check, before: a?.finding ?? null, after: b?.finding ?? null }
    if (a === undefined) changes.push({ kind: 'new', ...sides })
    else if (b === undefined) changes.push({ kind: 'gone', ...sides })
    else if (a.finding.severity !== b.finding.severity || a.finding.measured !== b.finding.measured)
      changes.push({ kind: 'changed', ...sides })
  }
  return changes
}

function findingsOf({ checks }: Report): Map<string, { check: string; finding: Finding }> {
  return new Map(
    checks.flatMap(({ check, findings }) =>
      findings.map((finding) => [JSON.stringify([finding.code, finding.subject]), { check, finding }] as const),
    ),
  )
}
