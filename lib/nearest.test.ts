import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

test.each([
  ['treshold', ['thresholds', 'severities', 'unknown'], 'thresholds'],
  ['memory.toLittle', ['memory.tooLittle', 'memory.small'], 'memory.tooLittle'],
  ['HOST', ['host-vdc', 'host', 'strict'], 'host'],
  ['', ['long', 'a'], 'a'],
  ['盘', ['磁盘', 'disk'], '磁盘'],
])('%j was meant to be one of %j: %s', (word, candidates, meant) => {
  expect(nearest(word, candidates)).toBe(meant)
})

test('nothing is near when there is nothing', () => {
  expect(nearest('x', [])).toBeUndefined()
})
