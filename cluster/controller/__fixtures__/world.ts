/** Processes on one store, each with a clock and a network of its own, in a time that the test makes pass. */
import { fakeClock } from '../../../lib/__fixtures__/clock.ts'
import type { Clock } from '../../../lib/clock.ts'
import { VmpError } from '../../../lib/errors.ts'
import { memoryStore } from '../../store/memory.ts'
import type { MemoryStore } from '../../store/memory.ts'
import type { Batch, Store } from '../../store/store.ts'

export interface Process {
  readonly clock: Clock
  /** What it reaches of the world's store. */
  readonly store: Store
  /** Frozen: nothing in it happens, though time and answers arrive. */
  pause(): void
  resume(): void
  readonly paused: boolean
  /** For ever. */
  kill(): void
  readonly killed: boolean
  /** What its network does from now on, each way on its own. */
  network: { requests: 'pass' | 'lost'; answers: 'pass' | 'lost' }
  /** Milliseconds that a packet takes, each way. */
  delay: () => number
}

export interface World {
  readonly clock: Clock
  readonly store: MemoryStore
  advance(milliseconds: number): Promise<void>
  process(speed?: number): Process
}

/** Milliseconds after which a call without an answer fails. */
const PATIENCE = 3000

export function makeWorld(): World {
  const clock = fakeClock()
  const store = memoryStore({ clock })
  return {
    clock,
    store,
    advance: (milliseconds) => clock.advance(milliseconds),
    process: (speed) => makeProcess(clock, store, speed),
  }
}

/** @param speed Of its clock, beside the world's. */
function makeProcess(world: Clock, inner: Store, speed = 1): Process {
  const queue: (() => void)[] = []
  let paused = false
  let killed = false
  /** Lets something happen in it, as soon as it may. */
  const happen = (what: () => void): void => {
    if (killed) return
    if (paused) queue.push(what)
    else what()
  }
  const after = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => void world.after(milliseconds, resolve))
  const clock: Clock = {
    now: () => world.now() * speed,
    after(milliseconds, call) {
      let off = false
      const callOff = world.after(Math.max(0, milliseconds) / speed, () =>
        happen(() => {
          if (!off) call()
        }),
      )
      return () => {
        off = true
        callOff()
      }
    },
  }

  /** The question goes out, is done, and the answer comes back; either may be lost, and the asker gives up in the end. */
  function ask<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const lost = (): void => reject(new VmpError('store.unavailable', { problem: 'no answer' }))
      void world.after(PATIENCE, () => happen(lost))
      void (async () => {
        await after(process.delay())
        if (process.network.requests === 'lost') return
        const settle = await call().then(
          (answer) => () => resolve(answer),
          (error: unknown) => () => reject(error),
        )
        await after(process.delay())
        if (process.network.answers === 'pass') happen(settle)
      })()
    })
  }

  async function* watch(prefix: string, from: number, signal: AbortSignal): AsyncGenerator<Batch> {
    for await (const batch of inner.watch(prefix, from, signal)) {
      await after(process.delay())
      // A connection that is cut off delivers when it is whole again.
      while (process.network.answers === 'lost' && !signal.aborted) await after(500)
      await new Promise<void>((resolve) => happen(resolve))
      yield batch
    }
  }

  const process: Process = {
    clock,
    store: {
      get: (key) => ask(() => inner.get(key)),
      list: (prefix, options) => ask(() => inner.list(prefix, options)),
      commit: (transaction) => ask(() => inner.commit(transaction)),
      watch,
      grant: (ttl) =>
        ask(async () => {
          const lease = await inner.grant(ttl)
          return {
            ...lease,
            renew: (signal) => ask(() => lease.renew(signal)),
            revoke: () => ask(() => lease.revoke()),
          }
        }),
    },
    network: { requests: 'pass', answers: 'pass' },
    delay: () => 1,
    pause() {
      paused = true
    },
    resume() {
      paused = false
      while (queue.length > 0 && !paused) queue.shift()!()
    },
    get paused() {
      return paused
    },
    kill() {
      killed = true
    },
    get killed() {
      return killed
    },
  }
  return process
}
