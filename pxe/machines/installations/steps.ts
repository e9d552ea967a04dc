/** What installations say of their steps: kept once each, however often and in whatever order it comes. */
import type { Static } from 'typebox'
import type { Database } from '../../../lib/sqlite.ts'
import type { InstallEvent as Schema } from '../../contract/install.ts'
import type { InstallProgress } from '../../contract/installations.ts'

export type InstallEvent = Static<typeof Schema>

export interface StepStore {
  /** Returns those that were not known. */
  add(installation: string, events: readonly InstallEvent[]): InstallEvent[]
  /** Oldest first. */
  of(installation: string): InstallEvent[]
  progress(installation: string): InstallProgress | null
}

/** Of one installation, at the most: a machine may send what it likes. */
const KEPT = 20_000
/** Of them mere progress, the newest. */
const PROGRESS_KEPT = 3000
/** Milliseconds that a rate looks back. */
const WINDOW = 15_000

export function stepStore(database: Database): StepStore {
  const sql = {
    insert: database.prepare(
      'INSERT INTO installation_event (installation, run, seq, at, type, event) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    ),
    count: database.prepare('SELECT count(*) AS count FROM installation_event WHERE installation = ?'),
    trim: database.prepare(
      "DELETE FROM installation_event WHERE installation = ?1 AND type = 'progress' AND rowid NOT IN (SELECT rowid FROM installation_event WHERE installation = ?1 AND type = 'progress' ORDER BY rowid DESC LIMIT ?2)",
    ),
    of: database.prepare('SELECT event FROM installation_event WHERE installation = ? ORDER BY at, run, seq'),
  }
  /** Progress as it was last computed, by installation. */
  const known = new Map<string, InstallProgress | null>()
  const of = (installation: string): InstallEvent[] =>
    sql.of.all(installation).map(({ event }) => JSON.parse(event as string) as InstallEvent)
  return {
    add(installation, events) {
      const fresh = database.transaction(() => {
        const before = Number(sql.count.get(installation)!['count'])
        const added = events
          .slice(0, Math.max(0, KEPT - before))
          .filter(
            (event) =>
              sql.insert.run(installation, event.run, event.seq, event.at, event.type, JSON.stringify(event)).changes >
              0,
          )
        if (before + added.length > PROGRESS_KEPT) sql.trim.run(installation, PROGRESS_KEPT)
        return added
      })
      if (fresh.length > 0) known.delete(installation)
      return fresh
    },
    of,
    progress(installation) {
      if (!known.has(installation)) {
        known.set(installation, progressOf(of(installation)))
        if (known.size > 1000) known.delete(known.keys().next().value!)
      }
      return known.get(installation)!
    },
  }
}

/** How far the last step is; `events` oldest first. */
function progressOf(events: readonly InstallEvent[]): InstallProgress | null {
  const step = events.findLast((event) => event.step !== undefined)?.step
  if (step === undefined) return null
  const begun = events.findLastIndex((event) => event.step === step && event.type === 'started')
  const own = events.slice(Math.max(0, begun)).filter((event) => event.step === step)
  const steps = own.filter((event) => event.type === 'progress' && event.done !== undefined)
  const last = steps.at(-1)
  const left = events.findLast((event) => event.left !== undefined)?.left ?? null
  const base = { step, since: own[0]!.at, left }
  if (last === undefined) return { ...base, done: null, total: null, unit: null, percent: null, rate: null }
  const { done = 0, total, unit } = last
  const first = steps.find(({ at }) => Date.parse(last.at) - Date.parse(at) <= WINDOW) ?? last
  const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000
  const percent = unit === 'percent' ? done : total === undefined || total === 0 ? null : (done / total) * 100
  return {
    ...base,
    done,
    total: total ?? null,
    unit: unit ?? null,
    percent: percent === null ? null : Math.min(100, Math.max(0, Math.round(percent * 10) / 10)),
    rate: seconds > 0 ? (done - (first.done ?? 0)) / seconds : null,
  }
}
