import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseNetwork4 } from '../lib/tools/ip.ts'
import type { Network4 } from '../lib/tools/ip.ts'
import { overlaps, pickSubnet } from './subnet.ts'

/** A network anywhere, most often where labs look for room. */
const network = fc
  .tuple(
    fc.oneof(
      fc.integer({ min: 0x0a4d0000, max: 0x0a4dffff }),
      fc.integer({ min: 0xac1c0000, max: 0xac1cffff }),
      fc.integer({ min: 0xc0a80000, max: 0xc0a8ffff }),
      fc.integer({ min: 0, max: 0xffffffff }),
    ),
    fc.integer({ min: 8, max: 32 }),
  )
  .map(([address, prefix]): Network4 => ({ base: (address & (-1 << (32 - prefix))) >>> 0, prefix }))

/** Overlap as arithmetic says it: the ranges of addresses meet. */
function meet(a: Network4, b: Network4): boolean {
  return a.base < b.base + 2 ** (32 - b.prefix) && b.base < a.base + 2 ** (32 - a.prefix)
}

test('what is picked collides with nothing', () => {
  const free = fc.property(fc.array(network, { maxLength: 200 }), (taken) => {
    const picked = pickSubnet(taken)
    return picked === undefined || (picked.prefix === 24 && !taken.some((each) => meet(each, picked)))
  })
  expect(() => fc.assert(free)).not.toThrow()
})

test('overlap is the meeting of ranges', () => {
  fc.assert(fc.property(network, network, (a, b) => overlaps(a, b) === meet(a, b)))
  expect(overlaps(parseNetwork4('default'), parseNetwork4('10.0.0.0/8'))).toBe(true)
})

test('moves on, and gives up when all is taken', () => {
  expect(pickSubnet([])).toEqual(parseNetwork4('10.77.0.0/24'))
  expect(pickSubnet([parseNetwork4('10.77.0.64/26')])).toEqual(parseNetwork4('10.77.1.0/24'))
  expect(pickSubnet([parseNetwork4('10.0.0.0/8')])).toEqual(parseNetwork4('172.28.0.0/24'))
  expect(pickSubnet(['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'].map(parseNetwork4))).toBeUndefined()
})
