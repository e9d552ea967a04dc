import { expect, test } from 'vitest'
import { matchesGlob } from './glob.ts'

test.each([
  ['S4EV*', 'S4EVNX0R', true],
  ['s4ev*', 'S4EVNX0R', true],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*a*b', 'xaxbxb', true],
  ['*a*b', 'xaxbxc', false],
  ['a*', 'ba', false],
  ['INTEL *2K480*', 'Intel SSDSC2KB480G8', false],
  ['INTEL *2KB480*', 'Intel SSDSC2KB480G8', true],
  ['a.c', 'abc', false],
  ['磁盘?', '磁盘1', true],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(matchesGlob(pattern, text)).toBe(expected)
})

test('a pattern made to take for ever does not', () => {
  const started = performance.now()
  expect(matchesGlob(`${'*a'.repeat(60)}b`, 'a'.repeat(256))).toBe(false)
  expect(performance.now() - started).toBeLessThan(1000)
})
