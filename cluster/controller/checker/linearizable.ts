/** Whether what was seen of one register can be told as one thing after the other, each within its own time (Wing & Gong 1993). */
import type { Operation } from './history.ts'

type State = string | null

/** Possibilities that are looked at before it gives up. */
const LIMIT = 50_000

/**
 * @param operations All of one register, which is null at first.
 * @returns null when there is no such order; `undecided` when that would take too long to find out.
 */
export function linearize(operations: readonly Operation[]): readonly Operation[] | 'undecided' | null {
  const all = withoutIdle(operations.filter(says)).sort((a, b) => a.start - b.start)
  const tried = new Set<string>()
  /** The places of those that stand in order already, and how the register is after them. */
  const stack: Position[] = [{ state: null, first: 0, ahead: [], order: null }]
  for (let looked = 0; looked < LIMIT; looked += 1) {
    const position = stack.pop()
    if (position === undefined) return null
    const left = leftOf(all, position)
    const mustBe = left.filter((index) => all[index]!.outcome === 'ok')
    if (mustBe.length === 0) return inOrder(all, position.order)
    // Nothing can come after something that ended before it began.
    const until = Math.min(...mustBe.map((index) => all[index]!.end))
    // The last one on the stack is looked at first: what was answered, and that in the order of its answers.
    for (const index of left.sort((a, b) => all[b]!.end - all[a]!.end || b - a)) {
      const operation = all[index]!
      if (operation.start > until) continue
      const state = after(operation, position.state)
      if (state === undefined) continue
      const next = advance(position, index, state)
      const key = `${next.first}:${next.ahead.join()}:${state ?? ''}:${state === null}`
      if (tried.has(key)) continue
      tried.add(key)
      stack.push(next)
    }
  }
  return 'undecided'
}

interface Position {
  readonly state: State
  /** All before this one are in order. */
  readonly first: number
  /** Others after it that are as well, ascending. */
  readonly ahead: readonly number[]
  readonly order: Chosen | null
}

interface Chosen {
  readonly index: number
  readonly before: Chosen | null
}

function leftOf(all: readonly Operation[], { first, ahead }: Position): number[] {
  const taken = new Set(ahead)
  const left: number[] = []
  let until = Infinity
  for (let index = first; index < all.length; index += 1) {
    const { start, end } = all[index]!
    // They stand by their beginnings: all that follow begin after one of these must have ended.
    if (start > until) break
    if (taken.has(index)) continue
    left.push(index)
    until = Math.min(until, end)
  }
  return left
}

function advance({ first, ahead, order }: Position, index: number, state: State): Position {
  const taken = [...ahead, index].sort((a, b) => a - b)
  let from = first
  while (taken[0] === from) {
    taken.shift()
    from += 1
  }
  return { state, first: from, ahead: taken, order: { index, before: order } }
}

function inOrder(all: readonly Operation[], last: Chosen | null): Operation[] {
  const order: Operation[] = []
  for (let chosen = last; chosen !== null; chosen = chosen.before) order.unshift(all[chosen.index]!)
  return order
}

/**
 * Without writes of which nobody knows and whose value nobody met: as if they had not been done. Only that something was not
 * as expected might be due to one of them.
 */
function withoutIdle(operations: readonly Operation[]): Operation[] {
  if (operations.some(({ result }) => result.done === false)) return [...operations]
  const met = new Set(
    operations.map(({ attempt, result }) => (attempt.kind === 'cas' ? attempt.from : (result.value ?? null))),
  )
  return operations.filter(
    ({ outcome, attempt }) => outcome === 'ok' || attempt.kind !== 'write' || met.has(attempt.value),
  )
}

/** What has surely not been done, and reads without an answer, say nothing. */
const says = ({ outcome, attempt }: Operation): boolean =>
  outcome === 'ok' || (outcome === 'unknown' && (attempt.kind === 'write' || attempt.kind === 'cas'))

/** The register after it; undefined where it cannot have taken place. */
function after({ attempt, result, outcome }: Operation, state: State): State | undefined {
  if (attempt.kind === 'write') return attempt.value
  if (attempt.kind === 'read') return result.value === state ? state : undefined
  if (attempt.kind !== 'cas') return undefined
  const fits = attempt.from === state
  if (outcome === 'ok' && result.done !== fits) return undefined
  return fits ? attempt.to : state
}
