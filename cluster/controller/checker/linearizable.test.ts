import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Attempt, Operation, Outcome, Result } from './history.ts'
import { linearize } from './linearizable.ts'

const operation = (
  start: number,
  end: number,
  attempt: Attempt,
  result: Result = {},
  outcome: Outcome = 'ok',
): Operation => ({
  process: 'p',
  term: null,
  start,
  end: outcome === 'unknown' ? Infinity : end,
  attempt,
  result,
  outcome,
})
const register = 'r'
const write = (start: number, end: number, value: string, outcome?: Outcome) =>
  operation(start, end, { kind: 'write', register, value }, {}, outcome)
const read = (start: number, end: number, value: string | null) =>
  operation(start, end, { kind: 'read', register }, { value })
const cas = (start: number, end: number, from: string | null, to: string, done: boolean, outcome?: Outcome) =>
  operation(start, end, { kind: 'cas', register, from, to }, outcome === 'unknown' ? {} : { done }, outcome)

describe('there is an order', () => {
  test.each<[string, Operation[]]>([
    ['of nothing', []],
    ['when one thing follows the other', [read(0, 1, null), write(2, 3, 'a'), read(4, 5, 'a')]],
    ['when a read saw what was being written', [write(0, 10, 'a'), read(1, 2, 'a'), read(3, 4, 'a')]],
    ['when a read saw what was before', [write(0, 10, 'a'), read(1, 2, null), read(3, 4, 'a')]],
    [
      'when a write that was given up took place after all, much later',
      [write(0, 1, 'a', 'unknown'), read(5, 6, null), read(7, 8, 'a')],
    ],
    ['when a write that was given up did not', [write(0, 1, 'a', 'unknown'), write(2, 3, 'b'), read(4, 5, 'b')]],
    ['when a write failed', [write(0, 1, 'a', 'failed'), read(2, 3, null)]],
    [
      'of those who compare',
      [cas(0, 9, null, 'a', true), cas(1, 8, 'a', 'b', true), cas(2, 3, 'x', 'y', false), read(10, 11, 'b')],
    ],
    [
      'when only one given up explains that another was refused',
      [cas(0, 1, null, 'a', true, 'unknown'), cas(2, 3, null, 'b', false)],
    ],
  ])('%s', (_, operations) => {
    expect(linearize(operations)).not.toBeNull()
    expect(linearize(operations.toReversed())).not.toBeNull()
  })
})

describe('there is none', () => {
  test.each<[string, Operation[]]>([
    ['when a read missed what was written before', [write(0, 1, 'a'), read(2, 3, null)]],
    ['when a read saw what came later', [read(0, 1, 'a'), write(2, 3, 'a')]],
    ['when reads went back during a write', [write(0, 10, 'a'), read(1, 2, 'a'), read(3, 4, null)]],
    ['when a value comes back', [write(0, 1, 'a'), write(2, 3, 'b'), read(4, 5, 'a')]],
    ['when something that failed was seen', [write(0, 1, 'a', 'failed'), read(2, 3, 'a')]],
    ['when two have won by the same value', [cas(0, 9, null, 'a', true), cas(1, 8, null, 'b', true)]],
    ['when one was refused that fitted', [write(0, 1, 'a'), cas(2, 3, 'a', 'b', false)]],
    ['when one was done that did not fit', [write(0, 1, 'a'), cas(2, 3, null, 'b', true)]],
    [
      'when what was given up took place twice',
      [write(0, 1, 'a', 'unknown'), read(2, 3, 'a'), write(4, 5, 'b'), read(6, 7, 'a')],
    ],
    ['when one given up was seen before it began', [read(0, 1, 'a'), write(2, 3, 'a', 'unknown')]],
  ])('%s', (_, operations) => {
    expect(linearize(operations)).toBeNull()
    expect(linearize(operations.toReversed())).toBeNull()
  })
})

const value = fc.constantFrom('a', 'b', 'c')
const attempt: fc.Arbitrary<Attempt> = fc.oneof(
  fc.record({ kind: fc.constant('write' as const), register: fc.constant(register), value }),
  fc.record({ kind: fc.constant('read' as const), register: fc.constant(register) }),
  fc.record({ kind: fc.constant('cas' as const), register: fc.constant(register), from: value, to: value }),
)
const timed = fc.record({
  attempt,
  start: fc.nat(30),
  lasts: fc.nat(12),
  place: fc.double({ min: 0, max: 1, noNaN: true }),
})

test('what really took place, each thing at some moment of its time, has an order, also when some answers are lost', () => {
  const fate = fc.constantFrom('ok', 'ok', 'ok', 'lost answer', 'lost')
  fc.assert(
    fc.property(fc.array(fc.tuple(timed, fate), { maxLength: 25 }), (all) => {
      let state: string | null = null
      const happened = all
        .map(([each, fate], index) => ({ ...each, fate, index, moment: each.start + each.lasts * each.place }))
        .sort((a, b) => a.moment - b.moment || a.index - b.index)
      const history = happened.map(({ attempt: what, start, lasts, fate }) => {
        const result: Result =
          what.kind === 'read' ? { value: state } : what.kind === 'cas' ? { done: what.from === state } : {}
        if (fate !== 'lost') {
          if (what.kind === 'write') state = what.value
          if (what.kind === 'cas' && what.from === state) state = what.to
        }
        return fate === 'ok' ? operation(start, start + lasts, what, result) : operation(start, 0, what, {}, 'unknown')
      })
      const order = linearize(history)
      expect(order).not.toBeNull()
      expect(order).not.toBe('undecided')
    }),
    { numRuns: 400 },
  )
})

/** All orders that there are, one after the other. */
function hasOrder(left: readonly Operation[], state: string | null): boolean {
  if (left.every(({ outcome }) => outcome !== 'ok')) return true
  return left.some((each, index) => {
    if (left.some((other) => other.end < each.start)) return false
    const { attempt: what, result, outcome } = each
    const rest = left.toSpliced(index, 1)
    if (what.kind === 'write') return hasOrder(rest, what.value)
    if (what.kind === 'read') return outcome === 'ok' && result.value === state && hasOrder(rest, state)
    if (what.kind !== 'cas') return false
    if (outcome === 'ok' && result.done !== (what.from === state)) return false
    return hasOrder(rest, what.from === state ? what.to : state)
  })
}

test('whatever is claimed to have been seen: it finds an order exactly where trying all of them does', () => {
  const claimed = fc.record({ timed, value: fc.option(value), done: fc.boolean(), unknown: fc.boolean() })
  let found = 0
  let none = 0
  fc.assert(
    fc.property(fc.array(claimed, { maxLength: 6 }), (all) => {
      const history = all.map(({ timed: { attempt: what, start, lasts }, value: seen, done, unknown }) => {
        const result: Result = what.kind === 'read' ? { value: seen } : what.kind === 'cas' ? { done } : {}
        return unknown ? operation(start, 0, what, {}, 'unknown') : operation(start, start + lasts, what, result)
      })
      const order = linearize(history)
      expect(order !== null).toBe(hasOrder(history, null))
      if (order === null) none += 1
      else found += 1
    }),
    { numRuns: 1500 },
  )
  expect(Math.min(found, none)).toBeGreaterThan(100)
})

test('it gives up where there are too many possibilities', () => {
  const given = Array.from({ length: 40 }, (_, index) => write(0, 1, `v${index}`, 'unknown'))
  expect(linearize([...given, cas(2, 3, 'x', 'y', false), read(4, 5, 'none of them')])).toBe('undecided')
})
