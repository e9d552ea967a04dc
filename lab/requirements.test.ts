import { expect, test } from 'vitest'
import { parseAvailableMiB } from './requirements.ts'

test('available memory', () => {
  expect(parseAvailableMiB('MemTotal:  24689052 kB\nMemFree: 1 kB\nMemAvailable:   2097152 kB\n')).toBe(2048)
  expect(parseAvailableMiB('')).toBe(0)
})
