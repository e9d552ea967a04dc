import { expect, test } from 'vitest'
import { keyHandler } from './keyboard.ts'

function typed(keys: string, between = 100): string[] {
  const done: string[] = []
  let time = 0
  const press = keyHandler(
    {
      newCode: () => done.push('code'),
      save: () => done.push('save'),
      restart: () => done.push('restart'),
      powerOff: () => done.push('off'),
    },
    () => (time += between),
  )
  for (const key of keys) press(key)
  return done
}

test.each([
  ['c', ['code']],
  ['s', ['save']],
  ['r', []],
  ['rr', ['restart']],
  ['PP', ['off']],
  ['rp', []],
  ['rxr', []],
  ['q\u001B[A', []],
])('keys %s', (keys, done) => {
  expect(typed(keys)).toEqual(done)
})

test('the second press must come within three seconds', () => {
  expect(typed('rr', 3001)).toEqual([])
})
