/** Waits for what nobody announces: a line in a log, a state at a station that is not ours to listen to. */
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Looks twice a second; a look that fails is a look that found nothing yet.
 * @throws Error `what` when it does not come true in time.
 */
export async function until<Value>(
  what: string,
  seconds: number,
  look: () => Value | undefined | Promise<Value | undefined>,
): Promise<Value> {
  const deadline = performance.now() + seconds * 1000
  let last: unknown
  while (performance.now() < deadline) {
    try {
      const value = await look()
      if (value !== undefined) return value
    } catch (error) {
      last = error
    }
    await delay(500)
  }
  throw new Error(`not within ${seconds} s: ${what}`, { cause: last })
}
