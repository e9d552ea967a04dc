/** Installations, from their approval on: one row each, the last one of a machine is what counts. */
import type { Answer } from '../../../answer/schema.ts'
import type { Plan } from '../../../answer/plan.ts'
import type { Problem } from '../../../lib/errors.ts'
import type { Database } from '../../../lib/sqlite.ts'
import type { PublicKey } from '../../contract/live.ts'

export interface InstallationRecord {
  readonly id: string
  readonly machine: string
  /** `queued`: approved, and not begun. */
  readonly phase: 'queued' | 'running' | 'written' | 'ended'
  readonly outcome: 'installed' | 'failed' | 'void' | 'adopted' | null
  readonly answerName: string
  readonly answerVersion: number
  readonly answerDigest: string
  readonly factsDigest: string
  readonly planDigest: string
  /** Rendered for this machine; null for one that was adopted. */
  readonly answer: Answer | null
  readonly plan: Plan | null
  readonly code: string | null
  readonly rearmed: boolean
  readonly reason: string | null
  readonly rule: string | null
  /** Name of the policy that judged it; null of one that was adopted, or approved by an older version. */
  readonly policy: string | null
  readonly approvedAt: string
  readonly approvedBy: string
  /** The live boot that does it. */
  readonly boot: string | null
  readonly startedAt: string | null
  readonly writtenAt: string | null
  readonly endedAt: string | null
  /** Where it failed; of one that is void, why. */
  readonly step: string | null
  readonly problem: Problem | null
  readonly presumed: boolean
  /** Of its host. One that was adopted has only the thumbprint that its disks record, until its host brings the key itself. */
  readonly publicKey: PublicKey | null
  readonly thumbprint: string | null
}

type Changes = Partial<Omit<InstallationRecord, 'id' | 'machine'>>

const columns: Readonly<Record<keyof InstallationRecord, string>> = {
  id: 'id',
  machine: 'machine',
  phase: 'phase',
  outcome: 'outcome',
  answerName: 'answer_name',
  answerVersion: 'answer_version',
  answerDigest: 'answer_digest',
  factsDigest: 'facts_digest',
  planDigest: 'plan_digest',
  answer: 'answer',
  plan: 'plan',
  code: 'code',
  rearmed: 'rearmed',
  reason: 'reason',
  rule: 'rule',
  policy: 'policy',
  approvedAt: 'approved_at',
  approvedBy: 'approved_by',
  boot: 'boot',
  startedAt: 'started_at',
  writtenAt: 'written_at',
  endedAt: 'ended_at',
  step: 'step',
  problem: 'problem',
  presumed: 'presumed',
  publicKey: 'public_key',
  thumbprint: 'thumbprint',
}
const documents: ReadonlySet<string> = new Set(['answer', 'plan', 'problem', 'publicKey'])
const flags: ReadonlySet<string> = new Set(['rearmed', 'presumed'])

/** Of one machine: kept at the most, and the newest of them that keep their logs. */
const installationsKept = 10
const bundlesKept = 3

export interface InstallationRepository {
  create(record: InstallationRecord): InstallationRecord
  get(id: string): InstallationRecord | undefined
  update(id: string, changes: Changes): InstallationRecord
  /** Makes it the last one of its machine: what is on the disks counts, whatever was tried since. */
  putLast(id: string): void
  /** The last one of a machine, but for those that were voided before they began. */
  last(machine: string): InstallationRecord | undefined
  /** The newest first. */
  of(machine: string): InstallationRecord[]
  /** All that are not ended, in the order of their approval. */
  open(): InstallationRecord[]
  /** The last one of every machine that is not void: whose names and addresses are taken. */
  standing(): InstallationRecord[]
  byThumbprint(thumbprint: string): InstallationRecord | undefined
  setBundle(id: string, text: string): void
  bundle(id: string): string | undefined
}

export function installationRepository(database: Database): InstallationRepository {
  const names = Object.keys(columns) as (keyof InstallationRecord)[]
  const own = Object.values(columns).join(', ')
  const sql = {
    insert: database.prepare(`INSERT INTO installation (${own}) VALUES (${names.map(() => '?').join(', ')})`),
    trim: database.prepare(
      'DELETE FROM installation WHERE machine = ?1 AND number NOT IN (SELECT number FROM installation WHERE machine = ?1 ORDER BY number DESC LIMIT ?2)',
    ),
    trimBundles: database.prepare(
      'UPDATE installation SET bundle = NULL WHERE machine = ?1 AND number NOT IN (SELECT number FROM installation WHERE machine = ?1 AND bundle IS NOT NULL ORDER BY number DESC LIMIT ?2)',
    ),
    get: database.prepare(`SELECT ${own} FROM installation WHERE id = ?`),
    putLast: database.prepare(
      'UPDATE installation SET number = (SELECT max(number) + 1 FROM installation) WHERE id = ?',
    ),
    last: database.prepare(
      `SELECT ${own} FROM installation WHERE machine = ? AND outcome IS NOT 'void' ORDER BY number DESC LIMIT 1`,
    ),
    of: database.prepare(`SELECT ${own} FROM installation WHERE machine = ? ORDER BY number DESC`),
    open: database.prepare(`SELECT ${own} FROM installation WHERE phase <> 'ended' ORDER BY number`),
    standing: database.prepare(
      `SELECT ${own} FROM installation WHERE number IN (SELECT max(number) FROM installation WHERE outcome IS NOT 'void' GROUP BY machine) ORDER BY number`,
    ),
    byThumbprint: database.prepare(`SELECT ${own} FROM installation WHERE thumbprint = ?`),
    setBundle: database.prepare('UPDATE installation SET bundle = ? WHERE id = ?'),
    bundle: database.prepare('SELECT bundle FROM installation WHERE id = ?'),
  }
  const record = (row: Record<string, unknown>): InstallationRecord => {
    const entries = names.map((name) => [name, read(name, row[columns[name]])])
    return Object.fromEntries(entries) as InstallationRecord
  }
  const get = (id: string): InstallationRecord | undefined => {
    const row = sql.get.get(id)
    return row && record(row)
  }
  return {
    create(made) {
      return database.transaction(() => {
        sql.insert.run(...names.map((name) => write(made[name])))
        sql.trim.run(made.machine, installationsKept)
        return get(made.id)!
      })
    },
    get,
    update(id, changes) {
      const changed = Object.keys(changes) as (keyof Changes)[]
      const assignments = changed.map((name) => `${columns[name]} = ?`).join(', ')
      const values = changed.map((name) => write(changes[name]))
      if (changed.length > 0) database.prepare(`UPDATE installation SET ${assignments} WHERE id = ?`).run(...values, id)
      return get(id)!
    },
    putLast: (id) => void sql.putLast.run(id),
    last(machine) {
      const row = sql.last.get(machine)
      return row && record(row)
    },
    of: (machine) => sql.of.all(machine).map(record),
    open: () => sql.open.all().map(record),
    standing: () => sql.standing.all().map(record),
    byThumbprint(thumbprint) {
      const row = sql.byThumbprint.get(thumbprint)
      return row && record(row)
    },
    setBundle(id, text) {
      database.transaction(() => {
        sql.setBundle.run(text, id)
        sql.trimBundles.run(get(id)!.machine, bundlesKept)
      })
    },
    bundle: (id) => (sql.bundle.get(id)?.['bundle'] as string | null | undefined) ?? undefined,
  }
}

function read(name: string, value: unknown): unknown {
  if (flags.has(name)) return value === 1
  return documents.has(name) && typeof value === 'string' ? JSON.parse(value) : value
}

function write(value: unknown): string | number | null {
  if (typeof value === 'boolean') return Number(value)
  if (value !== null && typeof value === 'object') return JSON.stringify(value)
  return (value ?? null) as string | number | null
}
