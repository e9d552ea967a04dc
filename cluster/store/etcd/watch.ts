import type { Clock } from '../../../lib/clock.ts'
import { VmpError } from '../../../lib/errors.ts'
import { valueAt } from '../../../lib/tools/json.ts'
import type { Batch } from '../store.ts'
import { problemOf } from './asking.ts'
import type { Asking } from './asking.ts'
import { NoAnswer, Refused } from './transport.ts'
import type { Transport } from './transport.ts'
import { batchesOf, clusterOf, getRequest, numberAt, revisionOf, watchRequest } from './wire.ts'

export interface Watching {
  readonly transport: Transport
  readonly members: Asking
  readonly clock: Clock
  /** Milliseconds without a message after which a member is taken for dead; etcd is configured to send one more often. */
  readonly quiet: number
}

/** Milliseconds before the next member is tried: doubled from the first to the last. */
const FIRST_PAUSE = 50
const LAST_PAUSE = 2000

export async function* watchEtcd(
  { transport, members, clock, quiet }: Watching,
  prefix: string,
  after: number,
  signal: AbortSignal,
  interrupted: (problem: VmpError) => void = () => undefined,
): AsyncGenerator<Batch> {
  let seen = after
  let pause = FIRST_PAUSE
  let cluster = members.cluster()
  const compacted = (): VmpError => new VmpError('store.compacted', { revision: seen })

  /** The store was restored to a time before what was seen, or is another one: its revisions mean something else. */
  async function checkPast(created: unknown): Promise<void> {
    cluster ??= clusterOf(created)
    if (clusterOf(created) !== cluster) throw compacted()
    if (revisionOf(created) >= seen) return
    // Or only this member is behind the others.
    const now = await members.ask('/v3/kv/range', getRequest('\0'), { repeatable: true, signal })
    if (revisionOf(now) < seen) throw compacted()
  }

  for (;;) {
    if (signal.aborted) throw new VmpError('cancelled')
    const url = members.best()
    try {
      // It begins one revision before what is wanted: etcd 3.5.16 forgets a deletion at the very revision up to which it is
      // compacted, and does not say so (etcd issue 19179).
      const messages = transport.stream(url, '/v3/watch', watchRequest(prefix, seen), { timeout: quiet, signal })
      for await (const message of messages) {
        if (valueAt(message, 'canceled') === true) {
          if (numberAt(message, 'compact_revision') > 0) throw compacted()
          throw new Refused({ message: valueAt(message, 'cancel_reason') })
        }
        if (valueAt(message, 'created') === true) {
          await checkPast(message)
          pause = FIRST_PAUSE
          yield { revision: seen, changes: [] }
          continue
        }
        const batches = batchesOf(message)
        // Without events it says up to where there are none.
        if (batches.length === 0) batches.push({ revision: Math.max(seen, revisionOf(message)), changes: [] })
        for (const batch of batches) {
          if (batch.revision < seen || (batch.revision === seen && batch.changes.length > 0)) continue
          seen = batch.revision
          yield batch
        }
      }
    } catch (error) {
      if (signal.aborted) throw new VmpError('cancelled', {}, { cause: error })
      if (error instanceof VmpError && error.code !== 'store.unavailable') throw error
      const known = error instanceof NoAnswer || error instanceof Refused || error instanceof VmpError
      if (!known) throw error
      members.spare(url)
      interrupted(
        error instanceof VmpError
          ? error
          : new VmpError('store.unavailable', { problem: problemOf(url, error) }, { cause: error }),
      )
    }
    await pauseFor(clock, pause, signal)
    pause = Math.min(pause * 2, LAST_PAUSE)
  }
}

async function pauseFor(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const over = (): void => resolve()
  const callOff = clock.after(milliseconds, over)
  signal.addEventListener('abort', over, { once: true })
  if (signal.aborted) over()
  await promise
  callOff()
  signal.removeEventListener('abort', over)
}
