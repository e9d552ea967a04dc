/** Facts as single values with names that stay the same: the disk of that serial, the module in that slot. */
import { FactParts } from '../facts/schema.ts'
import type { Facts, Part } from '../facts/schema.ts'

export type Value = string | number | boolean | null

export interface Leaf {
  readonly part: Part
  /** What it belongs to within the part, outermost first: a disk, and on it a partition. */
  readonly items: readonly string[]
  /** Its name within the item: `health.wear`. */
  readonly field: string
  readonly value: Value
}

type Item = Readonly<Record<string, unknown>>

/** What an item of each list is known by; the first of them that it has. Between two machines, what stands in one's place. */
const keys: Readonly<Record<string, { own: readonly string[]; across: readonly string[] }>> = {
  disks: { own: ['serial', 'wwn', 'name'], across: ['name'] },
  'disks.contents': { own: ['path'], across: ['path'] },
  'raid.controllers': { own: ['name'], across: ['name'] },
  'raid.arrays': { own: ['name'], across: ['name'] },
  'raid.disks': { own: ['serial', 'name'], across: ['name'] },
  'memory.dimms': { own: ['locator', 'bank', 'serial'], across: ['locator', 'bank'] },
  'memory.channels': { own: ['name'], across: ['name'] },
  'power.idle.states': { own: ['name'], across: ['name'] },
  nics: { own: ['mac'], across: ['name'] },
  'bmc.sensors': { own: ['name'], across: ['name'] },
}

/** What is a list of happenings, not of parts. */
const left: ReadonlySet<string> = new Set(['bmc.events.last'])

/** @param own Whether the leaves are to be held against others of the same machine. */
export function leavesOf(facts: Facts, own: boolean): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  const add = (part: Part, items: readonly string[], field: string, value: Value): void =>
    void leaves.set(JSON.stringify([part, items, field]), { part, items, field, value })

  const walk = (part: Part, items: readonly string[], path: string, field: string, value: unknown): void => {
    if (left.has(path)) return
    if (Array.isArray(value)) {
      const of = keys[path]
      if (of === undefined) add(part, items, field, value.map(String).toSorted().join(', '))
      else walkItems(part, items, path, value as Item[], own ? of.own : of.across)
    } else if (value !== null && typeof value === 'object') {
      for (const [name, inner] of Object.entries(value))
        walk(part, items, `${path}.${name}`, field === '' ? name : `${field}.${name}`, inner)
    } else add(part, items, field, value as Value)
  }
  const walkItems = (
    part: Part,
    items: readonly string[],
    path: string,
    list: readonly Item[],
    by: readonly string[],
  ): void => {
    const seen = new Map<string, number>()
    for (const [index, item] of list.entries()) {
      const key = by.map((name) => item[name]).find((each) => typeof each === 'string' && each !== '')
      const name = typeof key === 'string' ? key : String(index + 1)
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      const inside = [...items, count === 1 ? name : `${name} (${count})`]
      // An item of nothing but unknown values is there all the same.
      add(part, inside, '', true)
      walk(part, inside, path, '', item)
    }
  }
  for (const part of Object.keys(FactParts.properties) as Part[]) walk(part, [], part, '', facts[part])
  return leaves
}
