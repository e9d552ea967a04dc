import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { accessCode, lockedFor } from './code.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

/** Codes 2222-2222, 3333-3333, … one after another. */
function counting(changed = () => {}) {
  let drawn = 0
  return accessCode(() => Math.floor(drawn++ / 8), changed)
}

test('opens once, however it is typed, and shows another then', () => {
  const code = counting()
  expect(code.current()).toBe('2222-2222')
  expect(code.redeem(' 2222 2222')).toBe(true)
  expect(code.current()).toBe('3333-3333')
  expect(code.redeem('2222-2222')).toBe(false)
  expect(code.redeem('33333333')).toBe(true)
})

test('five wrong codes lock it, for the right one too, until the screen shows a new one', () => {
  const changed = vi.fn<() => void>()
  const code = counting(changed)
  for (let tries = 0; tries < 5; tries++) expect(code.redeem('ZZZZ-ZZZZ')).toBe(false)
  expect(code.current()).toBeNull()
  expect(code.redeem('2222-2222')).toBe(false)
  vi.advanceTimersByTime(lockedFor - 1)
  expect(code.current()).toBeNull()
  vi.advanceTimersByTime(1)
  expect(code.current()).toBe('3333-3333')
  expect(code.redeem('2222-2222')).toBe(false)
  expect(code.redeem('3333-3333')).toBe(true)
  expect(changed).toHaveBeenCalledTimes(3)
})

test('a new code may be asked for before the minute is over, and starts counting anew', () => {
  const code = counting()
  for (let tries = 0; tries < 5; tries++) code.redeem('')
  code.renew()
  for (let tries = 0; tries < 4; tries++) code.redeem('')
  vi.advanceTimersByTime(lockedFor)
  expect(code.redeem('3333-3333')).toBe(true)
})
