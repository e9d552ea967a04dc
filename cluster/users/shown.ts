/** What may be seen of people, sessions and tokens: no hash of anything. */
import type { ApiToken, Session, User } from '../contract/users.ts'
import type { SessionDocument, TokenDocument, UserDocument } from './kinds.ts'
import type { UserPrincipal } from './principal.ts'
import { tokenPrefix } from './secret.ts'

export const shownUser = ({ id, name, spec, status, created, revision }: UserDocument): User => ({
  id,
  name: name!,
  fullName: spec.fullName,
  role: spec.role,
  disabled: spec.disabled,
  mustChangePassword: spec.mustChangePassword,
  passwordChangedAt: spec.passwordChangedAt,
  created,
  loginAt: status.loginAt,
  revision,
})

export const shownSession = (
  { id, spec, status, created }: SessionDocument,
  lastUse: number,
  caller: UserPrincipal,
): Session => ({
  id,
  user: spec.user,
  created,
  expiresAt: spec.expiresAt,
  usedAt: new Date(lastUse).toISOString(),
  address: status.address,
  agent: spec.agent,
  own: caller.by === 'session' && caller.session.id === id,
})

export const shownToken = ({ id, spec, status, created }: TokenDocument): ApiToken => ({
  id,
  user: spec.user,
  title: spec.title,
  prefix: tokenPrefix(id),
  role: spec.role,
  kinds: spec.kinds,
  created,
  expiresAt: spec.expiresAt,
  usedAt: status.usedAt,
  address: status.address,
})
