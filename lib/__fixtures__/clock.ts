import { setImmediate as settled } from 'node:timers/promises'
import type { Clock } from '../clock.ts'

export interface FakeClock extends Clock {
  /** Lets that much time pass: what was to happen in it happens, each at its moment, with all that follows at once from it. */
  advance(milliseconds: number): Promise<void>
}

export function fakeClock(): FakeClock {
  let now = 0
  const timers = new Set<{ readonly at: number; readonly call: () => void }>()
  return {
    now: () => now,
    after(milliseconds, call) {
      const timer = { at: now + milliseconds, call }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    async advance(milliseconds) {
      const end = now + milliseconds
      await settled()
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.at - b.at)
        if (next === undefined || next.at > end) break
        timers.delete(next)
        now = next.at
        next.call()
        await settled()
      }
      now = end
    },
  }
}
