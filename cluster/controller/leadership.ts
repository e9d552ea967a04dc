/** Who decides for the cluster, as the store says: a record for each term, and a pulse that its holder keeps beating. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { isVmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import { waker } from '../../lib/waker.ts'
import { readRecord } from '../identity/records.ts'
import type { Batch, Compare, Entry, Store } from '../store/store.ts'

const prefix = 'controller/'
/** Written when a term begins or is given up, and never in between: its revision stands for the term. */
export const leaderKey = `${prefix}leader`
/** Written all the time while a term lasts. */
export const pulseKey = `${prefix}pulse`

const LeadershipRecord = Type.Object({
  /** 1 for the first, and one more each time. */
  term: Type.Integer({ minimum: 1 }),
  /** The host's id; null when the term was given up: nobody need wait for it. */
  host: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
  /** Of one try to become controller: tells whose a transaction was that got no answer. */
  candidacy: Type.String(),
  /** ISO 8601, for people. */
  since: Type.String(),
})
export type Leadership = Static<typeof LeadershipRecord>

export interface Seen {
  readonly leader: Leadership | null
  /** Of both records, 0 where there is none. */
  readonly leaderRevision: number
  readonly pulseRevision: number
  /** On the watcher's own clock: when it first saw them as they are. They were written before. */
  readonly at: number
}

/** That nothing was written since. */
export const asSeen = ({ leaderRevision, pulseRevision }: Seen): Compare[] => [
  { key: leaderKey, revision: leaderRevision },
  { key: pulseKey, revision: pulseRevision },
]

export interface Following {
  /** The last that is known; null before the first answer. */
  seen(): Seen | null
  /** Asks the store how it is. @throws VmpError `store.…` */
  look(): Promise<void>
  readonly ended: Promise<void>
}

/** Milliseconds before a watch that broke is begun anew. */
const PAUSE = 500

/**
 * Follows both records. When the watch is silent nobody learns of a pulse; whoever acts on that finds out from the transaction,
 * which demands that all is as seen.
 */
export function followLeadership(store: Store, clock: Clock, signal: AbortSignal, heard: () => void): Following {
  let seen: Seen | null = null

  function take(leader: Leadership | null, leaderRevision: number, pulseRevision: number): void {
    if (seen?.leaderRevision === leaderRevision && seen.pulseRevision === pulseRevision) return
    seen = { leader, leaderRevision, pulseRevision, at: clock.now() }
    heard()
  }

  function takeBatch({ changes }: Batch): void {
    let { leader, leaderRevision, pulseRevision } = seen ?? nothing
    for (const change of changes) {
      const key = 'put' in change ? change.put.key : change.delete
      const entry = 'put' in change ? change.put : undefined
      if (key === leaderKey) [leader, leaderRevision] = [leadershipOf(entry), entry?.revision ?? 0]
      if (key === pulseKey) pulseRevision = entry?.revision ?? 0
    }
    take(leader, leaderRevision, pulseRevision)
  }

  async function look(): Promise<number> {
    const { entries, revision } = await store.list(prefix)
    const leader = entries.find(({ key }) => key === leaderKey)
    const pulse = entries.find(({ key }) => key === pulseKey)
    take(leadershipOf(leader), leader?.revision ?? 0, pulse?.revision ?? 0)
    return revision
  }

  async function follow(): Promise<void> {
    const { pause, wake } = waker()
    while (!signal.aborted) {
      try {
        for await (const batch of store.watch(prefix, await look(), signal))
          if (batch.changes.length > 0) takeBatch(batch)
      } catch (error) {
        if (signal.aborted) return
        if (!isVmpError(error) || error.code === 'identity.record')
          log('controller').error({ err: error }, 'who is the controller cannot be followed')
      }
      const callOff = clock.after(PAUSE, wake)
      await pause(Infinity, signal)
      callOff()
    }
  }

  return {
    seen: () => seen,
    async look() {
      await look()
    },
    ended: follow(),
  }
}

const nothing = { leader: null, leaderRevision: 0, pulseRevision: 0 } as const

const leadershipOf = (entry: Entry | undefined): Leadership | null =>
  entry === undefined ? null : readRecord(LeadershipRecord, entry)
