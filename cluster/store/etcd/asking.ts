import type { Clock } from '../../../lib/clock.ts'
import { VmpError } from '../../../lib/errors.ts'
import { NoAnswer, Refused } from './transport.ts'
import type { Transport } from './transport.ts'
import { clusterOf } from './wire.ts'

interface AskOptions {
  /** Whether asking twice does no harm: then a call without an answer is made again elsewhere. */
  readonly repeatable: boolean
  readonly signal?: AbortSignal | undefined
}

/** The members of etcd, of which one is asked, and another when it does not answer. */
export interface Asking {
  /** @throws VmpError `store.…`, `cancelled`. */
  ask(path: string, body: object, options: AskOptions): Promise<unknown>
  /** The member to ask next. */
  best(): string
  /** It has failed, and is asked last for a while. */
  spare(url: string): void
  /** etcd's id of the cluster that answered last; another one has revisions of its own. */
  cluster(): string | undefined
}

export interface Patience {
  /** Milliseconds for one answer. */
  readonly attempt: number
  /** Milliseconds for all attempts of one call. */
  readonly all: number
}

/** Milliseconds for which a member that failed is asked last. */
const SPARED = 5000
/** Milliseconds before all are asked again. */
const PAUSE = 100

export function asking(
  transport: Transport,
  endpoints: () => readonly string[],
  clock: Clock,
  patience: Patience,
): Asking {
  const sparedUntil = new Map<string, number>()
  let cluster: string | undefined
  const inOrder = (): string[] => {
    const until = (url: string): number => Math.max(clock.now(), sparedUntil.get(url) ?? 0)
    return [...endpoints()].sort((a, b) => until(a) - until(b))
  }
  const spare = (url: string): void => void sparedUntil.set(url, clock.now() + SPARED)

  /** Asks each in turn. @returns the problem of the last. */
  async function round(
    path: string,
    body: object,
    { repeatable, signal }: AskOptions,
    deadline: number,
  ): Promise<{ readonly answer: unknown } | { readonly problem: string }> {
    let problem = 'no member is known'
    for (const url of inOrder()) {
      const timeout = Math.min(patience.attempt, deadline - clock.now())
      if (timeout <= 0) break
      try {
        const answer = await transport.call(url, path, body, { timeout, signal })
        sparedUntil.delete(url)
        cluster = clusterOf(answer) ?? clusterOf((answer as { result?: unknown }).result) ?? cluster
        return { answer }
      } catch (error) {
        if (signal?.aborted) throw new VmpError('cancelled', {}, { cause: error })
        problem = problemOf(url, error)
        if (error instanceof Refused) refuse(error)
        const harmless = repeatable || (error instanceof NoAnswer ? !error.sent : isNotDone(error))
        if (!harmless) throw new VmpError('store.unavailable', { problem }, { cause: error })
        spare(url)
      }
    }
    return { problem }
  }

  return {
    async ask(path, body, options) {
      const deadline = clock.now() + patience.all
      for (;;) {
        const result = await round(path, body, options, deadline)
        if ('answer' in result) return result.answer
        if (clock.now() + PAUSE >= deadline) throw new VmpError('store.unavailable', { problem: result.problem })
        await new Promise<void>((resolve) => void clock.after(PAUSE, resolve))
      }
    },
    best: () => inOrder()[0] ?? '',
    spare,
    cluster: () => cluster,
  }
}

export const problemOf = (url: string, error: unknown): string =>
  `${url}: ${error instanceof Error ? error.message : String(error)}`

/** What etcd says of the request itself is the answer, whoever gives it. */
function refuse(error: Refused): void {
  const { message } = error
  if (message.includes('requested lease not found')) throw new VmpError('store.leaseGone', {}, { cause: error })
  if (message.includes('database space exceeded')) throw new VmpError('store.full', {}, { cause: error })
  // Unavailable, resource exhausted, deadline exceeded, data loss and unknown are of the member, not of the request.
  if (![2, 4, 8, 14, 15].includes(error.grpc)) throw error
}

/**
 * A member that only learns, or knows no leader, or has too much to do, has passed nothing on: these are said before anything
 * is proposed (newUnaryInterceptor and processInternalRaftRequestOnce of 3.5).
 */
function isNotDone(error: unknown): boolean {
  const known = ['rpc not supported for learner', 'no leader', 'too many requests']
  return error instanceof Refused && known.some((each) => error.message === `etcdserver: ${each}`)
}
