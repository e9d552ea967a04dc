import { VmpError } from '../../../lib/errors.ts'
import { waker } from '../../../lib/waker.ts'
import type { Store, Transaction } from '../store.ts'

export interface Trouble {
  readonly store: Store
  /** From now on nobody gets an answer, and watches stand still. */
  cut(): void
  heal(): void
  /** The next transaction is done, but its answer is lost. */
  loseAnswer(): void
  /** Called before each transaction is sent: what somebody else does just then. */
  before: (transaction: Transaction) => Promise<void>
}

/** A store whose connection fails when told to. */
export function troubled(inner: Store): Trouble {
  let away = false
  let lost = false
  let interruption = new AbortController()
  const healed = new Set<() => void>()
  const lack = (): VmpError => new VmpError('store.unavailable', { problem: 'it was cut off' })
  const ask = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    if (away) throw lack()
    return call()
  }
  const store: Store = {
    get: (key) => ask(() => inner.get(key)),
    list: (prefix, options) => ask(() => inner.list(prefix, options)),
    async commit(transaction) {
      await trouble.before(transaction)
      const committed = await ask(() => inner.commit(transaction))
      if (!lost) return committed
      lost = false
      throw lack()
    },
    async *watch(prefix, after, signal, interrupted) {
      let seen = after
      for (;;) {
        const { wake, pause } = waker()
        healed.add(wake)
        try {
          if (away) {
            interrupted?.(lack())
            await pause(Infinity, signal)
          }
        } finally {
          healed.delete(wake)
        }
        const ended = AbortSignal.any([signal, interruption.signal])
        try {
          for await (const batch of inner.watch(prefix, seen, ended)) {
            yield batch
            seen = batch.revision
          }
        } catch (error) {
          if (signal.aborted || !ended.aborted) throw error
        }
      }
    },
    grant: (ttl) =>
      ask(async () => {
        const lease = await inner.grant(ttl)
        return { ...lease, renew: (signal) => ask(() => lease.renew(signal)), revoke: () => ask(() => lease.revoke()) }
      }),
  }
  const trouble: Trouble = {
    store,
    cut() {
      away = true
      interruption.abort()
      interruption = new AbortController()
    },
    heal() {
      away = false
      for (const wake of healed) wake()
    },
    loseAnswer() {
      lost = true
    },
    before: async () => undefined,
  }
  return trouble
}
