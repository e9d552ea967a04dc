/** What a takeover may lose, said before it begins. */
import type { MessageKey } from '../../lib/text/messages.ts'
import type { Params } from '../../lib/text/types.ts'
import { duration } from '../../lib/units.ts'

export interface LossInput {
  /** Voters of the cluster that is lost. */
  readonly voters: number
  /** When the snapshot was taken that is all there is; null: the host's own data are good. */
  readonly snapshotAt: Date | null
  readonly now: Date
}

export function takeoverLoss({ voters, snapshotAt, now }: LossInput): { key: MessageKey; params: Params } {
  if (snapshotAt !== null) {
    const age = duration((now.getTime() - snapshotAt.getTime()) / 1000)
    return { key: 'takeover.loss.sinceSnapshot', params: { age, at: snapshotAt.toISOString() } }
  }
  // Of two voters both must write a change before it is acknowledged; of more, the others suffice.
  return { key: voters <= 2 ? 'takeover.loss.nothing' : 'takeover.loss.lastWrites', params: {} }
}
