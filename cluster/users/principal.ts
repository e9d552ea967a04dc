/** Who calls, and what of it is allowed. */
import { VmpError } from '../../lib/errors.ts'
import type { Actor } from '../audit/actor.ts'
import { allows, beforeFirstPassword, isWithin, permissions, scopeAllows } from '../contract/permissions.ts'
import type { Permission, Role } from '../contract/permissions.ts'
import type { SessionDocument, TokenDocument, UserDocument } from './kinds.ts'

/** At the host itself; somebody who has logged in; or a program with somebody's token. */
type By =
  | { readonly by: 'root'; readonly user: null }
  | { readonly by: 'session'; readonly user: UserDocument; readonly session: SessionDocument }
  | { readonly by: 'token'; readonly user: UserDocument; readonly token: TokenDocument }

export type UserPrincipal = By & {
  readonly actor: Actor
  /** For as long as a stream is open: aborts when the caller may hear no more. */
  readonly ended?: AbortSignal
}

export const root: UserPrincipal = { by: 'root', user: null, actor: { kind: 'root', id: 'root', name: 'root' } }

export const bySession = (user: UserDocument, session: SessionDocument): UserPrincipal => ({
  by: 'session',
  user,
  session,
  actor: { kind: 'user', id: user.id, name: user.name! },
})

export const byToken = (user: UserDocument, token: TokenDocument): UserPrincipal => ({
  by: 'token',
  user,
  token,
  actor: { kind: 'token', id: token.id, name: `${user.name}/${token.spec.title}` },
})

/** The lesser of a token's role and of its owner's. */
export function roleOf(principal: UserPrincipal): Role {
  if (principal.by === 'root') return 'administrator'
  const { role } = principal.user.spec
  if (principal.by === 'session') return role
  return isWithin(principal.token.spec.role, role) ? principal.token.spec.role : role
}

/** What is in the way, if something is. */
function hindrance(principal: UserPrincipal, permission: Permission): VmpError | undefined {
  const own = permission.startsWith('own.') && permission !== 'own.view'
  if (own && principal.by !== 'session') return new VmpError('user.accountNeeded')
  if (principal.by === 'root') return undefined
  if (principal.user.spec.mustChangePassword && !beforeFirstPassword.includes(permission))
    return new VmpError('user.passwordToChange')
  const isAllowed =
    allows(principal.user.spec.role, permission) &&
    (principal.by === 'session' || scopeAllows({ ...principal.token.spec }, permission))
  return isAllowed ? undefined : new VmpError('user.forbidden', { permission })
}

export const may = (principal: UserPrincipal, permission: Permission): boolean =>
  hindrance(principal, permission) === undefined

/** @throws VmpError `user.accountNeeded`, `user.passwordToChange`, `user.forbidden`. */
export function permit(principal: UserPrincipal, permission: Permission): void {
  const problem = hindrance(principal, permission)
  if (problem) throw problem
}

export const permissionsOf = (principal: UserPrincipal): Permission[] =>
  (Object.keys(permissions) as Permission[]).filter((permission) => may(principal, permission))
