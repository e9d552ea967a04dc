/** What each role may do. The one table: the API's guard asks it, the console hides by it what would be refused. */

/** From the one that may most to the one that may least. */
export const roles = ['administrator', 'operator', 'viewer'] as const
export type Role = (typeof roles)[number]

/** Kinds of things that a token's scope may be narrowed to. */
export const scopeKinds = [
  'cluster',
  'host',
  'vm',
  'storage',
  'network',
  'task',
  'event',
  'alert',
  'user',
  'audit',
  'backup',
  'support',
] as const
export type ScopeKind = (typeof scopeKinds)[number]

const all = ['administrator', 'operator', 'viewer'] as const
const operators = ['administrator', 'operator'] as const
const administrators = ['administrator'] as const

/**
 * KIND.VERB: `view` reads, `operate` does what every day asks for and can be undone, `manage` makes, changes and removes.
 * Everybody may ask who he is; the other two of `own` need a session: a token can neither change a password nor make another
 * token.
 */
export const permissions = {
  'own.view': all,
  /** One's own session and password. */
  'own.session': all,
  'own.account': all,
  'cluster.view': all,
  'cluster.manage': administrators,
  'host.view': all,
  'host.operate': operators,
  'host.manage': administrators,
  'vm.view': all,
  'vm.operate': operators,
  'vm.manage': operators,
  'storage.view': all,
  'storage.operate': operators,
  'storage.manage': administrators,
  'network.view': all,
  'network.manage': administrators,
  'task.view': all,
  'task.operate': operators,
  'event.view': all,
  'alert.view': all,
  'alert.operate': operators,
  'alert.manage': administrators,
  'user.view': administrators,
  'user.manage': administrators,
  'audit.view': administrators,
  'backup.operate': administrators,
  'support.operate': administrators,
} as const satisfies Readonly<Record<`${ScopeKind | 'own'}.${string}`, readonly Role[]>>

export type Permission = keyof typeof permissions

/** All that is allowed until a first password is changed. */
export const beforeFirstPassword: readonly Permission[] = ['own.view', 'own.session']

/** Whether a role is no more than another. */
export const isWithin = (role: Role, other: Role): boolean => roles.indexOf(role) >= roles.indexOf(other)

export const allows = (role: Role, permission: Permission): boolean =>
  (permissions[permission] as readonly Role[]).includes(role)

/** What a token may do, besides what its owner may. */
export interface Scope {
  readonly role: Role
  /** Null: all kinds. */
  readonly kinds: readonly ScopeKind[] | null
}

/** Whether a token of this scope may, whatever its owner's role. */
export function scopeAllows({ role, kinds }: Scope, permission: Permission): boolean {
  const [kind] = permission.split('.') as [ScopeKind | 'own']
  if (permission === 'own.view') return true
  if (kind === 'own' || !allows(role, permission)) return false
  return kinds === null || kinds.includes(kind)
}
