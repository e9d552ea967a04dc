import { beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '../../lib/sqlite.ts'
import { attemptMigrations, attempts } from './attempts.ts'
import type { Attempts } from './attempts.ts'

let time = 0
let tries: Attempts
const MINUTE = 60_000

beforeEach(() => {
  time = Date.parse('2026-03-01T00:00:00Z')
  tries = attempts(openDatabase(':memory:', attemptMigrations), () => new Date(time))
})

/** Fails again and again, waiting as long as it must. @returns seconds that each failure cost. */
function fail(
  count: number,
  name: (n: number) => string = () => 'ann',
  address: (n: number) => string = () => '192.0.2.7',
): number[] {
  return Array.from({ length: count }, (_, n) => {
    const seconds = tries.begin(name(n), address(n)).locks?.seconds ?? 0
    time += seconds * 1000
    return seconds
  })
}
const locked = (seconds: number) => expect.objectContaining({ code: 'user.locked', params: { seconds } })

describe('failures', () => {
  test('of an account from an address cost more and more, but never more than half an hour', () => {
    expect(fail(13)).toEqual([0, 0, 0, 0, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800])
  })

  test('lock until the time is over, and say how long that is', () => {
    for (let n = 0; n < 5; n += 1) tries.begin('ann', '192.0.2.7')
    time += 12_500
    expect(() => tries.begin('ANN', '192.0.2.7')).toThrow(locked(18))
    time += 17_500
    expect(() => tries.begin('ann', '192.0.2.7')).not.toThrow()
  })

  test('of somebody else do not keep the owner out who comes from another address', () => {
    for (let n = 0; n < 5; n += 1) tries.begin('ann', '192.0.2.7')
    expect(() => tries.begin('ann', '192.0.2.8')).not.toThrow()
  })

  test('from many addresses are slowed down, but not for long', () => {
    const costs = fail(40, undefined, (n) => `10.0.${n}.1`)
    expect(costs.slice(0, 29)).toEqual(Array.from({ length: 29 }, () => 0))
    expect(costs.slice(29, 35)).toEqual([30, 60, 120, 240, 300, 300])
  })

  test('of many names from one address are slowed down', () => {
    const costs = fail(52, (n) => `user${n}`)
    expect(costs.slice(0, 49)).toEqual(Array.from({ length: 49 }, () => 0))
    expect(costs.slice(49)).toEqual([30, 60, 120])
  })

  test('from the 64 bits of one IPv6 address are of one', () => {
    for (let n = 0; n < 5; n += 1) tries.begin('ann', `2001:db8:0:1::${n + 1}`)
    expect(() => tries.begin('ann', '2001:db8::1:a:b:c:d')).toThrow(locked(30))
    expect(() => tries.begin('ann', '2001:db8:0:2::1')).not.toThrow()
  })

  test('from an IPv4 address count the same however it is written', () => {
    for (let n = 0; n < 5; n += 1) tries.begin('ann', '::ffff:192.0.2.7')
    expect(() => tries.begin('ann', '192.0.2.7')).toThrow(locked(30))
  })

  test('are forgotten after a day', () => {
    fail(8)
    time += 24 * 60 * MINUTE + 1
    expect(fail(4)).toEqual([0, 0, 0, 0])
  })

  test('lock no longer than ever when the clock is set back', () => {
    fail(7)
    tries.begin('ann', '192.0.2.7')
    time -= 24 * 60 * MINUTE
    expect(() => tries.begin('ann', '192.0.2.7')).toThrow(locked(1800))
    time += 1800_000 + 24 * 60 * MINUTE
    expect(() => tries.begin('ann', '192.0.2.7')).not.toThrow()
  })
})

describe('a right password', () => {
  test('makes the account’s failures from there none', () => {
    fail(4)
    tries.begin('ann', '192.0.2.7').succeeded()
    expect(fail(4)).toEqual([0, 0, 0, 0])
  })

  test('of one’s own account buys no tries at others', () => {
    const costs: number[] = []
    for (let n = 0; n < 60; n += 1) {
      costs.push(...fail(1, () => `user${n}`))
      tries.begin('own', '192.0.2.7').succeeded()
    }
    expect(costs.slice(49).every((cost) => cost >= 30)).toBe(true)
  })
})

test('a try that nobody looked at does not count', () => {
  for (let n = 0; n < 20; n += 1) tries.begin('ann', '192.0.2.7').takeBack()
  expect(fail(4)).toEqual([0, 0, 0, 0])
})

describe('unlocking', () => {
  test('on this host forgets the failures of the account, from wherever', () => {
    for (const address of ['192.0.2.7', '192.0.2.8']) for (let n = 0; n < 5; n += 1) tries.begin('ann', address)
    for (let n = 0; n < 5; n += 1) tries.begin('annabel', '192.0.2.9')
    tries.unlock('Ann')
    for (const address of ['192.0.2.7', '192.0.2.8']) expect(() => tries.begin('ann', address)).not.toThrow()
    expect(() => tries.begin('annabel', '192.0.2.9')).toThrow(locked(30))
  })

  test('elsewhere does when this host hears of it, whatever the clocks say', () => {
    for (let n = 0; n < 5; n += 1) tries.begin('ann', '192.0.2.7', 1)
    expect(() => tries.begin('ann', '192.0.2.7', 1)).toThrow(locked(30))
    expect(tries.begin('ann', '192.0.2.7', 2).locks).toBeUndefined()
  })
})

test('names that callers make up do not fill the disk', () => {
  const database = openDatabase(':memory:', attemptMigrations)
  const many = attempts(database, () => new Date(time))
  for (let n = 0; n < 5; n += 1) many.begin('ann', '192.0.2.7')
  for (let n = 0; n < 6000; n += 1) many.begin(`name${n}`, `10.${n >> 8}.${n & 255}.1`).takeBack()
  for (let n = 0; n < 6000; n += 1) many.begin(`name${n}`, `10.${n >> 8}.${n & 255}.1`)
  expect(Number(database.prepare('SELECT count(*) AS n FROM login_attempt').get()!['n'])).toBeLessThan(10_003)
  expect(() => many.begin('ann', '192.0.2.7')).toThrow(locked(30))
})
