import type { UserPrincipal } from '../../cluster/users/principal.ts'

/** Who calls a host of a cluster. */
export interface Principals {
  readonly public: undefined
  readonly user: UserPrincipal
  readonly [access: string]: unknown
}
