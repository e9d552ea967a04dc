/** Overrides that contradict each other, whatever machines there will be. */
import { VmpError } from '../lib/errors.ts'
import type { AnswerFile, MachineOverride } from './content.ts'
import { selectorKey, selectorText } from './match.ts'
import { placeholdersOf } from './name.ts'
import { flaw } from './rules/rule.ts'
import type { RuleFlaw } from './rules/rule.ts'

export function machineFlaws({ content: { machines = [] }, place }: AnswerFile): RuleFlaw[] {
  const matches = new Map<string, number>()
  const said = new Map<string, number>()
  return machines.flatMap((override, index): RuleFlaw[] => {
    const line = (other: number): number => place(['machines', other]).line
    const key = selectorKey(override.match)
    const same = matches.get(key)
    // The same label twice is no mistake: the later one says more.
    if (same !== undefined && !('label' in override.match)) {
      const match = selectorText(override.match)
      const other = line(same)
      return [flaw(['machines', index, 'match'], (at) => new VmpError('answer.sameMatch', { ...at, match, other }))]
    }
    matches.set(key, index)
    const [trait] = Object.keys(override.match)
    return ownValues(override).flatMap(({ value, path }) => {
      const before = said.get(`${trait} ${value}`)
      said.set(`${trait} ${value}`, before ?? index)
      if (before === undefined) return []
      const other = line(before)
      return [flaw(['machines', index, ...path], (at) => new VmpError('answer.sameValue', { ...at, value, other }))]
    })
  })
}

/**
 * What only one machine may have. Of two overrides by different traits nobody can tell whether they are for the same
 * machine; those of one trait are for two.
 */
function ownValues({ match, identity, network }: MachineOverride): { value: string; path: string[] }[] {
  if ('label' in match) return []
  const values: { value: string; path: string[] }[] = []
  const name = identity?.name
  if (name !== undefined && placeholdersOf(name).length === 0) values.push({ value: name, path: ['identity', 'name'] })
  for (const part of ['management', 'storage'] as const) {
    const address = network?.[part]?.address
    if (address?.method === 'static' && address.address !== undefined)
      values.push({ value: address.address.split('/')[0]!, path: ['network', part, 'address', 'address'] })
  }
  return values
}
