import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { doubtful } from './doubts.ts'

let judged: string[]
let time: number
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  judged = []
  time = 0
  vi.spyOn(performance, 'now').mockImplementation(() => time)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** Each judgement takes eight milliseconds. */
const doubts = () =>
  doubtful((machine, how) => {
    judged.push(`${machine} ${how}`)
    time += 8
  })

test('what is doubted is judged by itself after a moment, once', () => {
  const { add } = doubts()
  add(['a', 'b'], 'beside others')
  add(['b'], 'beside others')
  vi.advanceTimersByTime(499)
  expect(judged).toEqual([])
  vi.advanceTimersByTime(1)
  expect(judged).toEqual(['a beside others', 'b beside others'])
  vi.advanceTimersByTime(10_000)
  expect(judged).toHaveLength(2)
})

test('what is read is judged before, and only that', () => {
  const { add, settle } = doubts()
  add(['a', 'b'], 'beside others')
  settle('b')
  settle('b')
  settle('c')
  expect(judged).toEqual(['b beside others'])
  vi.advanceTimersByTime(500)
  expect(judged).toEqual(['b beside others', 'a beside others'])
})

test('very many are judged in small pieces, with time for others between', () => {
  const { add } = doubts()
  add(
    Array.from({ length: 10 }, (_, index) => `m${index}`),
    'beside others',
  )
  vi.advanceTimersByTime(500)
  expect(judged).toHaveLength(3)
  vi.advanceTimersByTime(20)
  expect(judged).toHaveLength(6)
  vi.advanceTimersByTime(1000)
  expect(judged).toHaveLength(10)
})

test('whoever wants all of them has them at once', () => {
  const { add, settleAll } = doubts()
  add(['a', 'b', 'c', 'd'], 'beside others')
  settleAll()
  expect(judged).toHaveLength(4)
})

test('a report that must be judged anew is not half judged because of a later change', () => {
  const { add, settleAll } = doubts()
  add(['a'], 'anew')
  add(['a'], 'beside others')
  settleAll()
  expect(judged).toEqual(['a anew'])
})

test('a report that cannot be written waits for the next try, and those after it too', () => {
  let full = true
  const { add } = doubtful((machine) => {
    if (full) throw new Error('disk full')
    judged.push(machine)
  })
  add(['a', 'b'], 'anew')
  vi.advanceTimersByTime(500)
  expect(judged).toEqual([])
  full = false
  vi.advanceTimersByTime(5000)
  expect(judged.toSorted()).toEqual(['a', 'b'])
})

test('nothing is judged after the end', () => {
  const { add, close } = doubts()
  add(['a'], 'anew')
  close()
  vi.advanceTimersByTime(1000)
  expect(judged).toEqual([])
})
