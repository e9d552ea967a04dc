/** The answers that the station keeps: each name has versions, and the newest counts. */
import { createHash } from 'node:crypto'
import { VmpError } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import type { StoredAnswer } from '../../contract/approval.ts'

interface AnswerVersion extends StoredAnswer {
  /** The file, as it was given. */
  readonly document: string
}

export interface AnswerRepository {
  /** The same document as the newest version's is no new version. */
  put(name: string, document: string, by: string): AnswerVersion
  /** @throws VmpError `approval.noAnswer` */
  get(name: string): AnswerVersion
  list(): StoredAnswer[]
  /** @throws VmpError `approval.noAnswer` */
  remove(name: string): void
}

export function answerRepository(database: Database, now: () => Date): AnswerRepository {
  const newest =
    'SELECT * FROM answer WHERE version = (SELECT max(version) FROM answer AS of WHERE of.name = answer.name)'
  const sql = {
    insert: database.prepare(
      'INSERT INTO answer (name, version, digest, document, stored_at, stored_by) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    get: database.prepare(`${newest} AND name = ?`),
    list: database.prepare(`${newest} ORDER BY name`),
    remove: database.prepare('DELETE FROM answer WHERE name = ?'),
  }
  const find = (name: string): AnswerVersion | undefined => {
    const row = sql.get.get(name)
    return row && { ...stored(row), document: row['document'] as string }
  }
  const get = (name: string): AnswerVersion => {
    const found = find(name)
    if (found) return found
    const names = sql.list.all().map((row) => row['name'] as string)
    throw new VmpError('approval.noAnswer', { answer: name, answers: names.join(', ') || '-' })
  }
  return {
    put(name, document, by) {
      return database.transaction(() => {
        const before = find(name)
        const digest = createHash('sha256').update(document).digest('hex')
        if (before?.digest === digest) return before
        sql.insert.run(name, (before?.version ?? 0) + 1, digest, document, now().toISOString(), by)
        return get(name)
      })
    },
    get,
    list: () => sql.list.all().map(stored),
    remove(name) {
      get(name)
      sql.remove.run(name)
    },
  }
}

const stored = (row: Record<string, unknown>): StoredAnswer => ({
  name: row['name'] as string,
  version: Number(row['version']),
  digest: row['digest'] as string,
  storedAt: row['stored_at'] as string,
  storedBy: row['stored_by'] as string,
})
