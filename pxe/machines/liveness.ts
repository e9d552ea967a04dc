import { silentAfter } from '../contract/live.ts'

/** Which live systems are heard, and since when one is not. */
export interface Liveness {
  beat(machine: string): void
  /** A live system that is known from before this start of the station: it must beat soon, or it is silent. */
  expect(machine: string): void
  /** Its firmware or loader was heard: the live system that was there is over. */
  startsAnew(machine: string): void
  isTalking(machine: string): boolean
  /** It starts anew, and no live system has been heard since. */
  isStarting(machine: string): boolean
  lastBeat(machine: string): Date | undefined
  forget(machine: string): void
  /** Call every second or so: reports those that have fallen silent since. */
  sweep(): void
}

interface Entry {
  /** Of the last beat, or of when one was first expected, by the steady clock. */
  readonly since: number
  readonly beat: Date | undefined
  readonly state: 'talking' | 'expected' | 'silent' | 'starting'
}

export function liveness(options: {
  readonly now: () => Date
  /** Milliseconds of a clock that nobody sets. */
  readonly uptime: () => number
  readonly onSilent: (machine: string, seconds: number) => void
  readonly onTalking: (machine: string, again: boolean) => void
}): Liveness {
  const { now, uptime, onSilent, onTalking } = options
  const entries = new Map<string, Entry>()
  return {
    beat(machine) {
      const before = entries.get(machine)?.state
      entries.set(machine, { since: uptime(), beat: now(), state: 'talking' })
      if (before !== 'talking') onTalking(machine, before === 'silent')
    },
    expect: (machine) => void entries.set(machine, { since: uptime(), beat: undefined, state: 'expected' }),
    startsAnew(machine) {
      entries.set(machine, { since: uptime(), beat: entries.get(machine)?.beat, state: 'starting' })
    },
    isTalking: (machine) => entries.get(machine)?.state === 'talking',
    isStarting: (machine) => entries.get(machine)?.state === 'starting',
    lastBeat: (machine) => entries.get(machine)?.beat,
    forget: (machine) => void entries.delete(machine),
    sweep() {
      for (const [machine, entry] of entries) {
        const seconds = Math.round((uptime() - entry.since) / 1000)
        if (entry.state === 'silent' || entry.state === 'starting' || seconds < silentAfter) continue
        entries.set(machine, { ...entry, state: 'silent' })
        onSilent(machine, seconds)
      }
    },
  }
}
