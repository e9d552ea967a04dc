import { expect, test } from 'vitest'
import { binarySize, decimalSize } from './units.ts'

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1 KiB'],
  [4 * 1024 ** 3, '4 GiB'],
  [4_105_000_000, '3.8 GiB'],
  // Just below the next unit reads as that unit, never as "1024 KiB".
  [1024 ** 2 - 1, '1 MiB'],
  [1024 ** 5 * 5000, '5000 PiB'],
])('%i bytes of memory read %s', (bytes, text) => {
  expect(binarySize(bytes)).toBe(text)
})

test.each([
  [960_197_124_096, '960 GB'],
  [1_920_383_410_176, '1.9 TB'],
  [999_999, '1 MB'],
])('a disk of %i bytes reads %s', (bytes, text) => {
  expect(decimalSize(bytes)).toBe(text)
})
