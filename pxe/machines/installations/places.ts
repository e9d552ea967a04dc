/** A machine's place among those of its answer, and the place of its approval: kept, so that its name and address stay when it is approved again. */
import type { Database } from '../../../lib/sqlite.ts'

export interface Place {
  readonly index: number
  readonly order: number
}

export interface Places {
  /** The one it has, or would get. */
  of(machine: string, answer: string): Place
  take(machine: string, answer: string): Place
}

export function places(database: Database): Places {
  const sql = {
    get: database.prepare('SELECT place, approval FROM place WHERE machine = ? AND answer = ?'),
    approval: database.prepare('SELECT max(approval) AS approval FROM place WHERE machine = ?'),
    taken: database.prepare('SELECT place FROM place WHERE answer = ? ORDER BY place'),
    next: database.prepare('SELECT coalesce(max(approval), 0) + 1 AS next FROM place'),
    insert: database.prepare('INSERT INTO place (machine, answer, place, approval) VALUES (?, ?, ?, ?)'),
  }
  const of = (machine: string, answer: string): Place => {
    const row = sql.get.get(machine, answer)
    if (row) return { index: Number(row['place']), order: Number(row['approval']) }
    const taken = new Set(sql.taken.all(answer).map(({ place }) => Number(place)))
    let index = 1
    while (taken.has(index)) index += 1
    const order = Number(sql.approval.get(machine)?.['approval'] ?? sql.next.get()!['next'])
    return { index, order }
  }
  return {
    of,
    take(machine, answer) {
      const place = of(machine, answer)
      if (!sql.get.get(machine, answer)) sql.insert.run(machine, answer, place.index, place.order)
      return place
    },
  }
}
