import type { StationEvent } from '../contract/machines.ts'

/** Who listens is told everything that happens from then on. */
export interface EventBus<Event> {
  publish(event: Event): void
  /** Ends when `signal` aborts; a listener that is too slow loses the oldest events and goes on. */
  subscribe(signal: AbortSignal): AsyncIterable<Event>
}

/** Events that wait for one slow listener at the most. */
const LIMIT = 10_000

export function eventBus<Event = StationEvent>(): EventBus<Event> {
  const listeners = new Set<(event: Event) => void>()
  return {
    publish(event) {
      for (const listener of listeners) listener(event)
    },
    async *subscribe(signal) {
      const waiting: Event[] = []
      let wake: () => void = () => undefined
      const listener = (event: Event): void => {
        waiting.push(event)
        if (waiting.length > LIMIT) waiting.shift()
        wake()
      }
      const stop = (): void => wake()
      listeners.add(listener)
      signal.addEventListener('abort', stop)
      try {
        while (!signal.aborted) {
          const event = waiting.shift()
          if (event !== undefined) {
            yield event
            continue
          }
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        }
      } finally {
        listeners.delete(listener)
        signal.removeEventListener('abort', stop)
      }
    },
  }
}
