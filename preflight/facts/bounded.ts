/** Time limits for reads that cannot be ended: a read of a hanging device never returns, and takes its caller with it. */

import { lateReason } from './reason.ts'

/** Rejects when `work` does not settle within `limit` ms; the work itself is left alone and its late end is unheard. */
export async function bounded<T>(work: Promise<T>, limit: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(lateReason(limit / 1000))), limit)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}
