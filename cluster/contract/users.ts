/** People, sessions and API tokens. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { roles, scopeKinds } from './permissions.ts'
import { hostContract } from './route.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Instant = Type.String({ format: 'date-time' })
const Removed = Type.Object({ removed: Type.Integer() })

/** What one logs in by: any script, no spaces. */
export const UserName = Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\s\\p{C}/"\\\\]+$' })
const NewPassword = Type.String({ minLength: 1, maxLength: 256 })
const Role = Type.Enum(roles)
const FullName = Type.String({ maxLength: 128, pattern: '^[^\\p{C}]*$' })

export const User = Type.Object({
  id: Type.String(),
  name: Type.String(),
  fullName: Type.String(),
  role: Role,
  disabled: Type.Boolean(),
  mustChangePassword: Type.Boolean(),
  passwordChangedAt: Instant,
  created: Instant,
  loginAt: Maybe(Instant),
  revision: Type.Integer(),
})
export type User = Static<typeof User>

/** A user with the password for the first login, when it was made up: shown this once. */
const UserWithPassword = Type.Object({ ...User.properties, password: Maybe(Type.String()) })

export const Session = Type.Object({
  id: Type.String(),
  user: Type.String({ description: 'id' }),
  created: Instant,
  expiresAt: Instant,
  usedAt: Instant,
  address: Type.String(),
  agent: Maybe(Type.String()),
  own: Type.Boolean({ description: 'it is the one that asks' }),
})
export type Session = Static<typeof Session>

export const ApiToken = Type.Object({
  id: Type.String(),
  user: Type.String({ description: 'id' }),
  title: Type.String(),
  prefix: Type.String({ description: 'its beginning, by which it is recognised' }),
  role: Role,
  kinds: Maybe(Type.Array(Type.Enum(scopeKinds), { uniqueItems: true })),
  created: Instant,
  expiresAt: Instant,
  usedAt: Maybe(Instant),
  address: Maybe(Type.String({ description: 'that it was used from last' })),
})
export type ApiToken = Static<typeof ApiToken>

/** Who the caller is. */
export const Self = Type.Object({
  user: Maybe(User),
  /** Of the session or the token; a token may have less than its owner. */
  role: Role,
  permissions: Type.Array(Type.String()),
  mustChangePassword: Type.Boolean(),
  /** The cluster’s state cannot be reached: only what is known is shown. */
  readOnly: Type.Boolean(),
  expiresAt: Maybe(Instant),
})
export type Self = Static<typeof Self>

const OneUser = Type.Object({ user: Type.String({ description: 'id or name' }) })
const OneSession = Type.Object({ session: Type.String() })
const OneToken = Type.Object({ token: Type.String() })
const Sessions = Type.Object({ sessions: Type.Array(Session) })
const Tokens = Type.Object({ tokens: Type.Array(ApiToken) })

/** One's own. */
const own = {
  login: {
    method: 'POST',
    path: '/api/v1/session',
    summary: 'Log in: the session is a cookie',
    access: 'public',
    body: Type.Object({ user: Type.String({ maxLength: 128 }), password: Type.String({ maxLength: 1024 }) }),
    response: Self,
  },
  self: {
    method: 'GET',
    path: '/api/v1/session',
    summary: 'Who the caller is, and may do',
    access: 'user',
    permission: 'own.view',
    response: Self,
  },
  logout: {
    method: 'DELETE',
    path: '/api/v1/session',
    summary: 'Log out',
    access: 'user',
    permission: 'own.session',
    response: Removed,
  },
  changePassword: {
    method: 'PUT',
    path: '/api/v1/session/password',
    summary: 'Change one’s own password: all other sessions end',
    access: 'user',
    permission: 'own.session',
    body: Type.Object({ old: Type.String({ maxLength: 1024 }), new: NewPassword }),
    response: Self,
  },
  sessions: {
    method: 'GET',
    path: '/api/v1/sessions',
    summary: 'One’s own sessions',
    access: 'user',
    permission: 'own.account',
    response: Sessions,
  },
  endSession: {
    method: 'DELETE',
    path: '/api/v1/sessions/:session',
    summary: 'End one of one’s own sessions',
    access: 'user',
    permission: 'own.account',
    params: OneSession,
    response: Removed,
  },
  tokens: {
    method: 'GET',
    path: '/api/v1/tokens',
    summary: 'One’s own API tokens',
    access: 'user',
    permission: 'own.account',
    response: Tokens,
  },
  createToken: {
    method: 'POST',
    path: '/api/v1/tokens',
    summary: 'Make an API token; it is shown this once',
    access: 'user',
    permission: 'own.account',
    body: Type.Object({
      title: Type.String({ minLength: 1, maxLength: 128, pattern: '^[^\\p{C}]+$' }),
      role: Role,
      kinds: Type.Optional(Type.Array(Type.Enum(scopeKinds), { minItems: 1, uniqueItems: true })),
      expiresAt: Instant,
    }),
    response: Type.Object({ ...ApiToken.properties, secret: Type.String({ description: 'the whole token' }) }),
    creates: true,
  },
  removeToken: {
    method: 'DELETE',
    path: '/api/v1/tokens/:token',
    summary: 'Make one of one’s own API tokens void',
    access: 'user',
    permission: 'own.account',
    params: OneToken,
    response: Removed,
  },
} as const

/** Of others. */
const others = {
  users: {
    method: 'GET',
    path: '/api/v1/users',
    summary: 'Everybody who may log in',
    access: 'user',
    permission: 'user.view',
    query: Type.Object({
      offset: Type.Optional(Type.Integer({ minimum: 0, default: 0 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
      role: Type.Optional(Role),
    }),
    response: Type.Object({ users: Type.Array(User), total: Type.Integer({ description: 'on all pages' }) }),
  },
  user: {
    method: 'GET',
    path: '/api/v1/users/:user',
    summary: 'One of them',
    access: 'user',
    permission: 'user.view',
    params: OneUser,
    response: User,
    etag: true,
  },
  createUser: {
    method: 'POST',
    path: '/api/v1/users',
    summary: 'Let somebody log in; the first password is to be changed at once',
    access: 'user',
    permission: 'user.manage',
    body: Type.Object({
      name: UserName,
      fullName: Type.Optional(FullName),
      role: Role,
      password: Type.Optional(NewPassword),
    }),
    response: UserWithPassword,
    creates: true,
  },
  changeUser: {
    method: 'PUT',
    path: '/api/v1/users/:user',
    summary: 'Change name, role, or whether somebody may log in',
    access: 'user',
    permission: 'user.manage',
    params: OneUser,
    body: Type.Object({
      name: Type.Optional(UserName),
      fullName: Type.Optional(FullName),
      role: Type.Optional(Role),
      disabled: Type.Optional(Type.Boolean()),
    }),
    response: User,
    etag: true,
    ifMatch: 'optional',
  },
  removeUser: {
    method: 'DELETE',
    path: '/api/v1/users/:user',
    summary: 'Remove somebody, with all sessions and tokens',
    access: 'user',
    permission: 'user.manage',
    params: OneUser,
    response: Removed,
    ifMatch: 'optional',
  },
  resetPassword: {
    method: 'POST',
    path: '/api/v1/users/:user/password',
    summary: 'Give a new first password: all sessions and tokens of that user end',
    access: 'user',
    permission: 'user.manage',
    params: OneUser,
    body: Type.Object({ password: Type.Optional(NewPassword) }),
    response: UserWithPassword,
  },
  unlockUser: {
    method: 'POST',
    path: '/api/v1/users/:user/unlock',
    summary: 'Forget failed logins, on all hosts',
    access: 'user',
    permission: 'user.manage',
    params: OneUser,
    response: User,
  },
  userSessions: {
    method: 'GET',
    path: '/api/v1/users/:user/sessions',
    summary: 'Somebody’s sessions',
    access: 'user',
    permission: 'user.view',
    params: OneUser,
    response: Sessions,
  },
  endUserSession: {
    method: 'DELETE',
    path: '/api/v1/users/:user/sessions/:session',
    summary: 'End one of somebody’s sessions',
    access: 'user',
    permission: 'user.manage',
    params: Type.Object({ ...OneUser.properties, ...OneSession.properties }),
    response: Removed,
  },
  userTokens: {
    method: 'GET',
    path: '/api/v1/users/:user/tokens',
    summary: 'Somebody’s API tokens',
    access: 'user',
    permission: 'user.view',
    params: OneUser,
    response: Tokens,
  },
  removeUserToken: {
    method: 'DELETE',
    path: '/api/v1/users/:user/tokens/:token',
    summary: 'Make one of somebody’s API tokens void',
    access: 'user',
    permission: 'user.manage',
    params: Type.Object({ ...OneUser.properties, ...OneToken.properties }),
    response: Removed,
  },
} as const

export const usersContract = hostContract({ ...own, ...others })
