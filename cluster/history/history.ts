/** Records of one host in SQLite: only ever added to, until they are old or too many. */
import { VmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import type { Database, Migrations } from '../../lib/sqlite.ts'
import { waker } from '../../lib/waker.ts'
import { levels } from './record.ts'
import type { HistoryPage, Kept, Level, Line, Search, Subject } from './record.ts'

export function historyMigrations(table: string): Migrations {
  return [
    `
    CREATE TABLE ${table} (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      at TEXT NOT NULL,
      level INTEGER NOT NULL,
      kind TEXT NOT NULL,
      actor TEXT,
      object_kind TEXT,
      object_id TEXT,
      object_name TEXT,
      words TEXT NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    `,
  ]
}

export interface Retention {
  readonly days: number
  readonly most: number
  /** So many stay whatever their age: a clock that jumped years ahead must not cost the records of yesterday. */
  readonly least: number
}

export interface History<Body> {
  /** On disk when it returns. */
  add(lines: readonly Line<Body>[]): number[]
  /** Says what came of something that was recorded when it began. */
  amend(seq: number, line: Line<Body>): void
  page(search: Search, options: { readonly before?: number | undefined; readonly limit: number }): HistoryPage<Body>
  /** All that fit, oldest first, from the one after `after` (from now on, when there is none), without end. */
  follow(search: Search, after: number | null, signal: AbortSignal): AsyncIterable<Kept<Body>>
  /** Removes what is old or too many; some thousands at a time. */
  prune(): void
}

/** Rows that one page may look through: some 30 ms. Whoever searches for something rare asks again with `next`. */
const SCANNED = 50_000
/** Rows removed in one transaction, and transactions of one call. */
const REMOVED = 1000
const ROUNDS = 20
/** Records between two prunings. */
const PRUNE_EVERY = 500
/** Records that are read at once for somebody who follows. */
const FOLLOWED = 200

export function history<Body>(
  database: Database,
  table: string,
  { retention, now }: { readonly retention: Retention; readonly now: () => Date },
): History<Body> {
  const sql = {
    insert: database.prepare(
      `INSERT INTO ${table} (at, level, kind, actor, object_kind, object_id, object_name, words, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    amend: database.prepare(
      `UPDATE ${table} SET at = ?, level = ?, kind = ?, actor = ?, object_kind = ?, object_id = ?, object_name = ?, words = ?, body = ? WHERE seq = ?`,
    ),
    newest: database.prepare(`SELECT coalesce(max(seq), 0) AS seq FROM ${table}`),
    oldest: database.prepare(`SELECT seq, at FROM ${table} ORDER BY seq LIMIT 1`),
    remove: database.prepare(
      `DELETE FROM ${table} WHERE seq IN (SELECT seq FROM ${table} WHERE seq <= ?1 AND (seq <= ?2 OR at < ?3) ORDER BY seq LIMIT ${REMOVED})`,
    ),
  }
  const listeners = new Set<() => void>()
  const newest = (): number => Number(sql.newest.get()!['seq'])
  let sincePruned = 0

  const prune = (): void => {
    sincePruned = 0
    const last = newest()
    const cutoff = new Date(now().getTime() - retention.days * 86_400_000).toISOString()
    for (let round = 0; round < ROUNDS; round += 1) {
      const first = sql.oldest.get()
      // Records are about as old as they stand: with the first one young, the others need not be looked at.
      if (first === undefined || (Number(first['seq']) > last - retention.most && String(first['at']) >= cutoff)) return
      const { changes } = sql.remove.run(last - retention.least, last - retention.most, cutoff)
      if (changes < REMOVED) return
    }
  }

  /** What was added is on disk: its caller must not take it for lost because older records stay for now. */
  const pruneQuietly = (): void => {
    try {
      prune()
    } catch (error) {
      log('history').error({ err: error, table })
    }
  }

  /** What fits, among the rows of an interval of `seq`, in either direction. */
  const select = (search: Search, from: number, to: number, limit: number, order: 'ASC' | 'DESC'): Kept<Body>[] => {
    const { where, values } = conditions(search)
    const all = ['seq > ?', 'seq < ?', ...where].join(' AND ')
    const rows = database.prepare(`SELECT * FROM ${table} WHERE ${all} ORDER BY seq ${order} LIMIT ?`)
    return rows.all(from, to, ...values, limit).map((row) => fromRow<Body>(row))
  }

  return {
    add(lines) {
      const seqs = database.transaction(() =>
        lines.map((line) => Number(sql.insert.run(...toRow(line)).lastInsertRowid)),
      )
      sincePruned += lines.length
      if (sincePruned >= PRUNE_EVERY) pruneQuietly()
      for (const wake of listeners) wake()
      return seqs
    },
    amend(seq, line) {
      sql.amend.run(...toRow(line), seq)
    },
    page(search, { before = newest() + 1, limit }) {
      const from = Math.max(before - 1 - SCANNED, 0)
      const records = select(search, from, before, limit, 'DESC')
      const oldest = Number(sql.oldest.get()?.['seq'] ?? Infinity)
      const reached = records.length === limit ? records.at(-1)!.seq : from + 1
      return { records, next: reached > oldest ? reached : null }
    },
    async *follow(search, after, signal) {
      const { wake, pause } = waker()
      listeners.add(wake)
      try {
        let seen = after ?? newest()
        while (!signal.aborted) {
          const to = Math.min(newest(), seen + SCANNED)
          const records = select(search, seen, to + 1, FOLLOWED, 'ASC')
          for (const record of records) yield record
          seen = records.length === FOLLOWED ? records.at(-1)!.seq : to
          if (seen >= newest()) await pause(Infinity, signal)
          // Others want their turn while somebody reads through years.
          else await new Promise((resolve) => setImmediate(resolve))
        }
      } finally {
        listeners.delete(wake)
      }
    },
    prune,
  }
}

function conditions(search: Search): { where: string[]; values: (string | number)[] } {
  const { text, kind, level, actor, object, since, until } = search
  const parts: (readonly [string, ...(string | number)[]])[] = [
    ...(kind === undefined
      ? []
      : [['(kind = ? OR kind GLOB ?)', kind, `${kind.replaceAll(/[*?[]/g, '[$&]')}.*`] as const]),
    ...(level === undefined ? [] : [['level >= ?', levels.indexOf(level)] as const]),
    ...(actor === undefined ? [] : [['actor = ?', actor] as const]),
    ...(object === undefined ? [] : [['(object_id = ? OR object_name = ?)', object, object] as const]),
    ...(since === undefined ? [] : [['at >= ?', instant(since)] as const]),
    ...(until === undefined ? [] : [['at < ?', instant(until)] as const]),
    ...(text === undefined ? [] : [['instr(words, ?) > 0', folded(text)] as const]),
  ]
  return { where: parts.map(([condition]) => condition), values: parts.flatMap(([, ...values]) => values) }
}

/** The one form in which instants can be compared as text. */
function instant(text: string): string {
  const time = Date.parse(text)
  // A leap second is a valid date-time, but no Date.
  if (Number.isNaN(time)) throw new VmpError('input.invalid', { problem: 'it is no moment that is known', where: text })
  return new Date(time).toISOString()
}

/** Text in which upper and lower case, and full and half width, are the same. */
const folded = (text: string): string => text.normalize('NFKC').toLowerCase()

function toRow({ at, level, kind, actor, object, body, words }: Line<unknown>): (string | number | null)[] {
  const searched = [words, kind, actor, object?.id, object?.name].filter(Boolean).join('\n')
  const { kind: objectKind = null, id = null, name = null } = object ?? {}
  return [at, levels.indexOf(level), kind, actor, objectKind, id, name, folded(searched), JSON.stringify(body)]
}

function fromRow<Body>(row: Record<string, unknown>): Kept<Body> {
  const object: Subject = {
    kind: row['object_kind'] as string,
    id: row['object_id'] as string,
    name: row['object_name'] as string | null,
  }
  return {
    seq: Number(row['seq']),
    at: row['at'] as string,
    level: levels[Number(row['level'])] as Level,
    kind: row['kind'] as string,
    actor: row['actor'] as string | null,
    object: row['object_id'] === null ? null : object,
    body: JSON.parse(row['body'] as string) as Body,
  }
}
