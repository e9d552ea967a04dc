import { VmpError } from '../../lib/errors.ts'
import type { Path } from '../../lib/yaml/source.ts'
import type { Disks, DiskSelector, WipeRule } from '../schema.ts'
import { flaw } from './rule.ts'
import type { Rule, RuleFlaw } from './rule.ts'

/** Selectors can pick something, and wipe rules can meet what is picked. */
export const diskRules: Rule = ({ answer: { disks } }) => {
  const areas = (['system', 'data', 'cache'] as const).flatMap((area) => {
    const selector = disks[area]
    return selector === null ? [] : selectorFlaws(selector, ['disks', area])
  })
  return [...areas, ...disks.wipe.flatMap((rule, index) => wipeFlaws(rule, disks, ['disks', 'wipe', index]))]
}

function selectorFlaws({ size, count, serial, wwn }: DiskSelector, path: Path): RuleFlaw[] {
  const flaws: RuleFlaw[] = []
  for (const [key, range] of [['size', size] as const, ['count', count] as const]) {
    if (typeof range !== 'object' || range.min === undefined || range.max === undefined) continue
    const { min, max } = range
    if (min > max) flaws.push(flaw([...path, key], (at) => new VmpError('answer.rangeBackwards', { ...at, min, max })))
  }
  const least = typeof count === 'object' ? count.min : count
  for (const names of [serial, wwn]) {
    if (least === undefined || names === undefined || names.some(isGlob) || names.length >= least) continue
    const named = names.length
    flaws.push(flaw([...path, 'count'], (at) => new VmpError('answer.countImpossible', { ...at, count: least, named })))
  }
  return flaws
}

const isGlob = (text: string): boolean => /[*?]/.test(text)

function wipeFlaws({ disks: area, match }: WipeRule, disks: Disks, path: Path): RuleFlaw[] {
  const flaws = match === undefined ? [] : selectorFlaws(match, [...path, 'match'])
  if (area !== 'selected' && disks[area] === null)
    return [...flaws, flaw(path, (at) => new VmpError('answer.wipeNothing', { ...at, area }))]
  const picked = (area === 'selected' ? (['system', 'data', 'cache'] as const) : [area]).flatMap((each) => {
    const selector = disks[each]
    return selector === null ? [] : [selector]
  })
  if (match === undefined || picked.some((selector) => canMeet(match, selector))) return flaws
  return [...flaws, flaw([...path, 'match'], (at) => new VmpError('answer.wipeNever', { ...at, area }))]
}

/** Whether some disk could fit both. */
function canMeet(a: DiskSelector, b: DiskSelector): boolean {
  if (a.kind !== undefined && b.kind !== undefined && a.kind !== b.kind) return false
  const least = Math.max(a.size?.min ?? 0, b.size?.min ?? 0)
  // As the planner compares them: 1 % more or less is the same size, and a WWN may have its 0x or not.
  if (least * 0.99 > 1.01 * Math.min(a.size?.max ?? Infinity, b.size?.max ?? Infinity)) return false
  return (
    namesMeet(a.serial, b.serial) &&
    namesMeet(a.wwn?.map(withoutPrefix), b.wwn?.map(withoutPrefix)) &&
    namesMeet(a.model && [a.model], b.model && [b.model])
  )
}

const withoutPrefix = (wwn: string): string => wwn.replace(/^0x/i, '')

function namesMeet(a: readonly string[] | undefined | '', b: readonly string[] | undefined | ''): boolean {
  if (!a || !b || [...a, ...b].some(isGlob)) return true
  const lower = b.map((name) => name.toLowerCase())
  return a.some((name) => lower.includes(name.toLowerCase()))
}
