import { expect, test } from 'vitest'
import { takeoverLoss } from './takeover-loss.ts'

const now = new Date('2026-11-23T09:00:00Z')

test.each([
  [1, 'takeover.loss.nothing'],
  [2, 'takeover.loss.nothing'],
  [3, 'takeover.loss.lastWrites'],
  [5, 'takeover.loss.lastWrites'],
])('of %i voters, with the data of one: %s', (voters, key) => {
  expect(takeoverLoss({ voters, snapshotAt: null, now }).key).toBe(key)
})

test('with a snapshot, everything since then, its age first', () => {
  const snapshotAt = new Date('2026-11-23T08:20:00Z')
  expect(takeoverLoss({ voters: 2, snapshotAt, now })).toEqual({
    key: 'takeover.loss.sinceSnapshot',
    params: { age: '40 min', at: '2026-11-23T08:20:00.000Z' },
  })
})
