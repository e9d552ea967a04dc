/** Time that only goes forward, whatever somebody sets the machine's clock to. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number
  /** @returns what calls it off. */
  after(milliseconds: number, call: () => void): () => void
}

export const systemClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}
