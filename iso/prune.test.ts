import { expect, it } from 'vitest'
import { superfluous } from './prune.ts'

const images = ['a', 'b', 'c', 'd', 'e'].map((id, made) => ({ id, made, current: id === 'b' }))
const removed = (keep: number, inUse: readonly string[] = []): string[] =>
  superfluous(images, keep, (id) => inUse.includes(id)).map(({ id }) => id)

it.each<[string, number, string[], string[]]>([
  ['the oldest go', 2, [], ['a', 'c']],
  ['the current one stays, however old', 0, [], ['a', 'c', 'd', 'e']],
  ['what machines use stays', 1, ['a', 'd'], ['c']],
  ['nothing goes while there are no more than are kept', 5, [], []],
])('%s', (_, keep, inUse, expected) => {
  expect(removed(keep, inUse)).toEqual(expected)
})
