/** People, sessions and tokens of the cluster, as one host knows them. */
import { randomBytes } from 'node:crypto'
import { systemClock } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Problem } from '../../lib/errors.ts'
import type { Database } from '../../lib/sqlite.ts'
import type { Events } from '../events/events.ts'
import type { Store } from '../store/store.ts'
import { accounts } from './accounts.ts'
import type { Accounts } from './accounts.ts'
import { attempts } from './attempts.ts'
import { userGuard } from './guard.ts'
import type { UserGuard } from './guard.ts'
import { kept } from './kept.ts'
import { sessionKind, tokenKind, userKind } from './kinds.ts'
import { login } from './login.ts'
import type { Login } from './login.ts'
import { passwordHasher } from './password-hash.ts'
import type { PasswordHasher } from './password-hash.ts'
import type { RandomBytes } from './secret.ts'
import { sessionKeeper, sessionLimits } from './sessions.ts'
import type { SessionLimits, Sessions } from './sessions.ts'
import { tokenKeeper } from './tokens.ts'
import type { Tokens } from './tokens.ts'

interface PeopleOptions {
  readonly store: Store
  /** Of this host, with `attemptMigrations`. */
  readonly database: Database
  readonly events: Pick<Events, 'add'>
  readonly hasher?: PasswordHasher
  readonly limits?: SessionLimits
  readonly now?: () => Date
  readonly clock?: Clock
  readonly random?: RandomBytes
}

export interface People {
  readonly accounts: Accounts
  readonly login: Login
  readonly sessions: Sessions
  readonly tokens: Tokens
  /** Why the cluster's state is not followed just now, so that only what is known can be shown; null: it is. */
  problem(): Problem | null
  guard(listener: 'tls' | 'local'): UserGuard
  close(): Promise<void>
}

export function openPeople({
  store,
  database,
  events,
  hasher = passwordHasher(),
  limits = sessionLimits,
  now = () => new Date(),
  clock = systemClock,
  random = randomBytes,
}: PeopleOptions): People {
  const options = { clock, now }
  const users = kept(store, userKind, options)
  const sessionDocuments = kept(store, sessionKind, options)
  const tokenDocuments = kept(store, tokenKind, options)
  const tries = attempts(database, now)
  const sessions = sessionKeeper({ sessions: sessionDocuments, users, now, clock, random, limits })
  const tokens = tokenKeeper({ tokens: tokenDocuments, now, random })
  return {
    accounts: accounts({ store, users, attempts: tries, hasher, now, random }),
    login: login({ users, sessions, attempts: tries, hasher, events, now }),
    sessions,
    tokens,
    problem: () => users.cache.freshness().problem,
    guard: (listener) => userGuard({ users, sessions, tokens, now, clock }, listener),
    async close() {
      await Promise.all([users, sessionDocuments, tokenDocuments].map(({ cache }) => cache.close()))
    },
  }
}
