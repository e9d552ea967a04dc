/** Whether a history is one that the cluster may have. */
import type { Operation } from './history.ts'
import { linearize } from './linearizable.ts'

export interface Violation {
  readonly rule:
    /** Two decided at once, or one of an older term after one of a newer. */
    | 'two controllers'
    /** An acknowledged element is missing. */
    | 'lost'
    /** An element that nobody added, or whose adding surely failed. */
    | 'invented'
    /** Something older was seen after something newer. */
    | 'went back'
    /** There is no order in which a register can have been read and written so. */
    | 'not linearizable'
    /** It could not be found out. */
    | 'undecided'
  readonly words: string
}

export function check(history: readonly Operation[]): Violation[] {
  return [...oneController(history), ...keeps(history), ...goesForward(history), ...registers(history)]
}

/** A term's time: from the first to the last moment of which its holder says that it decided. */
interface Span {
  readonly term: number
  readonly process: string
  from: number
  to: number
}

/**
 * Whatever begins in a term was preceded by the question whether it lasts. When the answer came is another matter: the process
 * may have been frozen since.
 */
function oneController(history: readonly Operation[]): Violation[] {
  const spans = new Map<string, Span>()
  for (const { term, process, start, attempt, outcome } of history) {
    if (term === null || (outcome === 'failed' && attempt.kind !== 'lead')) continue
    const span = spans.get(`${term} ${process}`)
    if (span === undefined) spans.set(`${term} ${process}`, { term, process, from: start, to: start })
    else [span.from, span.to] = [Math.min(span.from, start), Math.max(span.to, start)]
  }
  const inOrder = [...spans.values()].sort((a, b) => a.term - b.term || a.from - b.from)
  return inOrder.flatMap((span, index) =>
    inOrder
      .slice(0, index)
      .filter((before) => before.term === span.term || before.to >= span.from)
      .map((before): Violation => ({ rule: 'two controllers', words: `${inWords(before)}; ${inWords(span)}` })),
  )
}

const inWords = ({ term, process, from, to }: Span): string =>
  `term ${term} by ${process} from ${from.toFixed(1)} to ${to.toFixed(1)}`

function keeps(history: readonly Operation[]): Violation[] {
  const adds = new Map<string, Operation>()
  for (const operation of history) {
    const { attempt } = operation
    if (attempt.kind !== 'add') continue
    if (adds.has(attempt.element)) throw new Error(`the history adds ${attempt.element} twice`)
    adds.set(attempt.element, operation)
  }
  const looks = history.filter(({ attempt, outcome }) => attempt.kind === 'all' && outcome === 'ok')
  return looks.flatMap(({ result, start, end }) => {
    const seen = new Set(result.elements)
    const wrong = (rule: Violation['rule'], elements: Iterable<string>): Violation[] =>
      Array.from(new Set(elements), (element) => ({
        rule,
        words: `${element} when all were read at ${start.toFixed(1)}`,
      }))
    const acknowledged = [...adds.values()].filter(({ outcome: how, end: until }) => how === 'ok' && until < start)
    const lost = acknowledged.map(elementOf).filter((element) => !seen.has(element))
    const invented = [...seen].filter((element) => {
      const add = adds.get(element)
      return add === undefined || add.outcome === 'failed' || add.start > end
    })
    const before = looks.filter((look) => look.end < start).flatMap((look) => look.result.elements ?? [])
    const again = before.filter((element) => !seen.has(element) && adds.get(element)?.outcome === 'unknown')
    return wrong('lost', lost).concat(wrong('invented', invented), wrong('went back', again))
  })
}

const elementOf = ({ attempt }: Operation): string => (attempt.kind === 'add' ? attempt.element : '')

/** The store's revision never falls from the end of one answer to the next question, whoever asks. */
function goesForward(history: readonly Operation[]): Violation[] {
  const known = history.filter(({ outcome, result }) => outcome === 'ok' && result.revision !== undefined)
  const moments = [
    ...known.map((operation) => ({ at: operation.start, begins: true, operation })),
    ...known.map((operation) => ({ at: operation.end, begins: false, operation })),
  ].sort((a, b) => a.at - b.at || Number(b.begins) - Number(a.begins))
  const least = new Map<Operation, number>()
  const violations: Violation[] = []
  let reached = 0
  for (const { begins, operation } of moments) {
    const revision = operation.result.revision!
    if (begins) least.set(operation, reached)
    else {
      reached = Math.max(reached, revision)
      if (revision < least.get(operation)!)
        violations.push({
          rule: 'went back',
          words: `${operation.process} was told revision ${revision} of ${least.get(operation)!} at ${operation.end.toFixed(1)}`,
        })
    }
  }
  return violations
}

function registers(history: readonly Operation[]): Violation[] {
  const byName = new Map<string, Operation[]>()
  for (const operation of history)
    if ('register' in operation.attempt) {
      const { register } = operation.attempt
      byName.set(register, [...(byName.get(register) ?? []), operation])
    }
  return [...byName].flatMap(([register, operations]): Violation[] => {
    const order = linearize(operations)
    if (order === 'undecided') return [{ rule: 'undecided', words: register }]
    return order === null ? [{ rule: 'not linearizable', words: register }] : []
  })
}
