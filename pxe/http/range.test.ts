import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allowsRange, matchesNone, parseRange } from './range.ts'

describe('parseRange of 100 bytes', () => {
  it.each([
    ['bytes=0-0', { start: 0, end: 0 }],
    ['bytes=10-', { start: 10, end: 99 }],
    ['bytes=10-1000', { start: 10, end: 99 }],
    ['bytes=-5', { start: 95, end: 99 }],
    ['bytes=-1000', { start: 0, end: 99 }],
    ['BYTES=99-99', { start: 99, end: 99 }],
    ['bytes=100-', 'unsatisfiable'],
    ['bytes=-0', 'unsatisfiable'],
    ['bytes=5-4', undefined],
    ['bytes=-', undefined],
    ['bytes=0-1,3-4', undefined],
    ['lines=0-1', undefined],
    ['bytes=a-b', undefined],
    [undefined, undefined],
  ])('%j', (header, range) => expect(parseRange(header, 100)).toEqual(range))

  it('lies within the file, whatever is asked', () => {
    const number = fc.oneof(fc.constant(''), fc.bigInt({ min: 0n }).map(String))
    fc.assert(
      fc.property(number, number, fc.nat(), (from, to, size) => {
        const range = parseRange(`bytes=${from}-${to}`, size)
        if (range === undefined || range === 'unsatisfiable') return
        expect(range.start).toBeGreaterThanOrEqual(0)
        expect(range.end).toBeGreaterThanOrEqual(range.start)
        expect(range.end).toBeLessThan(size)
      }),
    )
  })
})

describe('conditions', () => {
  it('If-None-Match compares weakly, in lists, and takes *', () => {
    for (const header of ['"a"', 'W/"a"', '"b", "a"', '*']) expect(matchesNone(header, '"a"'), header).toBe(true)
    for (const header of ['"b"', 'a', undefined]) expect(matchesNone(header, '"a"')).toBe(false)
  })

  it('If-Range takes the same strong validator only', () => {
    expect(allowsRange(undefined, '"a"')).toBe(true)
    expect(allowsRange('"a"', '"a"')).toBe(true)
    for (const header of ['"b"', 'W/"a"', 'Sun, 22 Nov 2026 10:00:00 GMT'])
      expect(allowsRange(header, '"a"')).toBe(false)
  })
})
