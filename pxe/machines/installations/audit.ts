/** Who did what, when: kept longer than the machines it is about. */
import type { Database } from '../../../lib/sqlite.ts'
import type { Params } from '../../../lib/text/types.ts'
import type { AuditEntry } from '../../contract/approval.ts'

export interface Audit {
  add(who: string, action: string, machine: string | null, details?: Params): void
  /** The newest `limit`, oldest first. */
  list(limit: number): AuditEntry[]
}

/** Entries kept: years of a busy site. */
const KEPT = 100_000

export function audit(database: Database, now: () => Date): Audit {
  const insert = database.prepare('INSERT INTO audit (at, who, action, machine, details) VALUES (?, ?, ?, ?, ?)')
  const trim = database.prepare('DELETE FROM audit WHERE id <= ?')
  const list = database.prepare('SELECT * FROM (SELECT * FROM audit ORDER BY id DESC LIMIT ?) ORDER BY id')
  return {
    add(who, action, machine, details = {}) {
      const { lastInsertRowid } = insert.run(now().toISOString(), who, action, machine, JSON.stringify(details))
      trim.run(Number(lastInsertRowid) - KEPT)
    },
    list: (limit) =>
      list.all(limit).map((row) => ({
        id: Number(row['id']),
        at: row['at'] as string,
        who: row['who'] as string,
        action: row['action'] as string,
        machine: row['machine'] as string | null,
        details: JSON.parse(row['details'] as string) as Params,
      })),
  }
}
