import type { Access, Route } from '../../lib/contract.ts'
import type { Permission } from './permissions.ts'

type HostRoute = Omit<Route, 'access' | 'permission'> &
  ({ readonly access: 'user'; readonly permission: Permission } | { readonly access: Exclude<Access, 'user'> })

/** A contract of hosts: as `contract`, and every permission that it names is one of the table. */
export function hostContract<const Routes extends Readonly<Record<string, HostRoute>>>(routes: Routes): Routes {
  return routes
}
