/** What a host answers about people, sessions and API tokens. */
import type { Handlers } from '../../api/mount.ts'
import type { Self, usersContract } from '../../cluster/contract/users.ts'
import type { SessionDocument, TokenDocument, UserDocument } from '../../cluster/users/kinds.ts'
import type { Begun } from '../../cluster/users/login.ts'
import { refuseOtherSites } from '../../cluster/users/origin.ts'
import type { People } from '../../cluster/users/people.ts'
import { bySession, permissionsOf, roleOf } from '../../cluster/users/principal.ts'
import type { UserPrincipal } from '../../cluster/users/principal.ts'
import { noCookie, sessionCookie } from '../../cluster/users/secret.ts'
import { shownSession, shownToken, shownUser } from '../../cluster/users/shown.ts'
import { VmpError } from '../../lib/errors.ts'
import type { Principals } from './principals.ts'

export function usersHandlers({
  accounts,
  login,
  sessions,
  tokens,
  problem,
}: People): Handlers<typeof usersContract, Principals> {
  function self(principal: UserPrincipal): Self {
    const { user } = principal
    const expiresAt =
      principal.by === 'root'
        ? null
        : principal.by === 'session'
          ? principal.session.spec.expiresAt
          : principal.token.spec.expiresAt
    return {
      user: user && shownUser(user),
      role: roleOf(principal),
      permissions: permissionsOf(principal),
      mustChangePassword: user?.spec.mustChangePassword ?? false,
      readOnly: problem() !== null,
      expiresAt,
    }
  }
  const begun = ({ user, session, carried }: Begun, answer: { header(name: string, value: string): void }): Self => {
    answer.header('set-cookie', sessionCookie(carried))
    return self(bySession(user, session))
  }
  const aboutUser = ({ id, name }: UserDocument) => ({ kind: 'user', id, name: name! })
  const aboutSession = ({ id }: SessionDocument) => ({ kind: 'session', id })
  const aboutToken = ({ id, spec }: TokenDocument) => ({ kind: 'apiToken', id, name: spec.title })
  const shownSessions = (user: UserDocument, principal: UserPrincipal) => ({
    sessions: sessions.of(user).map((each) => shownSession(each, sessions.lastUse(each), principal)),
  })
  const shownTokens = (user: UserDocument) => ({ tokens: tokens.of(user).map(shownToken) })

  type Changed = (change: {
    readonly object: { readonly kind: string; readonly id: string; readonly name?: string }
    readonly before?: unknown
    readonly after?: unknown
  }) => void
  async function endSession(user: UserDocument, id: string, changed: Changed): Promise<{ removed: number }> {
    const session = sessions.of(user).find((each) => each.id === id)
    if (session === undefined) throw new VmpError('document.notFound', { kind: 'kind.session', id })
    changed({ object: aboutSession(session), before: { user: user.name, address: session.spec.address } })
    return { removed: await sessions.end([session]) }
  }
  async function removeToken(user: UserDocument, id: string, changed: Changed): Promise<{ removed: number }> {
    const token = tokens.of(user).find((each) => each.id === id)
    if (token === undefined) throw new VmpError('document.notFound', { kind: 'kind.apiToken', id })
    changed({ object: aboutToken(token), before: token.spec })
    return { removed: await tokens.end([token]) }
  }

  return {
    async login({ body, request, answer, changed }) {
      refuseOtherSites(request)
      const given = { name: body.user, password: body.password, cookies: request.cookie }
      return begun(await login.logIn(given, request, (user) => changed({ object: aboutUser(user) })), answer)
    },
    self: ({ principal }) => self(principal),
    async logout({ principal, answer, changed }) {
      const { session } = ownSession(principal)
      changed({ object: aboutSession(session) })
      answer.header('set-cookie', noCookie)
      return { removed: await sessions.end([session]) }
    },
    async changePassword({ body, principal, request, answer, changed }) {
      const { user } = ownSession(principal)
      const made = await login.changePassword(user, body, request)
      changed({ object: aboutUser(user), before: made.before.spec, after: made.user.spec })
      return begun(made, answer)
    },
    sessions: ({ principal }) => shownSessions(ownSession(principal).user, principal),
    endSession: ({ params, principal, changed }) => endSession(ownSession(principal).user, params.session, changed),
    tokens: ({ principal }) => shownTokens(ownSession(principal).user),
    async createToken({ body: { title, role, kinds = null, expiresAt }, principal, changed }) {
      const { token, text } = await tokens.create(ownSession(principal).user, { title, role, kinds, expiresAt })
      changed({ object: aboutToken(token), after: token.spec })
      return { ...shownToken(token), secret: text }
    },
    removeToken: ({ params, principal, changed }) => removeToken(ownSession(principal).user, params.token, changed),

    users({ query: { offset = 0, limit = 200, role } }) {
      const { items, total } = accounts.list({ offset, limit, role })
      return { users: items.map(shownUser), total }
    },
    user: async ({ params }) => shownUser(await accounts.get(params.user)),
    async createUser({ body, changed }) {
      const { user, madeUp } = await accounts.create(body)
      changed({ object: aboutUser(user), after: user.spec })
      return { ...shownUser(user), password: madeUp }
    },
    async changeUser({ params, body, ifMatch, changed }) {
      const { before, after } = await accounts.change(params.user, body, ifMatch)
      const named = ({ name, spec }: UserDocument) => ({ name, ...spec })
      changed({ object: aboutUser(after), before: named(before), after: named(after) })
      return shownUser(after)
    },
    async removeUser({ params, ifMatch, changed }) {
      const user = await accounts.remove(params.user, ifMatch)
      changed({ object: aboutUser(user), before: user.spec })
      return { removed: 1 }
    },
    async resetPassword({ params, body, changed }) {
      const { before, after, madeUp } = await accounts.resetPassword(params.user, body.password)
      changed({ object: aboutUser(after), before: before.spec, after: after.spec })
      return { ...shownUser(after), password: madeUp }
    },
    async unlockUser({ params, changed }) {
      const { before, after } = await accounts.unlock(params.user)
      changed({ object: aboutUser(after), before: before.status, after: after.status })
      return shownUser(after)
    },
    userSessions: async ({ params, principal }) => shownSessions(await accounts.get(params.user), principal),
    endUserSession: async ({ params, changed }) => endSession(await accounts.get(params.user), params.session, changed),
    userTokens: async ({ params }) => shownTokens(await accounts.get(params.user)),
    removeUserToken: async ({ params, changed }) => removeToken(await accounts.get(params.user), params.token, changed),
  }
}

/** The guard lets nobody else make these calls. */
function ownSession(principal: UserPrincipal): UserPrincipal & { readonly by: 'session' } {
  if (principal.by !== 'session') throw new VmpError('user.accountNeeded')
  return principal
}
