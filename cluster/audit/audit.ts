/** Who changed what, from where, and what came of it. */
import { asVmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import type { Database, Migrations } from '../../lib/sqlite.ts'
import { history, historyMigrations } from '../history/history.ts'
import type { History, Retention } from '../history/history.ts'
import type { Line, Subject } from '../history/record.ts'
import type { Actor } from './actor.ts'
import { difference } from './redacted.ts'

export const auditMigrations: Migrations = historyMigrations('audit')

/** A year, as most rules of companies ask for. */
const auditRetention: Retention = { days: 400, most: 500_000, least: 10_000 }

export interface AuditBody {
  readonly actor: Actor | null
  /** Network address of the caller; empty: at the host itself. */
  readonly address: string
  /** What the caller says that it is (User-Agent). */
  readonly agent: string | null
  /** `unknown`: it was begun, and the host lost power or was killed before it ended. */
  readonly outcome: 'done' | 'refused' | 'unknown'
  /** Of the error that it was refused with. */
  readonly code: string | null
  readonly changes: readonly { readonly object: Subject; readonly before: unknown; readonly after: unknown }[]
}

/** A call that may change something, as the API gives it. */
interface AuditedCall {
  readonly name: string
  readonly route: { readonly access: string }
  readonly principal: unknown
  readonly request: { readonly address: string; readonly agent: string | undefined }
}

interface Change {
  readonly object: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly before?: unknown
  readonly after?: unknown
}

export interface Audit {
  readonly history: History<AuditBody>
  /** Begins a record before anything is changed: when it cannot be kept, this throws and nothing is changed. */
  record(call: AuditedCall): { changed(change: Change): void; end(error?: unknown): void }
}

/**
 * Refusals of calls that anybody may send are kept but for these: while an account is locked its tries are not looked at, and
 * whoever sends thousands of them shall not write thousands of records.
 */
const unkept = new Set(['user.locked', 'user.busy', 'input.invalid', 'api.origin'])

export function audit(
  database: Database,
  { now, retention = auditRetention }: { readonly now: () => Date; readonly retention?: Retention },
): Audit {
  const kept = history<AuditBody>(database, 'audit', { retention, now })
  return {
    history: kept,
    record({ name, route, principal, request }) {
      const changes: AuditBody['changes'][number][] = []
      const at = now().toISOString()
      const { actor = null } = (principal ?? {}) as { readonly actor?: Actor }
      const line = (outcome: AuditBody['outcome'], code: string | null): Line<AuditBody> => ({
        at,
        level: outcome === 'done' ? 'info' : 'warning',
        kind: name,
        actor: actor?.name ?? null,
        object: changes[0]?.object ?? null,
        body: { actor, address: request.address, agent: request.agent ?? null, outcome, code, changes },
        words: [request.address, code, ...changes.map((change) => JSON.stringify(change))].filter(Boolean).join('\n'),
      })
      const begun = route.access === 'public' ? undefined : kept.add([line('unknown', null)])[0]!
      return {
        changed({ object: { kind, id, name: called = null }, before, after }) {
          changes.push({ object: { kind, id, name: called }, ...difference(before, after) })
        },
        end(error) {
          const code = error === undefined ? null : asVmpError(error).code
          const ended = line(error === undefined ? 'done' : 'refused', code)
          try {
            if (begun !== undefined) kept.amend(begun, ended)
            else if (code === null || !unkept.has(code)) kept.add([ended])
          } catch (problem) {
            // It is done by now, and its beginning is on record.
            log('audit').error({ err: problem, call: name })
          }
        },
      }
    },
  }
}
