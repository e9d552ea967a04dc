import { describe, expect, test } from 'vitest'
import { check } from './check.ts'
import type { Attempt, Operation, Outcome, Result } from './history.ts'

interface Given {
  readonly term?: number
  readonly result?: Result
  readonly outcome?: Outcome
}
const by = (process: string, start: number, end: number, attempt: Attempt, given: Given = {}): Operation => {
  const { term = null, result = {}, outcome = 'ok' } = given
  return { process, start, end: outcome === 'unknown' ? Infinity : end, attempt, term, result, outcome }
}
const lead = (process: string, term: number, ...moments: number[]): Operation[] =>
  moments.map((at) => by(process, at, at, { kind: 'lead' }, { term }))
const add = (start: number, end: number, element: string, given?: Given) =>
  by('w', start, end, { kind: 'add', element }, given)
const all = (start: number, end: number, ...elements: string[]) =>
  by('r', start, end, { kind: 'all' }, { result: { elements } })
const told = (process: string, start: number, end: number, revision: number) =>
  by(process, start, end, { kind: 'read', register: 'r' }, { result: { value: null, revision } })
const rules = (history: readonly Operation[]) => check(history).map(({ rule }) => rule)

describe('one controller', () => {
  test('after another is as it should be, whatever is under way in between', () => {
    const slow = by('a', 4, 90, { kind: 'add', element: 'x' }, { term: 1, outcome: 'unknown' })
    const refused = by('a', 20, 21, { kind: 'add', element: 'y' }, { term: 1, outcome: 'failed' })
    expect(rules([...lead('a', 1, 1, 5), slow, refused, ...lead('b', 2, 6, 30), ...lead('a', 3, 31)])).toEqual([])
  })
  test.each<[string, Operation[]]>([
    ['while another does', [...lead('a', 1, 1, 5), ...lead('b', 2, 4, 9)]],
    ['while another does, all in between', [...lead('a', 1, 1, 9), ...lead('b', 2, 4, 5)]],
    ['in the same term', [...lead('a', 1, 1, 2), ...lead('b', 1, 8, 9)]],
    ['after a newer term', [...lead('b', 2, 1, 2), ...lead('a', 1, 3)]],
    [
      'with a write that was sent when another decided',
      [...lead('a', 1, 1), ...lead('b', 2, 3), add(4, 5, 'x', { term: 1 })],
    ],
    ['with a write of which nobody knows', [...lead('b', 2, 3), add(4, 5, 'x', { term: 1, outcome: 'unknown' })]],
  ])('decides %s', (_, history) => {
    expect(new Set(rules(history))).toEqual(new Set(['two controllers']))
    expect(new Set(rules(history.toReversed()))).toEqual(new Set(['two controllers']))
  })
})

describe('what is kept', () => {
  test('is all that was acknowledged, and perhaps what was not', () => {
    const lost = add(1, 2, 'lost', { outcome: 'unknown' })
    const late = add(1, 2, 'late', { outcome: 'unknown' })
    expect(
      rules([
        add(1, 2, 'a'),
        add(5, 9, 'b'),
        lost,
        late,
        all(3, 4, 'a'),
        all(6, 7, 'a', 'late'),
        all(10, 11, 'b', 'late', 'a'),
      ]),
    ).toEqual([])
  })
  test.each<[string, Operation[]]>([
    ['lost', [add(1, 2, 'a'), all(3, 4)]],
    ['lost', [add(1, 2, 'a'), add(1, 2, 'b'), all(3, 4, 'a')]],
    ['went back', [add(1, 2, 'a', { outcome: 'unknown' }), all(3, 4, 'a'), all(5, 6)]],
    ['invented', [all(3, 4, 'a')]],
    ['invented', [add(1, 2, 'a', { outcome: 'failed' }), all(3, 4, 'a')]],
    ['invented', [all(3, 4, 'a'), add(5, 6, 'a')]],
  ])('is wrong when something is %s', (rule, history) => {
    expect(rules(history)).toEqual([rule])
  })
  test('names each once, or the history is none', () => {
    expect(() => check([add(1, 2, 'a'), add(3, 4, 'a')])).toThrow(/twice/)
  })
})

describe('what is told', () => {
  test('goes forward, and may cross while both are asked', () => {
    expect(rules([told('a', 1, 2, 5), told('b', 2, 4, 5), told('a', 5, 8, 9), told('b', 6, 9, 7)])).toEqual([])
  })
  test.each<[string, Operation[]]>([
    ['one reader', [told('a', 1, 2, 5), told('a', 3, 4, 4)]],
    ['another reader', [told('a', 1, 2, 5), told('b', 3, 4, 4)]],
    ['a reader after many', [told('a', 1, 9, 5), told('b', 1, 2, 7), told('c', 3, 4, 6)]],
  ])('does not go back for %s', (_, history) => {
    expect(rules(history)).toEqual(['went back'])
  })
})

describe('registers', () => {
  const write = (start: number, register: string, value: string) =>
    by('w', start, start + 1, { kind: 'write', register, value })
  const read = (start: number, register: string, value: string | null) =>
    by('r', start, start + 1, { kind: 'read', register }, { result: { value } })
  test('are looked at one by one', () => {
    expect(check([write(1, 'a', '1'), write(3, 'b', '2'), read(5, 'a', '1'), read(7, 'b', '2')])).toEqual([])
    expect(check([write(1, 'a', '1'), write(3, 'b', '2'), read(5, 'a', '2'), read(7, 'b', '2')])).toEqual([
      { rule: 'not linearizable', words: 'a' },
    ])
  })
  test('are named when nothing can be said of them', () => {
    const given = Array.from({ length: 40 }, (_, index) =>
      by('w', 0, 1, { kind: 'write', register: 'r', value: `v${index}` }, { outcome: 'unknown' }),
    )
    const refused = by('w', 2, 3, { kind: 'cas', register: 'r', from: 'x', to: 'y' }, { result: { done: false } })
    expect(rules([...given, refused, read(4, 'r', 'none of them')])).toEqual(['undecided'])
  })
})
