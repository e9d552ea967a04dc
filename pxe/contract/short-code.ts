import { createHash } from 'node:crypto'

/** Crockford's alphabet: no I, L, O, U, so that it can be read aloud across a server room. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * Six characters (30 bits) that the machine's screen and the console both show: they differ when somebody stands between.
 * Made from the live key and the station's pin, so that each side can compute it alone.
 */
export function shortCode(thumbprint: string, pin: string): string {
  const digest = createHash('sha256').update(`${thumbprint}\n${pin}`).digest()
  const characters = Array.from({ length: 6 }, (_, index) => alphabet[digest[index]! % 32]!)
  return `${characters.slice(0, 3).join('')}-${characters.slice(3).join('')}`
}
