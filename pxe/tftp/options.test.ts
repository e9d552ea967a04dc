import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { negotiate } from './options.ts'

const ask = (options: Record<string, string>) => {
  const { answered, ...agreed } = negotiate(new Map(Object.entries(options)), 1000, 64)
  return { ...agreed, answered: Object.fromEntries(answered) }
}
const DEFAULTS = { blksize: 512, window: 1, timeout: undefined, answered: {} }

describe('negotiate', () => {
  it('keeps the defaults of RFC 1350 without options', () => expect(ask({})).toEqual(DEFAULTS))

  it('answers what it understands', () => {
    expect(ask({ blksize: '1468', tsize: '0', timeout: '3', windowsize: '16' })).toEqual({
      blksize: 1468,
      window: 16,
      timeout: 3000,
      answered: { blksize: '1468', timeout: '3', tsize: '1000', windowsize: '16' },
    })
  })

  it('answers less than asked where the RFC allows it', () => {
    expect(ask({ blksize: '99999999', windowsize: '65535' })).toMatchObject({ blksize: 65_464, window: 64 })
  })

  it.each([
    { blksize: '0' },
    { blksize: '7' },
    { blksize: '-8' },
    { blksize: '0x200' },
    { blksize: '' },
    { windowsize: '0' },
    { windowsize: '-1' },
    { tsize: '-1' },
    { timeout: '0' },
    { timeout: '11' },
    { multicast: '' },
    { blksize: '9'.repeat(400) },
  ])('leaves %j out', (options) => expect(ask(options)).toEqual(DEFAULTS))

  it('stays within the bounds whatever is asked', () => {
    const name = fc.constantFrom('blksize', 'windowsize', 'timeout', 'tsize', 'other')
    const value = fc.oneof(fc.string(), fc.bigInt().map(String), fc.integer().map(String))
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value)), (options) => {
        const { blksize, window, timeout } = negotiate(new Map(options), 1000, 64)
        expect(blksize).toBeGreaterThanOrEqual(8)
        expect(blksize).toBeLessThanOrEqual(65_464)
        expect(window).toBeGreaterThanOrEqual(1)
        expect(window).toBeLessThanOrEqual(64)
        expect(timeout ?? 1000).toBeLessThanOrEqual(10_000)
      }),
    )
  })
})
