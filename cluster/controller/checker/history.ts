/** What was done and seen while faults were made, by whom, from when to when: JSON lines, also of processes that were killed. */
import { closeSync, openSync, writeSync } from 'node:fs'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'

const Value = Type.Union([Type.String(), Type.Null()])

/** What is tried. */
const Attempt = Type.Union([
  /** A moment at which a process held itself to be the controller: it would have decided then. */
  Type.Object({ kind: Type.Literal('lead') }),
  Type.Object({ kind: Type.Literal('write'), register: Type.String(), value: Value }),
  Type.Object({ kind: Type.Literal('read'), register: Type.String() }),
  /** Writes only if it is as expected. */
  Type.Object({ kind: Type.Literal('cas'), register: Type.String(), from: Value, to: Value }),
  /** Puts a new element into the set of all; each has another name. */
  Type.Object({ kind: Type.Literal('add'), element: Type.String() }),
  Type.Object({ kind: Type.Literal('all') }),
])
export type Attempt = Static<typeof Attempt>

/** What was learned; only what was asked for. */
const Result = Type.Object({
  /** Of a read. */
  value: Type.Optional(Value),
  /** Of a cas: whether it was as expected. */
  done: Type.Optional(Type.Boolean()),
  /** Of `all`. */
  elements: Type.Optional(Type.Array(Type.String())),
  /** The store's, as of the answer. */
  revision: Type.Optional(Type.Integer({ minimum: 1 })),
})
export type Result = Static<typeof Result>

const Outcome = Type.Union([
  Type.Literal('ok'),
  /** Surely not done. */
  Type.Literal('failed'),
  /** Perhaps done, perhaps later. */
  Type.Literal('unknown'),
])
export type Outcome = Static<typeof Outcome>

const Line = Type.Union([
  Type.Object({
    id: Type.String(),
    process: Type.String(),
    at: Type.Number(),
    term: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()]),
    begins: Attempt,
  }),
  Type.Object({ id: Type.String(), at: Type.Number(), outcome: Outcome, result: Result }),
])

export interface Operation {
  readonly process: string
  /** Milliseconds on one clock for all. */
  readonly start: number
  /** Infinity when nobody knows: it may take place until then. */
  readonly end: number
  readonly outcome: Outcome
  /** In which it was decided; null for what anybody may do. */
  readonly term: number | null
  readonly attempt: Attempt
  readonly result: Result
}

/** Pairs beginnings and ends. What did not end, for its process was killed, is unknown; so is half a line at the end. */
export function parseHistory(text: string): Operation[] {
  const lines = text.split('\n')
  const operations = new Map<string, Operation>()
  for (const [index, each] of lines.entries()) {
    if (each === '') continue
    const line = parseLine(each)
    if (line === undefined) {
      if (index === lines.length - 1) break
      throw new Error(`line ${index + 1} of the history is none: ${each}`)
    }
    if ('begins' in line) {
      const { id, process, at, term, begins } = line
      if (operations.has(id)) throw new Error(`the history has ${id} twice`)
      const open = { end: Infinity, outcome: 'unknown', result: {} } as const
      operations.set(id, { process, start: at, term, attempt: begins, ...open })
      continue
    }
    const begun = operations.get(line.id)
    if (begun === undefined) throw new Error(`the history has an end of ${line.id} and no beginning`)
    const end = line.outcome === 'unknown' ? Infinity : line.at
    operations.set(line.id, { ...begun, end, outcome: line.outcome, result: line.result })
  }
  return [...operations.values()]
}

function parseLine(text: string): Static<typeof Line> | undefined {
  try {
    const line: unknown = JSON.parse(text)
    return Check(Line, line) ? line : undefined
  } catch {
    return undefined
  }
}

export interface Recorder {
  /** Does it, and writes down when it began before, and how it ended after. */
  record(
    attempt: Attempt,
    term: number | null,
    call: () => Promise<{ outcome: Outcome; result: Result }>,
  ): Promise<void>
  /** Says that at that moment, and on to now, it was the controller. */
  lead(term: number, from: number): void
  close(): void
}

/** Milliseconds since this machine was started: one clock for all its processes, which nobody sets. */
const machineTime = (): number => Number(process.hrtime.bigint()) / 1e6

/** @param name Of the process, another one for each start. */
export function recorder(file: string, name: string, now: () => number = machineTime): Recorder {
  const target = openSync(file, 'a')
  // At once into the kernel's hands: what was written survives the process.
  const write = (line: Static<typeof Line>): void => void writeSync(target, `${JSON.stringify(line)}\n`)
  let count = 0
  const begin = (attempt: Attempt, term: number | null, at: number): string => {
    count += 1
    const id = `${name}.${count}`
    write({ id, process: name, at, term, begins: attempt })
    return id
  }
  return {
    async record(attempt, term, call) {
      const id = begin(attempt, term, now())
      const { outcome, result } = await call()
      write({ id, at: now(), outcome, result })
    },
    lead(term, from) {
      const id = begin({ kind: 'lead' }, term, from)
      write({ id, at: from, outcome: 'ok', result: {} })
    },
    close: () => closeSync(target),
  }
}
