/** One term of the controller: it ends by itself in time, and nothing that was decided in it is written afterwards. */
import type { Clock } from '../../lib/clock.ts'
import { isVmpError, VmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import type { MessageKey } from '../../lib/text/messages.ts'
import type { Store } from '../store/store.ts'
import { leaderKey, pulseKey } from './leadership.ts'
import type { Timing } from './timing.ts'

export type EndOfTerm =
  /** Handed over on purpose. */
  | 'resigned'
  /** Not renewed in time. */
  | 'late'
  /** Another term has begun. */
  | 'replaced'
  /** What it was to do could not be begun. */
  | 'failed'

export interface Term {
  /** 1 for the cluster's first, and one more each time. */
  readonly number: number
  /** The store's revision at which it began. */
  readonly revision: number
  /** Whether it may be decided at this very moment: asked before each act, after each wait. */
  isValid(): boolean
  /** Aborts when it is over, with VmpError `controller.deposed` as its reason. A frozen process hears of it late. */
  readonly signal: AbortSignal
  /**
   * The store for all that is decided: what is committed through it is done in this term or not at all.
   * It throws VmpError `controller.deposed` when the term is over. A transaction has one comparison less to itself.
   */
  readonly store: Store
}

export interface RunningTerm extends Term {
  end(reason: EndOfTerm): void
  /** Resolves when it is over. */
  readonly ended: Promise<EndOfTerm>
}

/** Renewals that may wait for their answers at once: one that hangs must not keep the next from being sent. */
const AT_ONCE = 8

export interface Won {
  readonly number: number
  readonly revision: number
  /** On the own clock: when the transaction was sent that made it so. */
  readonly sent: number
}

/** Until when a holder may decide whose last success was sent then. */
export const validUntil = (sent: number, { lifetime, margin }: Timing): number => sent + lifetime - margin

export function beginTerm(store: Store, clock: Clock, timing: Timing, { number, revision, sent }: Won): RunningTerm {
  const { promise: ended, resolve } = Promise.withResolvers<EndOfTerm>()
  const aborter = new AbortController()
  const mine = { key: leaderKey, revision }
  let until = validUntil(sent, timing)
  let waiting = 0
  let beats = 0
  let callOffs: (() => void)[] = []

  function end(reason: EndOfTerm): void {
    if (aborter.signal.aborted) return
    for (const callOff of callOffs) callOff()
    aborter.abort(deposed(reason))
    resolve(reason)
  }

  function isValid(): boolean {
    if (clock.now() >= until) end('late')
    return !aborter.signal.aborted
  }

  async function renew(): Promise<void> {
    const began = clock.now()
    waiting += 1
    try {
      beats += 1
      const changes = [{ put: pulseKey, value: `${number}.${beats}` }]
      const { done } = await store.commit({ when: [mine], changes })
      if (!done) end('replaced')
      else until = Math.max(until, validUntil(began, timing))
    } catch (error) {
      if (!isVmpError(error)) log('controller').error({ err: error }, 'the term could not be renewed')
    } finally {
      waiting -= 1
    }
  }

  /** Both go on until the term is over. */
  function keepRenewing(): void {
    if (!isValid()) return
    if (waiting < AT_ONCE) void renew()
    callOffs[0] = clock.after(timing.renewal, keepRenewing)
  }
  function keepChecking(): void {
    if (isValid()) callOffs[1] = clock.after(until - clock.now(), keepChecking)
  }
  callOffs = [clock.after(timing.renewal, keepRenewing), clock.after(until - clock.now(), keepChecking)]

  const check = (): void => {
    if (!isValid()) throw aborter.signal.reason
  }

  const fenced: Store = {
    ...store,
    async commit({ when, changes }) {
      check()
      const committed = await store.commit({ when: [...when, mine], changes })
      // Of what was compared this may have been the part that was not so.
      if (!committed.done && (await store.get(leaderKey))?.revision !== revision) {
        end('replaced')
        check()
      }
      return committed
    },
  }

  return { number, revision, isValid, signal: aborter.signal, store: fenced, end, ended }
}

const words: Record<EndOfTerm, MessageKey> = {
  resigned: 'controller.end.resigned',
  late: 'controller.end.late',
  replaced: 'controller.end.replaced',
  failed: 'controller.end.failed',
}

const deposed = (reason: EndOfTerm): VmpError => new VmpError('controller.deposed', { reason: words[reason] })
