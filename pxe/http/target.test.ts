import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTarget } from './target.ts'

const parsed = (target: string) => {
  const result = parseTarget(target)
  return result && `${result.path} ${result.query.toString()}`
}

describe('parseTarget', () => {
  it.each([
    ['/a//b', '/a/b '],
    ['/boot/script.ipxe?mac=52:54:00:00:00:01&uuid=', '/boot/script.ipxe mac=52%3A54%3A00%3A00%3A00%3A01&uuid='],
    ['http://192.0.2.1:8080/a?b=c', '/a b=c'],
    ['/a%20b', '/a b '],
    ['http://192.0.2.1', '/ '],
    ['/a?b?c#d', '/a b%3Fc='],
  ])('%j', (target, result) => expect(parsed(target)).toBe(result))

  it.each(['/../a', '/%2e%2e/a', '/a/%2E%2e', '/..%2fa', '/..%5ca', '/a%00b', '/a%', '/%ff', '*', 'a'])(
    'refuses %j',
    (target) => expect(parseTarget(target)).toBeUndefined(),
  )

  it('never throws and never climbs', () => {
    const piece = fc.constantFrom('/', '..', '.', '%2e', '%2f', '%5c', '%', '%00', 'a', '?', '#', 'http://x')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (target) => {
          expect(parseTarget(target)?.path.split('/') ?? []).not.toContain('..')
        },
      ),
    )
  })
})
