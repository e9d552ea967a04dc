/** Sessions: who has logged in, from where, and until when. */
import type { Clock } from '../../lib/clock.ts'
import { isVmpError, VmpError } from '../../lib/errors.ts'
import type { Kept } from './kept.ts'
import { sessionKind } from './kinds.ts'
import type { SessionDocument, UserDocument } from './kinds.ts'
import { isSecret, newSecret, sessionOf } from './secret.ts'
import type { Carried, RandomBytes } from './secret.ts'
import { uses } from './uses.ts'

const MINUTE = 60_000

export interface SessionLimits {
  /** Milliseconds without a call, and in all, until a session ends. */
  readonly idle: number
  readonly longest: number
}
export const sessionLimits: SessionLimits = { idle: 30 * MINUTE, longest: 12 * 60 * MINUTE }

/** Of one user; the one that was used least recently gives way. */
const MOST = 20
/** Of one host, while the store takes none. */
const MOST_LOCAL = 100
/** Others are given this long to become known everywhere before they are taken for left behind. */
const SETTLED = 10 * MINUTE
/** Milliseconds that a login waits for a store that is known to be away. */
const PATIENCE = 2000
/** Removed at one login. */
const SWEPT = 50

export interface From {
  readonly address: string
  readonly agent: string | undefined
}

interface Begun extends Carried {
  readonly session: SessionDocument
}

export interface Sessions {
  /**
   * Begins one. While the store takes nothing it is of this host alone, so that people can still look, and take over: it
   * lives in memory, and ends with the host's program.
   */
  begin(user: UserDocument, from: From): Promise<Begun>
  /** The session that a caller carries, whether or not it has ended. */
  identify(cookies: string | undefined): Promise<SessionDocument | undefined>
  /** As it is known on this host now. */
  current(id: string): SessionDocument | undefined
  /** Milliseconds since 1970 at which it ends if nothing happens; undefined when it has ended. */
  endOf(session: SessionDocument, user: UserDocument | undefined): number | undefined
  used(session: SessionDocument, address: string): void
  /** Those of a user that have not ended, the latest used first. */
  of(user: UserDocument): readonly SessionDocument[]
  lastUse(session: SessionDocument): number
  /**
   * Ends them: on this host at once, also when it throws `store.unavailable`.
   * @returns how many ended by it.
   */
  end(sessions: readonly SessionDocument[]): Promise<number>
  /** Tells of each change of any session. @returns what ends it. */
  subscribe(listener: () => void): () => void
}

interface Freshly {
  freshness(): { readonly age: number | null; readonly problem: unknown }
}

interface Parts {
  readonly sessions: Kept<SessionDocument['spec'], SessionDocument['status']>
  readonly users: Kept<UserDocument['spec'], UserDocument['status']>
  readonly now: () => Date
  readonly clock: Clock
  readonly random: RandomBytes
  readonly limits: SessionLimits
}

export function sessionKeeper({ sessions, users, now, clock, random, limits }: Parts): Sessions {
  /** Those of this host alone. */
  const local = new Map<string, SessionDocument>()
  /** Those that were ended here and may still be in the store. */
  const ended = new Set<string>()
  const listeners = new Set<() => void>()
  const { used, last, forget } = uses((id, use) => sessions.all.changeStatus(id, () => use), {
    every: limits.idle / 10,
    now,
  })
  sessions.cache.subscribe((changes) => {
    for (const change of changes)
      if ('delete' in change) {
        forget(change.delete)
        ended.delete(change.delete)
      }
    for (const listener of listeners) listener()
  })

  const lastUse = ({ id, status }: SessionDocument): number => Math.max(Date.parse(status.usedAt), last(id))
  const endOf: Sessions['endOf'] = (session, user) => {
    const { id, spec } = session
    if (ended.has(id) || user === undefined || user.id !== spec.user || user.spec.disabled) return undefined
    if (user.spec.credential !== spec.credential) return undefined
    const end = Math.min(Date.parse(spec.expiresAt), lastUse(session) + limits.idle)
    return end > now().getTime() ? end : undefined
  }
  const ofUser = (id: string): SessionDocument[] =>
    [...sessions.cache.list({ where: ({ spec }) => spec.user === id }).items, ...local.values()]
      .filter(({ spec }) => spec.user === id)
      .sort((a, b) => lastUse(b) - lastUse(a))

  function endHere(id: string): void {
    forget(id)
    if (!local.delete(id)) ended.add(id)
    for (const listener of listeners) listener()
  }

  async function end(those: readonly SessionDocument[]): Promise<number> {
    let count = 0
    for (const { id } of those) {
      const wasLocal = local.has(id)
      // Here at once, whether or not the others can hear of it.
      endHere(id)
      try {
        if (!wasLocal) await sessions.seen(await sessions.all.remove(id))
        count += 1
      } catch (error) {
        if (!isVmpError(error) || error.code !== 'document.notFound') throw error
      }
    }
    return count
  }

  /** Removes what nobody can use any more: sessions are made nowhere else, so that they do not become many. */
  async function sweep(): Promise<void> {
    const isKnown = ({ cache }: { readonly cache: Freshly }): boolean => {
      const { age, problem } = cache.freshness()
      return age !== null && problem === null
    }
    if (!isKnown(sessions) || !isKnown(users)) return
    const settled = now().getTime() - SETTLED
    const where = (session: SessionDocument): boolean =>
      Date.parse(session.created) < settled && endOf(session, users.cache.get(session.spec.user)) === undefined
    await end(sessions.cache.list({ where, limit: SWEPT }).items)
  }

  function make(user: UserDocument, { address, agent }: From): Begun {
    const { id, secret, hash } = newSecret(random)
    const at = now()
    const created = at.toISOString()
    const expiresAt = new Date(at.getTime() + limits.longest).toISOString()
    const spec = {
      user: user.id,
      secretHash: hash,
      credential: user.spec.credential,
      expiresAt,
      address,
      agent: agent ?? null,
    }
    const status = { usedAt: created, address }
    const { name: kind, version } = sessionKind
    return { id, secret, session: { id, kind, name: null, version, spec, status, created, revision: 1, at: 0 } }
  }

  /** @throws VmpError `store.unavailable`, `store.full`. */
  async function keep({ id, session }: Begun): Promise<SessionDocument> {
    const { spec, status } = session
    const creating = sessions.all.create({ spec, status }, { id })
    if (sessions.cache.freshness().problem === null) return sessions.seen(await creating)
    // It is known to be away: nobody waits as long as for one that may be electing its leader.
    const late = Promise.withResolvers<never>()
    const callOff = clock.after(PATIENCE, () => {
      late.reject(new VmpError('store.unavailable', { problem: 'it did not answer in time' }))
    })
    try {
      return await sessions.seen(await Promise.race([creating, late.promise]))
    } finally {
      callOff()
    }
  }

  function keepHere({ id, session }: Begun): void {
    const [oldest] = local.keys()
    if (local.size >= MOST_LOCAL && oldest !== undefined) endHere(oldest)
    local.set(id, session)
  }

  /** Nobody is kept from logging in by what is left to be tidied up. */
  async function tidy(user: UserDocument): Promise<void> {
    try {
      await sweep()
      await end(ofUser(user.id).slice(MOST))
    } catch (error) {
      if (!isVmpError(error)) throw error
    }
  }

  return {
    async begin(user, from) {
      const begun = make(user, from)
      try {
        const session = await keep(begun)
        await tidy(user)
        return { ...begun, session }
      } catch (error) {
        if (!isVmpError(error) || !(error.code === 'store.unavailable' || error.code === 'store.full')) throw error
        // The store may have taken that one all the same: nobody is told its secret.
        const here = make(user, from)
        keepHere(here)
        return here
      }
    },
    async identify(cookies) {
      const carried = sessionOf(cookies)
      if (carried === undefined) return undefined
      const session = local.get(carried.id) ?? (await sessions.find(carried.id))
      return session && isSecret(carried.secret, session.spec.secretHash) ? session : undefined
    },
    current: (id) => local.get(id) ?? sessions.cache.get(id),
    endOf,
    used: (session, address) =>
      // One of this host alone is never written.
      used(session.id, local.has(session.id) ? Infinity : Date.parse(session.status.usedAt), address),
    of: (user) => ofUser(user.id).filter((session) => endOf(session, user) !== undefined),
    lastUse,
    end,
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
