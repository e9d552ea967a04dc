import { expect, test } from 'vitest'
import { binarySize, bitRate, decimalSize, duration } from './units.ts'

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

test.each([
  [0, '0 b/s'],
  [10, '10 Mb/s'],
  [1000, '1 Gb/s'],
  [2500, '2.5 Gb/s'],
  [100_000, '100 Gb/s'],
])('a link of %i Mb/s reads %s', (megabits, text) => {
  expect(bitRate(megabits)).toBe(text)
})

test.each([
  [0, '0 s'],
  [5.24, '5.2 s'],
  [-5.24, '5.2 s'],
  [59.7, '1 min'],
  [300, '5 min'],
  [301, '5 min 1 s'],
  [28_800, '8 h'],
  [28_980.4, '8 h 3 min'],
  [86_400 + 59, '1 d'],
  [172_500_000, '1996 d 12 h'],
])('%d seconds last %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text)
})
