/** Time limits for reads that cannot be ended: a read of a hanging device never returns, and takes its caller with it. */
import { VmpError } from '../../lib/errors.ts'
import { lateReason } from './reason.ts'

/**
 * Rejects when `work` does not settle within `limit` ms, or when `signal` says that nobody waits any more; the work itself
 * is left alone and its late end is unheard.
 */
export async function bounded<T>(work: Promise<T>, limit: number, signal?: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(lateReason(limit / 1000))), limit)
  const abort = (): void => reject(new VmpError('cancelled'))
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted === true) abort()
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
  }
}
