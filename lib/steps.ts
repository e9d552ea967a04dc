import { randomUUID } from 'node:crypto'
import { asVmpError, toProblem, VmpError } from './errors.ts'
import type { Problem } from './errors.ts'
import type { MessageKey, MessageParams } from './text/messages.ts'
import type { Params } from './text/types.ts'

/** What happens in a long operation. Terminal, screen, API and log render the same events. */
export interface StepEvent {
  /** The operation, as `image.build`; its title is the message of that key. */
  readonly task: string
  /** Tells one run of it from another. */
  readonly run: string
  readonly seq: number
  readonly at: string
  readonly type: 'started' | 'progress' | 'note' | 'done' | 'failed' | 'cancelled' | 'finished'
  /** The step; absent on events of the whole operation. Its title is the message `<task>.<step>`. */
  readonly step?: string
  readonly done?: number
  readonly total?: number
  readonly unit?: 'bytes' | 'items' | 'percent'
  /** Milliseconds that it will still take, where that is known; with the steps after it. */
  readonly left?: number
  readonly message?: { readonly key: string; readonly params: Params }
  readonly error?: Problem
}

export interface StepProgress {
  readonly done: number
  readonly total?: number
  readonly unit?: 'bytes' | 'items' | 'percent'
  readonly left?: number
}

export interface StepContext<Input, Results> {
  readonly input: Input
  /** What the steps before returned, by their ids. */
  readonly results: Readonly<Results>
  readonly signal: AbortSignal
  readonly progress: (progress: StepProgress) => void
  /** Says something worth knowing, in the words of the catalogue. */
  readonly note: <Key extends MessageKey>(
    key: Key,
    ...params: keyof MessageParams<Key> extends never ? [] : [MessageParams<Key>]
  ) => void
}

export interface RunStepsOptions {
  readonly signal?: AbortSignal | undefined
  readonly sink?: ((event: StepEvent) => void) | undefined
  readonly now?: () => Date
  /** The id of the step after which it ends, as if there were no more. */
  readonly until?: string | undefined
}

type Work = (context: StepContext<unknown, Record<string, unknown>>) => unknown

export interface Steps<Input, Results> {
  /** Adds a step; what it returns is `results[id]` for those after it. */
  step<Id extends string, Result>(
    id: Id,
    work: (context: StepContext<Input, Results>) => Promise<Result> | Result,
  ): Steps<Input, Results & { [Key in Id]: Result }>
  /** Runs all steps in order; the first that throws ends it, and its error is thrown on. */
  run(input: Input, options?: RunStepsOptions): Promise<Results>
  readonly ids: readonly string[]
}

/** Begins a long operation: `steps<Input>('image.build').step(…).step(…)`. */
export function steps<Input>(task: string): Steps<Input, object> {
  return chain<Input, object>(task, [])
}

function chain<Input, Results>(task: string, list: readonly { id: string; work: Work }[]): Steps<Input, Results> {
  return {
    ids: list.map(({ id }) => id),
    step(id, work) {
      return chain(task, [...list, { id, work: work as Work }])
    },
    run: (input, options = {}) => runAll(task, list, input, options) as Promise<Results>,
  }
}

async function runAll(
  task: string,
  list: readonly { id: string; work: Work }[],
  input: unknown,
  { signal = new AbortController().signal, sink, now = () => new Date(), until }: RunStepsOptions,
): Promise<Record<string, unknown>> {
  const run = randomUUID()
  let seq = 0
  const emit = (event: Omit<StepEvent, 'task' | 'run' | 'seq' | 'at'>): void => {
    seq += 1
    sink?.({ task, run, seq, at: now().toISOString(), ...event })
  }
  const results: Record<string, unknown> = {}
  emit({ type: 'started' })
  for (const { id, work } of list) {
    emit({ type: 'started', step: id })
    try {
      if (signal.aborted) throw new VmpError('cancelled')
      results[id] = await work({
        input,
        results,
        signal,
        progress: (progress) => emit({ type: 'progress', step: id, ...progress }),
        note: (key, ...params) => emit({ type: 'note', step: id, message: { key, params: params[0] ?? {} } }),
      })
    } catch (error) {
      const failure = signal.aborted ? new VmpError('cancelled', {}, { cause: error }) : asVmpError(error)
      const type = failure.code === 'cancelled' ? 'cancelled' : 'failed'
      emit({ type, step: id, error: toProblem(failure) })
      emit({ type, error: toProblem(failure) })
      throw failure
    }
    emit({ type: 'done', step: id })
    if (id === until) break
  }
  emit({ type: 'finished' })
  return results
}
