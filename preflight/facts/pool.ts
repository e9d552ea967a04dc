/** Work on many devices at once, but not on all: so many processes would hinder each other, and some devices hang. */

export interface Pool {
  /** How many run at once. */
  readonly width: number
  /** Milliseconds after which nothing new begins: what hangs must not keep the whole from coming to an end. */
  readonly budget: number
}

/** The same pool for whoever has `patience` times as much time. */
export const patient = ({ width, budget }: Pool, patience: number): Pool => ({ width, budget: budget * patience })

/** Results in the order of the items; `late` stands in for what never began. */
export async function pooled<Item, Result>(
  { width, budget }: Pool,
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  late: (item: Item) => Result,
): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  let over = false
  const timer = setTimeout(() => (over = true), budget)
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next
      next += 1
      const item = items[index]!
      results[index] = over ? late(item) : await work(item)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker))
    return results
  } finally {
    clearTimeout(timer)
  }
}
