/** Values as they come, for any number of listeners, also for those that come late. */
export interface Series<Value> {
  readonly values: readonly Value[]
  add: (value: Value) => void
  /** No more will come. */
  end: () => void
  /** Every value from the first on, or with `newest` only the newest whenever asked; until the end, or `signal` aborts. */
  read: (signal: AbortSignal, newest?: boolean) => AsyncIterable<Value>
}

export function series<Value>(): Series<Value> {
  const values: Value[] = []
  let ended = false
  let news = Promise.withResolvers<void>()
  const wake = (): void => {
    news.resolve()
    news = Promise.withResolvers()
  }
  return {
    values,
    add(value) {
      values.push(value)
      wake()
    },
    end() {
      ended = true
      wake()
    },
    async *read(signal, newest = false) {
      const gone = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
      for (let next = 0; !signal.aborted;) {
        if (newest) next = Math.max(next, values.length - 1)
        if (next < values.length) {
          next += 1
          yield values[next - 1]!
        } else if (ended) return
        else await Promise.race([news.promise, gone])
      }
    },
  }
}
