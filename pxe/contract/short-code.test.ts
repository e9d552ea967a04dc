import { assert, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { shortCode } from './short-code.ts'

test('a short code is six characters that can be read aloud', () => {
  assert(
    property(string(), string(), (thumbprint, pin) => {
      expect(shortCode(thumbprint, pin)).toMatch(/^[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{3}$/)
    }),
  )
})

test('both sides compute the same one, of the live key and the station’s pin', () => {
  expect(shortCode('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k', 'ab'.repeat(32))).toBe('HR8-HVB')
})

test('another key or another station gives another code', () => {
  const codes = [shortCode('key', 'pin'), shortCode('key2', 'pin'), shortCode('key', 'pin2'), shortCode('keyp', 'in')]
  expect(new Set(codes).size).toBe(4)
})
