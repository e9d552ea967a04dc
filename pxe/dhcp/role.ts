import type { Sighting } from './rivals.ts'
import type { DhcpEvent, DhcpMode } from './types.ts'

export interface Rival {
  readonly server: string
  /** Another VMP station. */
  readonly station: boolean
  readonly since: Date
}

export interface RoleOptions {
  readonly mode: DhcpMode
  readonly emit: (event: DhcpEvent) => void
  readonly now: () => Date
  /** Wants a look around soon: something pointed to another server. */
  readonly lookSoon: () => void
}

export interface Role {
  readonly givesAddresses: () => boolean
  /** No other server is known, after a look around. */
  readonly isAlone: () => boolean
  rivals(): readonly Rival[]
  /** A look around begins. */
  lookBegins(): void
  /** A look around is over: what did not answer three times running is gone. */
  lookEnded(): void
  /** Another server answered: certain. */
  readonly sighted: (sighting: Sighting) => void
  /** A client named another server: a hint, until it is seen. */
  readonly hinted: (server: string) => void
}

const GONE_AFTER = 3
/** A hint that no look around confirms is forgotten after this many milliseconds without another. */
const HINT_TIME = 600_000

/**
 * Whether this station gives addresses. In mode `auto` the safe side wins: none before the first look around, none from
 * the moment another server shows, and, once one was *seen*, none until the station is started again, because a server
 * that is silent may only be restarting and still owns its leases.
 */
export function createRole({ mode, emit, now, lookSoon }: RoleOptions): Role {
  const present = new Map<string, Rival & { misses: number; seen: boolean }>()
  let looked = false
  let confirmed = false
  let hintedAt: number | undefined
  let hint = ''

  const givesAddresses = (): boolean =>
    mode === 'full' || (mode === 'auto' && looked && !confirmed && hintedAt === undefined)

  /** Runs a change and says so when it changed what clients get. */
  const change = (server: string | undefined, reason: string, work: () => void): void => {
    const before = givesAddresses()
    work()
    const after = givesAddresses()
    if (before === after) return
    emit({
      type: 'mode',
      at: now(),
      reason: after ? 'gives-addresses' : reason,
      ...(server !== undefined && { server }),
    })
  }

  return {
    givesAddresses,
    isAlone: () => givesAddresses() && looked && present.size === 0 && hintedAt === undefined,
    rivals: () => [...present.values()].map(({ server, station, since }) => ({ server, station, since })),
    lookBegins() {
      for (const rival of present.values()) rival.seen = false
    },
    lookEnded() {
      for (const rival of present.values()) {
        rival.misses = rival.seen ? 0 : rival.misses + 1
        if (rival.misses < GONE_AFTER) continue
        present.delete(rival.server)
        emit({
          type: 'rival-gone',
          at: now(),
          server: rival.server,
          reason: confirmed && mode === 'auto' ? 'stays-proxy' : 'silent',
        })
      }
      change(undefined, 'rival', () => {
        looked = true
        if (hintedAt !== undefined && now().getTime() - hintedAt >= HINT_TIME) {
          hintedAt = undefined
          emit({ type: 'rival-gone', at: now(), server: hint, reason: 'not-confirmed' })
        }
      })
    },
    sighted({ server, station, givesAddresses: gives }) {
      const known = present.get(server)
      if (known) known.seen = true
      else {
        present.set(server, { server, station, since: now(), misses: 0, seen: true })
        emit({ type: 'rival-seen', at: now(), server, reason: station ? 'second-station' : 'address-server' })
      }
      change(server, 'rival', () => {
        confirmed ||= gives
      })
    },
    hinted(server) {
      if (mode !== 'auto' || confirmed) return
      const first = hintedAt === undefined
      change(server, 'hint', () => {
        hintedAt = now().getTime()
        hint = server
      })
      if (!first) return
      emit({ type: 'rival-seen', at: now(), server, reason: 'named-by-client' })
      lookSoon()
    },
  }
}
