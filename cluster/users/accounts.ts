/** Who may log in: made, changed and removed by administrators. */
import { isVmpError, VmpError } from '../../lib/errors.ts'
import type { Role } from '../contract/permissions.ts'
import type { Store, Transaction } from '../store/store.ts'
import type { Attempts } from './attempts.ts'
import type { Kept } from './kept.ts'
import { userKind } from './kinds.ts'
import type { UserDocument } from './kinds.ts'
import type { PasswordHasher } from './password-hash.ts'
import { checkNewPassword } from './password-policy.ts'
import { madeUpPassword } from './secret.ts'
import type { RandomBytes } from './secret.ts'

interface NewUser {
  readonly name: string
  readonly fullName?: string
  readonly role: Role
  /** One is made up without it. */
  readonly password?: string
}

interface UserPatch {
  readonly name?: string
  readonly fullName?: string
  readonly role?: Role
  readonly disabled?: boolean
}

interface Changed {
  readonly before: UserDocument
  readonly after: UserDocument
}

export interface Accounts {
  /** @throws VmpError `document.notFound`. */
  get(idOrName: string): Promise<UserDocument>
  list(options: { readonly offset?: number; readonly limit?: number; readonly role?: Role | undefined }): {
    readonly items: readonly UserDocument[]
    readonly total: number
  }
  /** The password is known to whoever gave it, and must be changed at the first login. */
  create(user: NewUser): Promise<{ readonly user: UserDocument; readonly madeUp: string | null }>
  /** @throws VmpError `user.lastAdministrator`, `document.changed`, … */
  change(idOrName: string, patch: UserPatch, ifMatch?: number): Promise<Changed>
  /** Its sessions and tokens are void at once. */
  remove(idOrName: string, ifMatch?: number): Promise<UserDocument>
  /** Ends all sessions and tokens of the user. */
  resetPassword(idOrName: string, password?: string): Promise<Changed & { readonly madeUp: string | null }>
  /** Forgets failed logins: on this host at once, also without the store; on the others when they hear of it. */
  unlock(idOrName: string): Promise<Changed>
  /** The first administrator of a cluster, if there is nobody yet. */
  createFirst(name: string, password?: string): Promise<{ readonly madeUp: string | null } | undefined>
}

interface Parts {
  readonly store: Store
  readonly users: Kept<UserDocument['spec'], UserDocument['status']>
  readonly attempts: Attempts
  readonly hasher: PasswordHasher
  readonly now: () => Date
  readonly random: RandomBytes
}

/** Written by whatever makes administrators fewer, so that two who do so at once see each other. */
const fewer = 'rules/administrators'

const isAdministrator = ({ spec }: UserDocument): boolean => spec.role === 'administrator' && !spec.disabled

export function accounts({ store, users, attempts, hasher, now, random }: Parts): Accounts {
  async function find(idOrName: string): Promise<UserDocument | undefined> {
    const known = users.cache.get(idOrName) ?? users.cache.findByName(idOrName)
    return known ?? (await users.all.find(idOrName)) ?? users.all.findByName(idOrName)
  }
  async function get(idOrName: string): Promise<UserDocument> {
    const user = await find(idOrName)
    if (user === undefined) throw new VmpError('document.notFound', { kind: userKind.title, id: idOrName })
    return user
  }

  /** @throws VmpError `user.lastAdministrator`. */
  async function someoneIsLeft(before: UserDocument, after: UserDocument | null): Promise<Transaction> {
    if (!isAdministrator(before) || (after && isAdministrator(after))) return { when: [], changes: [] }
    // The key first: whoever writes it after this makes the transaction fail, and the others are looked at anew.
    const revision = (await store.get(fewer))?.revision ?? 0
    const { items } = await users.all.list({
      where: (user) => isAdministrator(user) && user.id !== before.id,
      limit: 1,
    })
    if (items.length === 0) throw new VmpError('user.lastAdministrator')
    return { when: [{ key: fewer, revision }], changes: [{ put: fewer, value: before.id }] }
  }

  async function secretOf(
    password: string | undefined,
    names: readonly string[],
  ): Promise<{ readonly hash: string; readonly madeUp: string | null }> {
    if (password !== undefined) checkNewPassword(password, { names })
    const madeUp = password === undefined ? madeUpPassword(random) : null
    return { hash: await hasher.hash(password ?? madeUp!), madeUp }
  }

  async function create({ name, fullName = '', role, password }: NewUser): ReturnType<Accounts['create']> {
    const { hash, madeUp } = await secretOf(password, [name, fullName])
    const made = await users.all.create({
      name,
      spec: {
        fullName,
        role,
        disabled: false,
        passwordHash: hash,
        passwordChangedAt: now().toISOString(),
        mustChangePassword: true,
        credential: 1,
        resets: 0,
      },
      status: { loginAt: null, unlocks: 0 },
    })
    return { user: await users.seen(made), madeUp }
  }

  return {
    get,
    list({ offset = 0, limit = Infinity, role }) {
      users.mustBeKnown()
      return users.cache.list({ offset, limit, where: ({ spec }) => role === undefined || spec.role === role })
    },
    create,
    async change(idOrName, { name, fullName, role, disabled }, ifMatch) {
      const { id } = await get(idOrName)
      let before: UserDocument | undefined
      const after = await users.all.changeSpec(
        id,
        (user) => {
          before = user
          const spec = {
            ...user.spec,
            fullName: fullName ?? user.spec.fullName,
            role: role ?? user.spec.role,
            disabled: disabled ?? user.spec.disabled,
            // Sessions do not come back with the account; tokens do, for what depends on them.
            credential: user.spec.credential + (disabled === true && !user.spec.disabled ? 1 : 0),
          }
          return { name: name ?? user.name!, spec }
        },
        { ifMatch, also: someoneIsLeft },
      )
      return { before: before!, after: await users.seen(after) }
    },
    async remove(idOrName, ifMatch) {
      const { id } = await get(idOrName)
      return users.seen(await users.all.remove(id, { ifMatch, also: someoneIsLeft }))
    },
    async resetPassword(idOrName, password) {
      const before = await get(idOrName)
      const { hash, madeUp } = await secretOf(password, [before.name!, before.spec.fullName])
      const passwordChangedAt = now().toISOString()
      const after = await users.all.changeSpec(before.id, ({ spec }) => ({
        spec: {
          ...spec,
          passwordHash: hash,
          passwordChangedAt,
          mustChangePassword: true,
          credential: spec.credential + 1,
          resets: spec.resets + 1,
        },
      }))
      return { before, after: await users.seen(after), madeUp }
    },
    async unlock(idOrName) {
      const before = await get(idOrName)
      attempts.unlock(before.name!)
      const after = await users.all.changeStatus(before.id, ({ status }) => ({
        ...status,
        unlocks: status.unlocks + 1,
      }))
      return { before, after: await users.seen(after) }
    },
    async createFirst(name, password) {
      const { items, unreadable } = await users.all.list({ limit: 1 })
      if (items.length > 0 || unreadable.length > 0) return undefined
      try {
        const { madeUp } = await create({ name, role: 'administrator', ...(password !== undefined && { password }) })
        return { madeUp }
      } catch (error) {
        // Two who try at once give the same name, and one of them is second.
        if (isVmpError(error) && error.code === 'document.nameTaken') return undefined
        throw error
      }
    },
  }
}
