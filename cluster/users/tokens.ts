/** API tokens: what programs log in with. */
import { isVmpError, VmpError } from '../../lib/errors.ts'
import { isWithin } from '../contract/permissions.ts'
import type { Scope } from '../contract/permissions.ts'
import type { Kept } from './kept.ts'
import type { TokenDocument, UserDocument } from './kinds.ts'
import { isSecret, newSecret, tokenOf, tokenText } from './secret.ts'
import type { RandomBytes } from './secret.ts'
import { uses } from './uses.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** Days that a token may live: one that nobody needs any more ends by itself. */
const LONGEST = 366
/** Of one user. */
const MOST = 50
/** Milliseconds between two writes of its last use. */
const WRITTEN = 5 * MINUTE

interface NewToken extends Scope {
  readonly title: string
  readonly expiresAt: string
}

export interface Tokens {
  /**
   * @returns the text too: the only time that it is to be had.
   * @throws VmpError `user.tokenRole`, `user.tokenLife`, `user.tooManyTokens`.
   */
  create(user: UserDocument, token: NewToken): Promise<{ readonly token: TokenDocument; readonly text: string }>
  /** The token that a caller carries, whether or not it has ended. */
  identify(authorization: string | undefined): Promise<TokenDocument | undefined>
  current(id: string): TokenDocument | undefined
  /** Milliseconds since 1970 at which it ends; undefined when it has ended. */
  endOf(token: TokenDocument, user: UserDocument | undefined): number | undefined
  used(token: TokenDocument, address: string): void
  /** Those of a user, the newest first. */
  of(user: UserDocument): readonly TokenDocument[]
  /** @returns how many ended by it. */
  end(tokens: readonly TokenDocument[]): Promise<number>
  /** Tells of each change of any token. @returns what ends it. */
  subscribe(listener: () => void): () => void
}

interface Parts {
  readonly tokens: Kept<TokenDocument['spec'], TokenDocument['status']>
  readonly now: () => Date
  readonly random: RandomBytes
}

export function tokenKeeper({ tokens, now, random }: Parts): Tokens {
  const { used, forget } = uses((id, use) => tokens.all.changeStatus(id, () => use), { every: WRITTEN, now })
  tokens.cache.subscribe((changes) => {
    for (const change of changes) if ('delete' in change) forget(change.delete)
  })

  const endOf: Tokens['endOf'] = ({ spec }, user) => {
    if (user === undefined || user.id !== spec.user || user.spec.disabled) return undefined
    if (user.spec.resets !== spec.resets) return undefined
    const end = Date.parse(spec.expiresAt)
    return end > now().getTime() ? end : undefined
  }

  async function end(those: readonly TokenDocument[]): Promise<number> {
    let ended = 0
    for (const { id } of those) {
      try {
        await tokens.seen(await tokens.all.remove(id))
        ended += 1
      } catch (error) {
        if (!isVmpError(error) || error.code !== 'document.notFound') throw error
      }
    }
    return ended
  }

  const ofUser = (id: string): readonly TokenDocument[] =>
    tokens.cache.list({ where: ({ spec }) => spec.user === id }).items

  return {
    async create(user, { title, role, kinds, expiresAt }) {
      if (!isWithin(role, user.spec.role)) throw new VmpError('user.tokenRole')
      const life = Date.parse(expiresAt) - now().getTime()
      if (!(life > 0 && life <= LONGEST * DAY)) throw new VmpError('user.tokenLife', { days: LONGEST })
      const before = ofUser(user.id)
      // Those that a new password ended make room.
      const gone = before.filter((token) => token.spec.resets !== user.spec.resets)
      await end(gone)
      if (before.length - gone.length >= MOST) throw new VmpError('user.tooManyTokens', { count: MOST })
      const { id, secret, hash } = newSecret(random)
      const made = await tokens.all.create(
        {
          spec: {
            user: user.id,
            resets: user.spec.resets,
            title,
            secretHash: hash,
            role,
            kinds: kinds && [...kinds],
            expiresAt,
          },
          status: { usedAt: null, address: null },
        },
        { id },
      )
      return { token: await tokens.seen(made), text: tokenText({ id, secret }) }
    },
    async identify(authorization) {
      const carried = tokenOf(authorization)
      const token = carried && (await tokens.find(carried.id))
      return token && isSecret(carried.secret, token.spec.secretHash) ? token : undefined
    },
    current: (id) => tokens.cache.get(id),
    endOf,
    used: (token, address) =>
      used(token.id, token.status.usedAt === null ? 0 : Date.parse(token.status.usedAt), address),
    of: (user) =>
      ofUser(user.id)
        .filter(({ spec }) => spec.resets === user.spec.resets)
        .toSorted((a, b) => b.created.localeCompare(a.created)),
    end,
    subscribe: (listener) => tokens.cache.subscribe(listener),
  }
}
