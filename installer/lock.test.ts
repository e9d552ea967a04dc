import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { alone } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'vmp-lock-')), 'install')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true }))

it('lets no second one begin while one runs', async () => {
  await alone(folder, async () => {
    await expect(alone(folder, async () => 'second')).rejects.toMatchObject({ code: 'install.busy' })
  })
  expect(await alone(folder, async () => 'next')).toBe('next')
})

it('says what runs', async () => {
  await alone(folder, async () => {
    await expect(alone(folder, async () => 'second', 'upgrade.busy')).rejects.toMatchObject({ code: 'upgrade.busy' })
  })
})

it('is let go of when the work fails', async () => {
  await expect(alone(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await alone(folder, async () => 'next')).toBe('next')
})

it('is not kept by one that was killed', async () => {
  // Greater than any process id (PID_MAX_LIMIT is 2^22).
  writeFileSync(`${folder}.lock`, '4194305')
  expect(await alone(folder, async () => 'next')).toBe('next')
})
