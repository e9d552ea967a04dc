import { silentAfter } from '../contract/live.ts'

/** Which live systems are heard, and since when one is not. */
export interface Liveness {
  beat(machine: string): void
  isTalking(machine: string): boolean
  lastBeat(machine: string): Date | undefined
  forget(machine: string): void
  /** Call every second or so: reports those that have fallen silent since. */
  sweep(): void
}

interface Entry {
  last: number
  talking: boolean
}

export function liveness(options: {
  readonly now: () => Date
  readonly onSilent: (machine: string, seconds: number) => void
  readonly onTalking: (machine: string, again: boolean) => void
}): Liveness {
  const { now, onSilent, onTalking } = options
  const entries = new Map<string, Entry>()
  return {
    beat(machine) {
      const before = entries.get(machine)
      entries.set(machine, { last: now().getTime(), talking: true })
      if (!before?.talking) onTalking(machine, before !== undefined)
    },
    isTalking: (machine) => entries.get(machine)?.talking ?? false,
    lastBeat(machine) {
      const entry = entries.get(machine)
      return entry && new Date(entry.last)
    },
    forget: (machine) => void entries.delete(machine),
    sweep() {
      const at = now().getTime()
      for (const [machine, entry] of entries) {
        const seconds = Math.round((at - entry.last) / 1000)
        if (!entry.talking || seconds < silentAfter) continue
        entry.talking = false
        onSilent(machine, seconds)
      }
    },
  }
}
