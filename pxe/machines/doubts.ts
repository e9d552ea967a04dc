/** Which reports a change made doubtful, and when they are judged again: soon, in small pieces, and before anybody reads them. */

import { log } from '../../lib/log.ts'

/** By all checks, or only by those that look at the other machines. */
type How = 'anew' | 'beside others'
export type Rejudge = (machine: string, how: How) => void

export interface Doubts {
  add(machines: Iterable<string>, how: How): void
  /** Judges that machine's report now, if it is doubtful. */
  settle(machine: string): void
  settleAll(): void
  close(): void
}

/** Milliseconds that a change waits for others: machines that start together are compared once. */
const WAIT = 500
/** Milliseconds of work at a time: a thousand machines are a second of it, and DHCP must be answered meanwhile. */
const PIECE = 20

/** Milliseconds until the next try when a report could not be written. */
const RETRY = 5000

export function doubtful(rejudge: Rejudge): Doubts {
  const waiting = new Map<string, How>()
  let timer: NodeJS.Timeout | undefined

  const settle = (machine: string): void => {
    const how = waiting.get(machine)
    if (how === undefined) return
    waiting.delete(machine)
    try {
      rejudge(machine, how)
    } catch (error) {
      waiting.set(machine, how)
      throw error
    }
  }
  const work = (): void => {
    timer = undefined
    const until = performance.now() + PIECE
    try {
      for (const machine of waiting.keys()) {
        if (performance.now() > until) break
        settle(machine)
      }
      // As long a pause as the work, so that a rollout of many machines leaves half of the time to them.
      if (waiting.size > 0) timer ??= setTimeout(work, PIECE)
    } catch (error) {
      // A disk that is full must not end the station.
      log('reports').error({ err: error, waiting: waiting.size })
      timer ??= setTimeout(work, RETRY)
    }
  }
  return {
    add(machines, how) {
      for (const machine of machines) if (waiting.get(machine) !== 'anew') waiting.set(machine, how)
      if (waiting.size > 0) timer ??= setTimeout(work, WAIT)
    },
    settle,
    settleAll() {
      for (const machine of waiting.keys()) settle(machine)
    },
    close: () => clearTimeout(timer),
  }
}
