/** Logging in, and changing one's own password. */
import { isVmpError, VmpError } from '../../lib/errors.ts'
import type { Events } from '../events/events.ts'
import type { Attempts } from './attempts.ts'
import type { Kept } from './kept.ts'
import type { SessionDocument, UserDocument } from './kinds.ts'
import type { PasswordHasher } from './password-hash.ts'
import { checkNewPassword } from './password-policy.ts'
import type { Carried } from './secret.ts'
import type { From, Sessions } from './sessions.ts'

/** Milliseconds that a login waits until this host, just started, knows its users. */
const PATIENCE = 5000

export interface Begun {
  readonly user: UserDocument
  readonly session: SessionDocument
  /** What the caller is to carry from now on. */
  readonly carried: Carried
}

export interface Login {
  /**
   * Always a new session: one that a caller brings along is ended, not used.
   * @param found Told who tries, when there is such a user.
   * @throws VmpError `user.locked`, `user.busy`, `user.wrongPassword`, `user.disabled`.
   */
  logIn(
    given: { readonly name: string; readonly password: string; readonly cookies: string | undefined },
    from: From,
    found: (user: UserDocument) => void,
  ): Promise<Begun>
  /**
   * Ends all sessions of the user, and begins a new one.
   * @throws VmpError `user.oldPasswordWrong`, `user.passwordSame`, `user.passwordWeak`, `user.locked`, `user.busy`.
   */
  changePassword(
    user: UserDocument,
    given: { readonly old: string; readonly new: string },
    from: From,
  ): Promise<Begun & { readonly before: UserDocument }>
}

interface Parts {
  readonly users: Kept<UserDocument['spec'], UserDocument['status']>
  readonly sessions: Sessions
  readonly attempts: Attempts
  readonly hasher: PasswordHasher
  readonly events: Pick<Events, 'add'>
  readonly now: () => Date
}

export function login({ users, sessions, attempts, hasher, events, now }: Parts): Login {
  /** The same work for whoever does not exist, so that the answer's time does not say so. */
  async function isRight(name: string, password: string, user: UserDocument | undefined, from: From): Promise<boolean> {
    const attempt = attempts.begin(name, from.address, user?.status.unlocks)
    let right: boolean
    try {
      right = await hasher.verify(password, user?.spec.passwordHash)
    } catch (error) {
      attempt.takeBack()
      throw error
    }
    if (right) attempt.succeeded()
    else if (attempt.locks)
      // A name that nobody has may be a password in the wrong field: it is not written down.
      events.add(
        'user.locked',
        { user: user?.name ?? '?', address: from.address, ...attempt.locks },
        { level: 'warning', ...(user && { object: { kind: 'user', id: user.id, name: user.name } }) },
      )
    return right
  }

  async function begin(user: UserDocument, from: From): Promise<Begun> {
    const { session, ...carried } = await sessions.begin(user, from)
    return { user, session, carried }
  }

  /** What is good to write down of a login, but no reason to refuse it when the store is away. */
  async function remember(user: UserDocument, password: string): Promise<UserDocument> {
    const { passwordHash } = user.spec
    if (users.cache.freshness().problem !== null) return user
    try {
      if (hasher.isOutdated(passwordHash)) {
        const hash = await hasher.hash(password)
        await users.all.changeSpec(user.id, ({ spec }) => ({
          spec: spec.passwordHash === passwordHash ? { ...spec, passwordHash: hash } : spec,
        }))
      }
      const loginAt = now().toISOString()
      return await users.seen(await users.all.changeStatus(user.id, ({ status }) => ({ ...status, loginAt })))
    } catch (error) {
      if (!isVmpError(error)) throw error
      return user
    }
  }

  return {
    async logIn({ name, password, cookies }, from, found) {
      await users.cache.filled(AbortSignal.timeout(PATIENCE)).catch(users.mustBeKnown)
      const user = users.cache.findByName(name)
      if (user) found(user)
      const right = await isRight(name, password, user, from)
      if (!right || user === undefined) throw new VmpError('user.wrongPassword')
      if (user.spec.disabled) throw new VmpError('user.disabled')
      const brought = await sessions.identify(cookies).catch(() => undefined)
      const begun = await begin(user, from)
      if (brought) await sessions.end([brought]).catch(() => undefined)
      return { ...begun, user: await remember(user, password) }
    },
    async changePassword(user, given, from) {
      const { credential, passwordHash } = user.spec
      if (!(await isRight(user.name!, given.old, user, from))) throw new VmpError('user.oldPasswordWrong')
      if (await hasher.verify(given.new, passwordHash)) throw new VmpError('user.passwordSame')
      checkNewPassword(given.new, { names: [user.name!, user.spec.fullName] })
      const hash = await hasher.hash(given.new)
      const passwordChangedAt = now().toISOString()
      const changed = await users.all.changeSpec(user.id, ({ spec }) => {
        // Somebody else has given a new one just now.
        if (spec.credential !== credential) throw new VmpError('user.oldPasswordWrong')
        return {
          spec: {
            ...spec,
            passwordHash: hash,
            passwordChangedAt,
            mustChangePassword: false,
            credential: credential + 1,
          },
        }
      })
      await users.seen(changed)
      return { ...(await begin(changed, from)), before: user }
    },
  }
}
