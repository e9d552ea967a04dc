import type { Network4 } from '../lib/tools/ip.ts'

/** Where labs look for room: the less used corners of the private ranges (RFC 1918), in /24 steps. */
const candidates: Network4[] = [
  { base: 0x0a4d0000, prefix: 16 }, // 10.77.0.0
  { base: 0xac1c0000, prefix: 16 }, // 172.28.0.0
  { base: 0xc0a80000, prefix: 16 }, // 192.168.0.0
]

export function overlaps(a: Network4, b: Network4): boolean {
  const prefix = Math.min(a.prefix, b.prefix)
  if (prefix === 0) return true
  const mask = (-1 << (32 - prefix)) >>> 0
  return (a.base & mask) === (b.base & mask)
}

/**
 * Picks a /24 that collides with none of the networks given: the machine's own and those of its routes (so that a
 * person on this machine who meets a lab address never means another machine), and those of other labs.
 * @returns undefined when everything is taken.
 */
export function pickSubnet(taken: Network4[]): Network4 | undefined {
  for (const range of candidates) {
    for (let base = range.base; base < range.base + 0x10000; base += 0x100) {
      const subnet = { base, prefix: 24 }
      if (!taken.some((network) => overlaps(network, subnet))) return subnet
    }
  }
  return undefined
}
