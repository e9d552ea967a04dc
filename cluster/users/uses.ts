/** When a session or a token was used last: known here at once, and written for all hosts now and then. */
import { isVmpError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'

export interface Uses {
  /** @param known What is written of it (milliseconds since 1970). */
  used(id: string, known: number, address: string): void
  /** On this host; 0 when it was not. */
  last(id: string): number
  forget(id: string): void
}

/** @param every Milliseconds between two writes for one of them: most calls must not cost a transaction. */
export function uses(
  write: (id: string, use: { readonly usedAt: string; readonly address: string }) => Promise<unknown>,
  { every, now }: { readonly every: number; readonly now: () => Date },
): Uses {
  const seen = new Map<string, { at: number; tried: number }>()
  return {
    used(id, known, address) {
      const at = now().getTime()
      const { tried = 0 } = seen.get(id) ?? {}
      const due = at - Math.max(known, tried) >= every
      seen.set(id, { at, tried: due ? at : tried })
      if (!due) return
      write(id, { usedAt: new Date(at).toISOString(), address }).catch((error: unknown) => {
        // It has just ended, or the store is away: the call that used it is none the worse for it.
        if (!isVmpError(error)) log('users').error({ err: error })
      })
    },
    last: (id) => seen.get(id)?.at ?? 0,
    forget: (id) => void seen.delete(id),
  }
}
