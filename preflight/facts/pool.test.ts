import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { pooled } from './pool.ts'

afterEach(() => void vi.useRealTimers())

test('runs only so many at once, and keeps the order', async () => {
  let running = 0
  let most = 0
  const work = async (item: number): Promise<number> => {
    running += 1
    most = Math.max(most, running)
    for (let turn = 0; turn < 5 - (item % 5); turn++) await setImmediate()
    running -= 1
    return item * 2
  }
  const items = Array.from({ length: 40 }, (_, index) => index)
  expect(await pooled({ width: 4, budget: 10_000 }, items, work, () => -1)).toEqual(items.map((item) => item * 2))
  expect(most).toBe(4)
})

test('begins nothing when its time is over, and says so for each', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const slow = () => new Promise<string>((resolve) => void setTimeout(() => resolve('done'), 100))
  const pending = pooled({ width: 1, budget: 150 }, ['a', 'b', 'c', 'd'], slow, (item) => `${item} is late`)
  await vi.advanceTimersByTimeAsync(200)
  expect(await pending).toEqual(['done', 'done', 'c is late', 'd is late'])
})

test('no items need no time', async () => {
  expect(
    await pooled(
      { width: 4, budget: 0 },
      [],
      async () => 1,
      () => 0,
    ),
  ).toEqual([])
})
