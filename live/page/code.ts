/** The one-time code on the machine's screen that opens its page. */
import { createHash, timingSafeEqual } from 'node:crypto'

/** Without 0, O, 1, I and L, which a screen across the room does not tell apart. 31 letters: 8 of them are 39 bits. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 8
const wrongOnes = 5
/** Milliseconds until a locked page shows a new code by itself. */
export const lockedFor = 60_000

export interface AccessCode {
  /** Null while locked. */
  current: () => string | null
  /** True once for the code on the screen; then a new one takes its place. Five wrong ones lock. */
  redeem: (given: string) => boolean
  /** Shows a new code at once. */
  renew: () => void
}

/**
 * @param randomInt From 0 to below its argument, unpredictable.
 * @param changed Called when the screen must show another code.
 */
export function accessCode(randomInt: (below: number) => number, changed: () => void): AccessCode {
  const make = () => Array.from({ length }, () => letters[randomInt(letters.length)]).join('')
  let code: string | null = make()
  let wrong = 0
  let unlock: NodeJS.Timeout | undefined
  const renew = () => {
    clearTimeout(unlock)
    wrong = 0
    code = make()
    changed()
  }
  return {
    current: () => (code === null ? null : `${code.slice(0, 4)}-${code.slice(4)}`),
    renew,
    redeem(given) {
      if (code === null) return false
      if (same(given.toUpperCase().replaceAll(/[\s-]/g, ''), code)) {
        renew()
        return true
      }
      wrong += 1
      if (wrong >= wrongOnes) {
        code = null
        unlock = setTimeout(renew, lockedFor)
        unlock.unref()
        changed()
      }
      return false
    },
  }
}

/** Compares in a time that tells nothing of where they differ. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}
