import { randomBytes } from 'node:crypto'
import { assert, property, uint8Array } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isPinned, formatToken, parseToken } from './token-text.ts'

const secret = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
const pin = 'a1'.repeat(16) + 'b2'.repeat(16)
const text = formatToken(secret, pin)

describe('the text of a token', () => {
  test('carries the secret and half of the pin, in groups of five', () => {
    expect(text).toMatch(/^([0-9A-HJKMNP-TV-Z]{5}-){13}[0-9A-HJKMNP-TV-Z]{5}$/)
    expect(parseToken(text)).toEqual({ secret, pin: 'a1'.repeat(16) })
    expect(isPinned(parseToken(text), pin)).toBe(true)
    expect(isPinned(parseToken(text), 'a2'.repeat(32))).toBe(false)
    expect(isPinned(parseToken(text), 'a1'.repeat(16))).toBe(false)
  })

  test('is the same again, whatever it carries', () => {
    const bytes = uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array))
    assert(
      property(bytes, bytes, (one, other) => {
        expect(parseToken(formatToken(one, other.toString('hex')))).toEqual({ secret: one, pin: other.toString('hex') })
      }),
    )
  })

  test.each([
    ['small letters', text.toLowerCase()],
    ['no dashes', text.replaceAll('-', '')],
    ['blanks and line ends', ` ${text.replaceAll('-', ' \r\n ')}\n`],
    ['quotes of a chat', `“${text}”`],
    ['long dashes', text.replaceAll('-', ' – ')],
    ['O and l for 0 and 1', text.replaceAll('0', 'O').replaceAll('1', 'l')],
    [
      'full width',
      Array.from(text, (c) => (c === '-' ? '－' : String.fromCodePoint(c.codePointAt(0)! + 0xfee0))).join(''),
    ],
    ['invisible characters', text.replaceAll('-', '\u200B-\uFEFF')],
  ])('survives %s', (_, written) => {
    expect(parseToken(written)).toEqual(parseToken(text))
  })

  test('names the group in which one character is wrong, whichever it is', () => {
    const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    for (const [index, right] of text.split('').entries()) {
      if (right === '-') continue
      for (const wrong of digits.replace(right, ''))
        expect(() => parseToken(text.slice(0, index) + wrong + text.slice(index + 1))).toThrow(
          expect.objectContaining({
            code: 'join.tokenMistyped',
            params: { groups: expect.stringMatching(new RegExp(`^${Math.floor(index / 6) + 1} `)) as string },
          }),
        )
    }
  })

  test('finds groups in another order, and letters that are none of it', () => {
    const parts = text.split('-')
    const swapped = [parts[1], parts[0], ...parts.slice(2)].join('-')
    expect(() => parseToken(swapped)).toThrow(
      expect.objectContaining({
        code: 'join.tokenMistyped',
        params: { groups: `1 (${parts[1]}), 2 (${parts[0]})` },
      }),
    )
    expect(() => parseToken(text.slice(0, -1) + 'U')).toThrow(expect.objectContaining({ code: 'join.tokenMistyped' }))
  })

  test('says how much is missing', () => {
    expect(() => parseToken(text.slice(0, -6))).toThrow(
      expect.objectContaining({ code: 'join.tokenLength', params: { found: 65, expected: 70 } }),
    )
    for (const other of ['', 'hello', text + text, 'x'.repeat(1e6)])
      expect(() => parseToken(other)).toThrow(expect.objectContaining({ code: 'join.tokenLength' }))
  })

  test('of random characters is refused', () => {
    const digits = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
    for (let round = 0; round < 200; round += 1) {
      const noise = [...randomBytes(70)].map((byte) => digits[byte % 32]).join('')
      expect(() => parseToken(noise)).toThrow(expect.objectContaining({ code: 'join.tokenMistyped' }))
    }
  })
})
