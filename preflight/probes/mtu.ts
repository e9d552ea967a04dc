/** How large a packet reaches an address whole? */
import type { NetworkAround } from '../around.ts'
import { answers } from './ask.ts'
import type { Asking } from './ask.ts'

/** What every IPv4 host takes (RFC 791). */
const least = 576
/** Sizes that are tried at once; each round divides what is left by one more than this. */
const atOnce = 8
const rounds = 2

/**
 * The size that arrives, up to `expected`; null when the address does not answer at all. Below `expected` it is exact to
 * a few bytes up to 1500, and to some hundred above.
 */
async function pathMtu(asking: Asking, target: string, expected: number): Promise<number | null> {
  const [whole, small] = await Promise.all([answers(asking, target, expected), answers(asking, target, least)])
  if (whole === true) return expected
  if (small !== true) return null
  let arrived = least
  let lost = expected
  for (let round = 0; round < rounds && lost - arrived > 1; round += 1) {
    const sizes = between(arrived, lost)
    const results = await Promise.all(sizes.map((size) => answers(asking, target, size, 2)))
    // What a busy router leaves unanswered may stand between sizes that arrived: the largest counts.
    arrived = Math.max(arrived, ...sizes.filter((_, index) => results[index] === true))
    lost = Math.min(lost, ...sizes.filter((size) => size > arrived))
  }
  return arrived
}

/** Sizes in use (VXLAN, GRE, PPPoE, IPsec) first of all, then evenly. */
const usual = [1280, 1400, 1420, 1450, 1476, 1492, 1500, 4000, 8900]

function between(arrived: number, lost: number): number[] {
  const known = usual.filter((size) => size > arrived && size < lost)
  if (known.length > 0) return known
  const step = (lost - arrived) / (atOnce + 1)
  const even = Array.from({ length: atOnce }, (_, index) => Math.round(arrived + step * (index + 1)))
  return [...new Set(even)].filter((size) => size > arrived && size < lost)
}

/** The smallest along the paths to `targets`; null when none of them answers. */
export async function smallestMtu(
  asking: Asking,
  targets: readonly string[],
  expected: number,
): Promise<NetworkAround['mtu']> {
  const paths = await Promise.all(targets.map((target) => pathMtu(asking, target, expected)))
  const found = targets.flatMap((target, index) => {
    const path = paths[index]
    return typeof path === 'number' ? [{ target, expected, path }] : []
  })
  return found.toSorted((a, b) => a.path - b.path)[0] ?? null
}
