import { expect, test } from 'vitest'
import { readingText } from './reading.ts'

test.each([
  [34, 'degrees C', '34 degrees C', '34 °C'],
  [3480, 'RPM', '3480 RPM', '3480 RPM'],
  [7, null, '7', '7'],
  [null, null, 'Presence detected', 'Presence detected'],
  [null, null, 'State Deasserted', null],
  [null, null, null, null],
])('%s in %s, read as %s, is %s', (value, unit, reading, text) => {
  expect(readingText({ value, unit, reading })).toBe(text)
})
