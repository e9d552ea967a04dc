import { expect, test } from 'vitest'
import { figureTable, meets, ratio } from './figures.ts'
import type { Figure } from './figures.ts'

const dhcp: Figure = {
  what: 'DHCP, lease on disk before the ACK',
  unit: 'exchanges/s',
  better: 'higher',
  ours: 4200,
  peers: { dnsmasq: 2000, 'another server': 5250.4 },
  wanted: 1000,
}
const start: Figure = { what: 'station start', unit: 's', better: 'lower', ours: 1.25, wanted: 1 }

test('a ratio above 1 means that ours leads, whichever way the unit counts', () => {
  expect(ratio(dhcp, 2000)).toBe(2.1)
  expect(ratio({ ...start, ours: 78 }, 203)).toBeCloseTo(2.6)
})

test('what is wanted is a least, or a most', () => {
  expect(meets(dhcp)).toBe(true)
  expect(meets(start)).toBe(false)
  expect(meets({ ...start, ours: 0.4 })).toBe(true)
})

test('the table has a line for each peer and marks what was not met', () => {
  expect(figureTable([dhcp, start])).toBe(
    [
      'MEASURED                            UNIT          OURS   WANTED  PEER              ITS  RATIO',
      'DHCP, lease on disk before the ACK  exchanges/s  4,200  ≥ 1,000  dnsmasq         2,000  2.10×',
      '                                                                 another server  5,250  0.80×',
      'station start                       s             1.25    ≤ 1 ✖',
      '',
    ].join('\n'),
  )
})
