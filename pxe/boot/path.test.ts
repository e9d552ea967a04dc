import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalisePath } from './path.ts'

describe('normalisePath', () => {
  it.each([
    ['grubx64.efi', '/grubx64.efi'],
    ['//grubx64.efi', '/grubx64.efi'],
    ['/images//a/./b', '/images/a/b'],
    ['\\EFI\\BOOT\\bootx64.efi', '/EFI/BOOT/bootx64.efi'],
    ['/', '/'],
    ['/a..b/...', '/a..b/...'],
  ])('%j is %j', (raw, path) => expect(normalisePath(raw)).toBe(path))

  it.each(['', '..', '/a/../b', '\\..\\x', '/a/..', 'a\0b', 'a\nb', 'x'.repeat(2000)])('refuses %j', (raw) =>
    expect(normalisePath(raw)).toBeUndefined(),
  )

  it('never climbs, whatever comes', () => {
    const piece = fc.constantFrom('..', '.', '/', '\\', '//', 'a', '%2e', '\0', ' ')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((all) => all.join('')),
        ),
        (raw) => {
          const path = normalisePath(raw)
          if (path === undefined) return
          expect(path.startsWith('/')).toBe(true)
          expect(path.slice(1).split('/')).not.toContain('..')
          expect(path).not.toContain('//')
          expect(normalisePath(path)).toBe(path)
        },
      ),
    )
  })
})
