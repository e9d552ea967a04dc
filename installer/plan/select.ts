/** Which disks an answer's selectors pick. Nothing is picked by halves: what is not plain is a problem, and names every disk. */
import type { PlanProblem } from '../../answer/plan.ts'
import type { Answer, DiskSelector } from '../../answer/schema.ts'
import { matchesGlob } from '../../lib/glob.ts'
import { usableSerial } from '../../lib/identity.ts'
import { nearest } from '../../lib/nearest.ts'
import type { Unread } from '../../preflight/facts/schema/common.ts'
import { listed } from '../../preflight/support/listed.ts'
import { isUnread } from '../../preflight/support/unread.ts'
import { shortly, usableWwn } from './candidate.ts'
import type { Candidate } from './candidate.ts'
import { countText, isNamed, isOpen, mismatch, selectorText, unusable } from './matching.ts'
import type { Why } from './matching.ts'
import { problem } from './problem.ts'

export type Area = 'system' | 'data' | 'cache'

export interface Selection {
  /** In the order of their ids. */
  readonly chosen: Readonly<Record<Area, readonly Candidate[]>>
  readonly why: ReadonlyMap<Candidate, readonly Why[]>
  readonly problems: readonly PlanProblem[]
}

interface Wish {
  readonly area: Area
  readonly selector: DiskSelector
}

/** Sizes that differ by no more are of one kind: a controller, another maker, take a little. */
const alike = 0.1

export function selectDisks(
  candidates: readonly Candidate[],
  disks: Answer['disks'],
  unread: readonly Unread[],
): Selection {
  const wishes = (['system', 'data', 'cache'] as const).flatMap((area): Wish[] => {
    const selector = disks[area]
    return selector === null ? [] : [{ area, selector }]
  })
  const said = wishes.filter(({ selector }) => !isOpen(selector))
  const fits = (wish: Wish, candidate: Candidate): boolean => refusal(wish, candidate) === undefined
  const picked = new Map<Area, readonly Candidate[]>(
    said.map((wish) => [wish.area, candidates.filter((candidate) => fits(wish, candidate))]),
  )
  // An open selector means what the others leave.
  const left = candidates.filter((candidate) => ![...picked.values()].some((disks) => disks.includes(candidate)))
  for (const wish of wishes.filter(({ selector }) => isOpen(selector)))
    picked.set(
      wish.area,
      left.filter((candidate) => fits(wish, candidate)),
    )

  if (isUnread(unread, 'disks')) {
    const nothing = { system: [], data: [], cache: [] }
    const why = new Map(candidates.map((each) => [each, reasons(each, wishes, new Map(), new Set())]))
    return { chosen: nothing, why, problems: [problem('plan.disksUnread')] }
  }
  const problems = [
    ...silentDisks(candidates, wishes, unread),
    ...wishes.flatMap((wish) => [...askedInVain(wish, picked.get(wish.area) ?? [], candidates)]),
    ...overlaps(wishes, picked),
    ...twins(candidates, [...picked.values()].flat()),
  ]
  const unclear = new Set(wishes.filter((wish) => isUnclear(wish, picked.get(wish.area) ?? [])).map(({ area }) => area))
  const of = (area: Area): readonly Candidate[] => (unclear.has(area) ? [] : (picked.get(area) ?? []))
  const chosen = { system: of('system'), data: of('data'), cache: of('cache') }
  return { chosen, why: new Map(candidates.map((each) => [each, reasons(each, wishes, picked, unclear)])), problems }
}

function refusal({ selector }: Wish, candidate: Candidate): Why | undefined {
  return unusable(candidate, isNamed(selector, candidate)) ?? mismatch(selector, candidate)
}

/** Why the disk has its role; of one that has none, what each area has against it. */
function reasons(
  candidate: Candidate,
  wishes: readonly Wish[],
  picked: ReadonlyMap<Area, readonly Candidate[]>,
  unclear: ReadonlySet<Area>,
): readonly Why[] {
  const areas = wishes.filter(({ area }) => picked.get(area)?.includes(candidate))
  if (areas.length > 0)
    return areas.map(({ area }) => ({
      key: unclear.has(area) ? 'plan.why.unclear' : 'plan.why.chosen',
      params: { area: `plan.area.${area}` },
    }))
  const out = unusable(
    candidate,
    wishes.some(({ selector }) => isNamed(selector, candidate)),
  )
  if (out !== undefined) return [out]
  return wishes.map(({ area, selector }) => {
    const { key, params } = mismatch(selector, candidate) ?? { key: 'plan.why.taken', params: {} }
    return { key, params: { area: `plan.area.${area}`, ...params } }
  })
}

/** A disk that hangs may be one that a rule would have picked: without it an array would be smaller than meant. */
function* silentDisks(
  candidates: readonly Candidate[],
  wishes: readonly Wish[],
  unread: readonly Unread[],
): Iterable<PlanProblem> {
  const exact = ({ serial, wwn, count }: DiskSelector): boolean =>
    typeof count === 'number' || serial !== undefined || wwn !== undefined
  if (wishes.every(({ selector }) => exact(selector))) return
  for (const { disk } of candidates)
    if (disk.size === 0 && !disk.removable && isUnread(unread, `disk ${disk.name}`))
      yield problem('plan.diskSilent', { disk: disk.name })
}

/** The selector picks nothing, too many, too few, or leaves it open what is meant. */
function* askedInVain(
  wish: Wish,
  picked: readonly Candidate[],
  candidates: readonly Candidate[],
): Iterable<PlanProblem> {
  const { area, selector } = wish
  const common = {
    area: `disks.${area}`,
    wanted: selectorText(selector),
    disks: candidates.length === 0 ? '–' : listed(candidates.map(shortly), 12),
  }
  const missing = namesInVain(selector, candidates)
  for (const { name, candidatesNamed } of missing)
    yield problem('plan.diskMissing', { ...common, name, nearest: nearest(name, candidatesNamed) ?? '–' })
  if (picked.length === 0) {
    if (missing.length === 0) yield nothingFits(selector, common, candidates)
    return
  }
  const { count } = selector
  const range = typeof count === 'number' ? { min: count, max: count } : count
  if (range !== undefined && (picked.length < range.min || picked.length > range.max))
    yield problem('plan.diskCount', {
      ...common,
      count: countText(count!),
      matched: picked.length,
      matching: listed(picked.map(shortly), 12),
    })
  else if (isUnclear(wish, picked))
    yield problem('plan.diskUnclear', { area: common.area, disks: listed(picked.map(shortly), 12) })
}

/** What a selector names and no disk has: a mirror of two named disks is not made of one. */
function namesInVain(
  { serial = [], wwn = [] }: DiskSelector,
  candidates: readonly Candidate[],
): { name: string; candidatesNamed: string[] }[] {
  const texts = (value: (candidate: Candidate) => string | null): string[] =>
    candidates.map(value).filter((text) => text !== null)
  return [
    ...serial
      .filter((name) => !candidates.some(({ disk }) => matchesGlob(name, disk.serial ?? '')))
      .map((name) => ({ name, candidatesNamed: texts(({ disk }) => disk.serial) })),
    ...wwn
      .filter((name) => !candidates.some((candidate) => isNamed({ wwn: [name] }, candidate)))
      .map((name) => ({ name, candidatesNamed: texts(({ disk }) => disk.wwn) })),
  ]
}

function nothingFits(
  selector: DiskSelector,
  common: { area: string; wanted: string; disks: string },
  candidates: readonly Candidate[],
): PlanProblem {
  const { area, disks } = common
  if (isOpen(selector)) return problem('plan.noUsableDisk', { area, disks })
  const { model } = selector
  if (model === undefined || candidates.some(({ disk }) => matchesGlob(model, disk.model ?? '')))
    return problem('plan.noDisk', common)
  const models = candidates.flatMap(({ disk }) => disk.model ?? [])
  return problem('plan.noModel', { ...common, nearest: nearest(model, models) ?? '–' })
}

/** Nothing is said of which, and they are not all alike. */
const isUnclear = ({ selector }: Wish, picked: readonly Candidate[]): boolean =>
  picked.length > 1 && isOpen(selector) && !areAlike(picked)

function areAlike(candidates: readonly Candidate[]): boolean {
  const sizes = candidates.map(({ disk }) => disk.size)
  return (
    new Set(candidates.map(({ kind }) => kind)).size === 1 && Math.min(...sizes) >= Math.max(...sizes) * (1 - alike)
  )
}

function* overlaps(wishes: readonly Wish[], picked: ReadonlyMap<Area, readonly Candidate[]>): Iterable<PlanProblem> {
  for (const [index, { area: first }] of wishes.entries())
    for (const { area: second } of wishes.slice(index + 1)) {
      const both = picked.get(first)?.filter((candidate) => picked.get(second)?.includes(candidate)) ?? []
      if (both.length > 0)
        yield problem('plan.diskClaimedTwice', {
          first: `disks.${first}`,
          second: `disks.${second}`,
          disks: listed(both.map(shortly), 12),
        })
    }
}

/**
 * Two ways to one disk (multipath), or two disks that nobody can tell apart. Namespaces of one NVMe disk share its serial
 * number and differ in their WWN.
 */
function* twins(candidates: readonly Candidate[], picked: readonly Candidate[]): Iterable<PlanProblem> {
  const told = new Set<Candidate>()
  for (const candidate of picked) {
    if (told.has(candidate)) continue
    const same = candidates.filter((other) => other === candidate || areTwins(candidate, other))
    if (same.length < 2) continue
    for (const each of same) told.add(each)
    yield problem('plan.diskTwins', {
      disks: listed(same.map(shortly), 12),
      shared: usableWwn(candidate.disk) ?? candidate.disk.serial ?? '–',
    })
  }
}

function areTwins(one: Candidate, other: Candidate): boolean {
  const [first, second] = [usableWwn(one.disk), usableWwn(other.disk)]
  if (first !== undefined && second !== undefined) return first.toLowerCase() === second.toLowerCase()
  // One of two paths may hide the WWN.
  const serial = usableSerial(one.disk.serial)
  return serial !== undefined && serial === usableSerial(other.disk.serial) && one.disk.model === other.disk.model
}
