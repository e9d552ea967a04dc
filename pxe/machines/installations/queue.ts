/** Whose turn it is: so many installations at once, in the order of approval; who is not there is passed by and keeps its place. */

export interface Queued {
  readonly machine: string
  readonly talking: boolean
}

export interface Turn {
  readonly phase: 'queued' | 'ready'
  /** From 1, among those that wait. */
  readonly position: number
}

/** @param running Installations under way whose machines are heard. */
export function turns(queue: readonly Queued[], running: number, parallel: number): Map<string, Turn> {
  const free = Math.max(0, parallel - running)
  let heard = 0
  return new Map(
    queue.map(({ machine, talking }, index) => {
      const isReady = talking && heard < free
      if (talking) heard += 1
      return [machine, { phase: isReady ? 'ready' : 'queued', position: index + 1 }]
    }),
  )
}
