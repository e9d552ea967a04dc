import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskSpeed, percentile } from './disk-speed.ts'

test('a disk is measured, and nothing is left on it, not even what a power cut left before', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-disk-speed-'))
  try {
    writeFileSync(join(folder, '.vmp-disk-speed'), 'half')
    const { sync, free } = await diskSpeed(folder, AbortSignal.timeout(10_000))
    expect(sync).toBeGreaterThan(0)
    expect(free).toBeGreaterThan(0)
    expect(readdirSync(folder)).toEqual([])
    await expect(diskSpeed(folder, AbortSignal.abort())).rejects.toThrow('aborted')
    expect(readdirSync(folder)).toEqual([])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('one slow write of a hundred does not count, two do', () => {
  const times = (slow: number): number[] => Array.from({ length: 100 }, (_, index) => (index < slow ? 900 : 1))
  expect(percentile(times(1), 99)).toBe(1)
  expect(percentile(times(2), 99)).toBe(900)
  expect(percentile([5], 99)).toBe(5)
  expect(percentile([], 99)).toBe(0)
})
