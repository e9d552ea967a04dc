/** People, their sessions and API tokens as documents of the cluster. */
import { Type } from 'typebox'
import type { Static } from 'typebox'
import type { Document } from '../documents/document.ts'
import { kind } from '../documents/kind.ts'
import { roles, scopeKinds } from '../contract/permissions.ts'
import { UserName } from '../contract/users.ts'

const closed = { additionalProperties: false } as const
const Instant = Type.String({ format: 'date-time' })
const Maybe = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) => Type.Union([type, Type.Null()])
/** SHA-256 of a random secret, hexadecimal. */
const Hash = Type.String({ pattern: '^[0-9a-f]{64}$' })

const UserSpec = Type.Object(
  {
    fullName: Type.String({ maxLength: 128 }),
    role: Type.Enum(roles),
    disabled: Type.Boolean(),
    /** PHC string. */
    passwordHash: Type.String({ maxLength: 512 }),
    passwordChangedAt: Instant,
    /** Until it is changed, nothing else is allowed: somebody else knows it. */
    mustChangePassword: Type.Boolean(),
    /** Counts the passwords; a session is of one of them, so that one write ends all sessions of the others. */
    credential: Type.Integer({ minimum: 1 }),
    /** Counts the passwords that somebody else gave; an API token is of one of them, so that the next ends all of them. */
    resets: Type.Integer({ minimum: 0 }),
  },
  closed,
)
type UserSpec = Static<typeof UserSpec>
const UserStatus = Type.Object(
  {
    loginAt: Maybe(Instant),
    /** Counts how often failed logins were forgotten: each host forgets its own when it sees the next, whatever its clock says. */
    unlocks: Type.Integer({ minimum: 0 }),
  },
  closed,
)
type UserStatus = Static<typeof UserStatus>

export const userKind = kind({
  name: 'user',
  title: 'kind.user',
  names: UserName,
  spec: UserSpec,
  status: UserStatus,
})

const SessionSpec = Type.Object(
  {
    user: Type.String(),
    secretHash: Hash,
    credential: Type.Integer(),
    expiresAt: Instant,
    address: Type.String(),
    agent: Maybe(Type.String()),
  },
  closed,
)
const Used = Type.Object({ usedAt: Instant, address: Type.String() }, closed)

export const sessionKind = kind({ name: 'session', title: 'kind.session', spec: SessionSpec, status: Used })

const TokenSpec = Type.Object(
  {
    user: Type.String(),
    resets: Type.Integer(),
    title: Type.String({ maxLength: 128 }),
    secretHash: Hash,
    role: Type.Enum(roles),
    kinds: Maybe(Type.Array(Type.Enum(scopeKinds))),
    expiresAt: Instant,
  },
  closed,
)
const TokenStatus = Type.Object({ usedAt: Maybe(Instant), address: Maybe(Type.String()) }, closed)

export const tokenKind = kind({ name: 'api-token', title: 'kind.apiToken', spec: TokenSpec, status: TokenStatus })

export type UserDocument = Document<UserSpec, UserStatus>
export type SessionDocument = Document<Static<typeof SessionSpec>, Static<typeof Used>>
export type TokenDocument = Document<Static<typeof TokenSpec>, Static<typeof TokenStatus>>
