/** What happens on several hosts, as it happens. */
import type { Clock } from '../../lib/clock.ts'
import { isVmpError } from '../../lib/errors.ts'
import { waker } from '../../lib/waker.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { FromHost, HistorySource } from './merge.ts'
import type { Search } from './record.ts'

/** Milliseconds until a host that broke off is asked again: the first time, and at most. */
const PAUSE = { first: 1000, most: 30_000 }

export interface Followed<Body> extends FromHost<Body> {
  /** Where to go on after this record, on all hosts. */
  readonly cursor: string
}

/**
 * All records that fit, from every host after the cursor (without one: from now on). A host that breaks off is asked again
 * and goes on where it was; a host that is not among the sources is not heard, so that whoever knows that there is another
 * one ends this and lets it be begun anew with the last cursor.
 */
export async function* followAll<Body>(
  sources: readonly HistorySource<Body>[],
  search: Search,
  {
    cursor,
    within,
    clock,
    signal,
  }: {
    readonly cursor?: string | undefined
    /** Milliseconds that a host may take to say where it stands; a later one is heard from when it answers. */
    readonly within: number
    readonly clock: Clock
    readonly signal: AbortSignal
  },
): AsyncGenerator<Followed<Body>> {
  const places = await startingPlaces(sources, cursor, (answered) =>
    sleep(clock, within, AbortSignal.any([signal, answered])),
  )
  const ending = new AbortController()
  const over = AbortSignal.any([signal, ending.signal])
  const { wake, pause } = waker()
  /** One of each host at the most: each waits until its own has been taken. */
  const waiting: { readonly record: FromHost<Body>; readonly taken: () => void }[] = []
  const hand = (record: FromHost<Body>): Promise<void> =>
    new Promise((resolve) => {
      const taken = (): void => {
        over.removeEventListener('abort', taken)
        resolve()
      }
      over.addEventListener('abort', taken)
      waiting.push({ record, taken })
      wake()
    })

  const listen = async (source: HistorySource<Body>): Promise<void> => {
    let wait = PAUSE.first
    while (!over.aborted) {
      try {
        for await (const record of source.follow(search, places.get(source.host) ?? null, over)) {
          wait = PAUSE.first
          await hand({ ...record, host: source.host })
          if (over.aborted) return
        }
      } catch (error) {
        if (!isVmpError(error)) throw error
      }
      await sleep(clock, wait, over)
      wait = Math.min(wait * 2, PAUSE.most)
    }
  }

  let failure: unknown
  const listeners = sources.map((source) =>
    listen(source).catch((error: unknown) => {
      failure = error
      wake()
    }),
  )
  try {
    while (!signal.aborted) {
      if (failure !== undefined) throw failure
      const next = waiting.shift()
      if (next === undefined) {
        await pause(Infinity, signal)
        continue
      }
      places.set(next.record.host, next.record.seq)
      yield { ...next.record, cursor: writeCursor(Object.fromEntries(places)) }
      next.taken()
    }
  } finally {
    ending.abort()
    await Promise.all(listeners)
  }
}

/** Where each host stood when following began, so that a cursor speaks for all of them from its first record on. */
async function startingPlaces<Body>(
  sources: readonly HistorySource<Body>[],
  cursor: string | undefined,
  patience: (answered: AbortSignal) => Promise<void>,
): Promise<Map<string, number>> {
  const given = cursor === undefined ? {} : readCursor(cursor)
  const places = new Map<string, number>()
  await Promise.all(
    sources.map(async ({ host, page }) => {
      const place = given[host]
      if (typeof place === 'number') return void places.set(host, place)
      const answered = new AbortController()
      try {
        const found = await Promise.race([page({}, { limit: 1 }), patience(answered.signal)])
        if (found) places.set(host, found.records[0]?.seq ?? 0)
      } catch (error) {
        // It is not there now: when it is, it is heard from then on.
        if (!isVmpError(error)) throw error
      } finally {
        answered.abort()
      }
      return undefined
    }),
  )
  return places
}

async function sleep(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>((resolve) => {
    const done = (): void => {
      off()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const off = clock.after(milliseconds, done)
    signal.addEventListener('abort', done)
  })
}
