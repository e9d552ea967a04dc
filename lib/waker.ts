/** A pause that something else can end. */
export interface Waker {
  /** Ends the pause that is on, or makes the next one end at once. */
  wake: () => void
  /** Resolves after `milliseconds` (Infinity: not by itself), when woken, or when `signal` aborts. */
  pause: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export function waker(): Waker {
  let woken = false
  let end: (() => void) | undefined
  return {
    wake() {
      woken = true
      end?.()
    },
    async pause(milliseconds, signal) {
      if (!woken && !signal.aborted) {
        const { promise, resolve } = Promise.withResolvers<void>()
        const over = () => resolve()
        const timer = Number.isFinite(milliseconds) ? setTimeout(over, milliseconds) : undefined
        signal.addEventListener('abort', over, { once: true })
        end = over
        await promise
        end = undefined
        clearTimeout(timer)
        signal.removeEventListener('abort', over)
      }
      woken = false
    },
  }
}
