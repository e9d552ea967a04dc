/** A host stands for election: it waits until nobody decides, begins a term, and ends it before anybody else can begin one. */
import { randomUUID } from 'node:crypto'
import { systemClock } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import { asVmpError, isVmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import { waker } from '../../lib/waker.ts'
import type { Store } from '../store/store.ts'
import { asSeen, followLeadership, leaderKey, pulseKey } from './leadership.ts'
import type { Leadership, Seen } from './leadership.ts'
import { beginTerm, validUntil } from './term.ts'
import type { EndOfTerm, RunningTerm, Term, Won } from './term.ts'
import { usualTiming } from './timing.ts'
import type { Timing } from './timing.ts'

export interface ElectionOptions {
  readonly store: Store
  /** The id of this host. */
  readonly host: string
  readonly clock?: Clock
  /** Of the calendar, for people only. */
  readonly now?: () => Date
  readonly random?: () => string
  readonly timing?: Timing
  /** Does the work of the term until its signal aborts. When it fails, the term is given up. */
  readonly onElected: (term: Term) => Promise<void> | void
  /** Takes back what was done for the term, within the margin. This host does not stand again before both have ended. */
  readonly onDeposed: (reason: EndOfTerm, term: Term) => Promise<void> | void
}

export interface Election {
  /** While this host is the controller. */
  term(): Term | null
  /** Who was, as far as this host knows. */
  leader(): Leadership | null
  /** Hands over, if there is something to hand over: others come first for a while. Resolves when it is done. */
  resign(): Promise<void>
  /** Hands over, and stands no more. */
  close(): Promise<void>
}

/** Milliseconds before a claim is tried again that got no answer. */
const PAUSE = 500

export function stand(options: ElectionOptions): Election {
  const {
    store,
    host,
    clock = systemClock,
    now = () => new Date(),
    random = randomUUID,
    timing = usualTiming,
  } = options
  const closing = new AbortController()
  const { pause, wake } = waker()
  const following = followLeadership(store, clock, closing.signal, wake)
  /** Until then others come first. */
  let standsFrom = clock.now()
  let tried: { readonly candidacy: string; readonly sent: number } | undefined
  let running: { readonly term: RunningTerm; readonly over: Promise<void> } | undefined

  async function sleep(milliseconds: number): Promise<void> {
    const callOff = Number.isFinite(milliseconds) ? clock.after(milliseconds, wake) : () => undefined
    await pause(Infinity, closing.signal)
    callOff()
  }

  /** A claim that was made, though its answer was lost. */
  function unanswered({ leader, leaderRevision }: Seen): Won | undefined {
    if (tried === undefined || leader?.candidacy !== tried.candidacy || leader.host === null) return undefined
    return { number: leader.term, revision: leaderRevision, sent: tried.sent }
  }

  const isInTime = ({ sent }: Won): boolean => clock.now() < validUntil(sent, timing)

  async function claim(seen: Seen): Promise<Won | undefined> {
    tried = { candidacy: random(), sent: clock.now() }
    const { candidacy, sent } = tried
    const leader: Leadership = { term: (seen.leader?.term ?? 0) + 1, host, candidacy, since: now().toISOString() }
    const changes = [
      { put: leaderKey, value: JSON.stringify(leader) },
      { put: pulseKey, value: `${leader.term}.0` },
    ]
    const { done, revision } = await store.commit({ when: asSeen(seen), changes })
    tried = undefined
    if (done) return { number: leader.term, revision, sent }
    await following.look()
    return undefined
  }

  /** Waits for what is next, and tries once when nobody may be deciding any more. */
  async function campaign(): Promise<Won | undefined> {
    const seen = following.seen()
    const made = seen === null ? undefined : unanswered(seen)
    if (made !== undefined && isInTime(made)) return made
    const wait = seen === null ? Infinity : Math.max(freeFrom(seen, timing), standsFrom) - clock.now()
    if (seen !== null && wait <= 0) return attempt(seen)
    await sleep(wait)
    return undefined
  }

  async function attempt(seen: Seen): Promise<Won | undefined> {
    try {
      const won = await claim(seen)
      // One that was answered too late is left to run out, as if another had made it.
      return won !== undefined && isInTime(won) ? won : undefined
    } catch (error) {
      complain(error, 'the claim failed')
      await sleep(PAUSE)
      // It may have been done: the watch says so, or an answer, whichever comes first.
      const looked = following.look().catch((reason: unknown) => complain(reason, 'nothing is known of the claim'))
      void looked.finally(wake)
      await sleep(Infinity)
      return undefined
    }
  }

  /** So that nobody waits for this term. */
  async function vacate(term: RunningTerm): Promise<void> {
    const given: Leadership = { term: term.number, host: null, candidacy: '', since: now().toISOString() }
    const changes = [{ put: leaderKey, value: JSON.stringify(given) }]
    try {
      await store.commit({ when: [{ key: leaderKey, revision: term.revision }], changes })
    } catch (error) {
      complain(error, 'the others wait until the term has run out')
    }
  }

  async function serve(won: Won): Promise<void> {
    const term = beginTerm(store, clock, timing, won)
    const work = (async () => options.onElected(term))().catch((error: unknown) => {
      if (!term.signal.aborted) log('controller').error({ err: asVmpError(error), term: term.number }, 'gives up')
      term.end('failed')
    })
    const over = (async () => {
      const reason = await term.ended
      const unclean = clock.after(timing.lifetime, () =>
        log('controller').error({ term: term.number }, 'still at work though the term is over'),
      )
      const undo = (async () => options.onDeposed(reason, term))().catch((error: unknown) =>
        log('controller').error({ err: asVmpError(error), term: term.number }, 'left something behind'),
      )
      await Promise.all([work, undo])
      unclean()
      if (reason === 'replaced') return
      if (reason !== 'late') standsFrom = clock.now() + timing.lifetime
      await vacate(term)
    })()
    running = { term, over }
    if (closing.signal.aborted) term.end('resigned')
    await over
    running = undefined
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const won = await campaign()
      if (won !== undefined) await serve(won)
    }
  }

  async function resign(): Promise<void> {
    running?.term.end('resigned')
    await running?.over
  }

  const ended = run()
  return {
    term: () => (running?.term.isValid() ? running.term : null),
    leader: () => following.seen()?.leader ?? null,
    resign,
    async close() {
      closing.abort()
      await resign()
      await ended
      await following.ended
    },
  }
}

const freeFrom = ({ leader, at }: Seen, { lifetime }: Timing): number =>
  leader === null || leader.host === null ? 0 : at + lifetime

/** What the store has said is known to whoever looks at it. */
function complain(error: unknown, what: string): void {
  if (isVmpError(error)) log('controller').debug({ err: error }, what)
  else log('controller').error({ err: error }, what)
}
