/** Lets callers in who have logged in, or carry a token, and may do what they ask for. */
import type { Clock } from '../../lib/clock.ts'
import { VmpError } from '../../lib/errors.ts'
import type { Permission } from '../contract/permissions.ts'
import type { Kept } from './kept.ts'
import type { UserDocument } from './kinds.ts'
import { refuseOtherSites } from './origin.ts'
import { bySession, byToken, may, permit, root } from './principal.ts'
import type { UserPrincipal } from './principal.ts'
import type { Sessions } from './sessions.ts'
import type { Tokens } from './tokens.ts'

interface Request {
  readonly method: string
  readonly authorization: string | undefined
  readonly cookie: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  readonly host: string | undefined
  readonly address: string
}

interface Call {
  readonly route: { readonly permission?: string; readonly stream?: true }
  readonly gone: AbortSignal
}

/** @throws VmpError `user.notLoggedIn`, `api.origin`, and what `permit` throws. */
export type UserGuard = (request: Request, call: Call) => Promise<UserPrincipal> | UserPrincipal

interface Parts {
  readonly users: Kept<UserDocument['spec'], UserDocument['status']>
  readonly sessions: Sessions
  readonly tokens: Tokens
  readonly now: () => Date
  readonly clock: Clock
}

/** Milliseconds after which a stream's caller is looked at again, whatever is known of its end. */
const DAY = 86_400_000

export function userGuard({ users, sessions, tokens, now, clock }: Parts, listener: 'tls' | 'local'): UserGuard {
  if (listener === 'local') return (_, { route }) => permitted(root, permissionOf(route))

  async function identify(request: Request): Promise<UserPrincipal | undefined> {
    // Who sends a header of its own is no page that borrows a cookie; and it means the token.
    if (request.authorization !== undefined) {
      const token = await tokens.identify(request.authorization)
      const user = token && (await users.find(token.spec.user))
      return token && user && byToken(user, token)
    }
    const session = await sessions.identify(request.cookie)
    if (session === undefined) return undefined
    refuseOtherSites(request)
    const user = await users.find(session.spec.user)
    return user && bySession(user, session)
  }

  const endOf = (principal: UserPrincipal): number | undefined => {
    if (principal.by === 'root') return Infinity
    return principal.by === 'session'
      ? sessions.endOf(principal.session, principal.user)
      : tokens.endOf(principal.token, principal.user)
  }

  /** The same caller as it is known now; undefined when there is none any more. */
  function latest(principal: UserPrincipal): UserPrincipal | undefined {
    if (principal.by === 'root') return principal
    const user = users.cache.get(principal.user.id)
    if (user === undefined) return undefined
    if (principal.by === 'session') {
      const session = sessions.current(principal.session.id)
      return session && bySession(user, session)
    }
    const token = tokens.current(principal.token.id)
    return token && byToken(user, token)
  }

  /** Aborts as soon as the caller could not make this call again. */
  function endSignal(principal: UserPrincipal, permission: Permission, gone: AbortSignal): AbortSignal {
    const ended = new AbortController()
    let callOff = (): void => undefined
    const look = (): void => {
      callOff()
      const known = latest(principal)
      const end = known && may(known, permission) ? endOf(known) : undefined
      if (end === undefined) return stop()
      // One millisecond more: at the end itself it has not ended yet.
      callOff = clock.after(Math.min(end - now().getTime() + 1, DAY), look)
    }
    const subscriptions = [users.cache.subscribe(look), sessions.subscribe(look), tokens.subscribe(look)]
    const leave = (): void => {
      callOff()
      for (const end of subscriptions) end()
    }
    const stop = (): void => {
      leave()
      ended.abort()
    }
    gone.addEventListener('abort', leave, { once: true })
    if (gone.aborted) leave()
    else look()
    return ended.signal
  }

  return async (request, { route, gone }) => {
    const principal = await identify(request)
    if (principal === undefined || endOf(principal) === undefined) throw new VmpError('user.notLoggedIn')
    const permission = permissionOf(route)
    permit(principal, permission)
    if (route.stream) return { ...principal, ended: endSignal(principal, permission, gone) }
    // A stream is open without anybody before the screen: it keeps no session alive.
    if (principal.by === 'session') sessions.used(principal.session, request.address)
    if (principal.by === 'token') tokens.used(principal.token, request.address)
    return principal
  }
}

function permitted(principal: UserPrincipal, permission: Permission): UserPrincipal {
  permit(principal, permission)
  return principal
}

/** The contract of hosts has checked that it is one. */
const permissionOf = ({ permission }: Call['route']): Permission => permission as Permission
