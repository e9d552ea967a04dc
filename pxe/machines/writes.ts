import { log } from '../../lib/log.ts'
import type { Sentence } from '../contract/machines.ts'

/** Keeps a station going when its disk cannot be written (full, or broken), and knows that it cannot. */
export interface Writes {
  /** Does `work`; a failure is logged and kept, not thrown: a packet is answered although nobody could write it down. */
  attempt(work: () => void): void
  /** What is wrong, until a write succeeds again. */
  problem(): Sentence | null
}

export function writes(): Writes {
  let failure: string | undefined
  return {
    attempt(work) {
      try {
        work()
        failure = undefined
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error)
        log('station').error({ err: error }, 'the state could not be written')
      }
    },
    problem: () => (failure === undefined ? null : { key: 'station.cannotWrite', params: { problem: failure } }),
  }
}
