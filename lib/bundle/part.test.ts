import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { run } from '../exec.ts'
import { machineParts } from './machine.ts'
import { filePart, readPart, valuePart } from './part.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-part-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const options = { secrets: ['swordfish'], longest: 1000 }
const textOf = async (text: string, longest = 1000) =>
  (await readPart({ name: 'n', title: 't', read: async () => text }, { ...options, longest })).text

test('a part that cannot be had says why, and no secret by it', async () => {
  const part = valuePart('n.json', 'n', () => {
    throw new Error('no swordfish here')
  })
  expect(await readPart(part, options)).toMatchObject({ text: '(no [hidden] here)', problem: 'no [hidden] here' })
  expect(await readPart(filePart('f', join(folder, 'none')), options)).toMatchObject({
    problem: expect.stringContaining('ENOENT'),
  })
})

test('the end of a long one is kept, and what is cut is cut after its secrets are gone', async () => {
  expect(await textOf('0123456789', 4)).toBe('…6789')
  // Cut first, "fish" would be left.
  expect(await textOf('the swordfish', 4)).toBe('…den]')
})

test('of a file that is too long the end is read, by whole lines', async () => {
  const file = join(folder, 'log')
  writeFileSync(file, `password=${'x'.repeat(9 * 1024 * 1024)}\nthe end\n`)
  expect((await readPart(filePart('log', file), options)).text).toBe('the end')
})

test('a file of /proc has no size, and is read all the same', async () => {
  expect((await readPart(filePart('version', '/proc/version'), options)).text).toContain('Linux')
})

test('it ends when it is told to', async () => {
  const part = valuePart('n', 'n', () => Promise.reject(new Error('killed')))
  await expect(readPart(part, { ...options, signal: AbortSignal.abort() })).rejects.toThrow('killed')
})

test('any machine is only asked, each program within its time, and each part has a file of its own', async () => {
  const limits: number[] = []
  const tool: typeof run = async (_command, _args, { timeout, anyExit }) => {
    limits.push(timeout)
    expect(anyExit).toBe(true)
    return { stdout: '', stderr: '' }
  }
  const parts = machineParts(tool, { thisBoot: 10, bootBefore: 5 })
  for (const part of parts) await readPart(part, options)
  expect(Math.max(...limits)).toBeLessThanOrEqual(15_000)
  expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length)
  const titles = parts.map(({ title }) => title)
  expect(titles).toContain('journalctl --boot --lines 10 --no-pager --output short-iso-precise')
  expect(titles).toContain('journalctl --boot=-1 --priority warning --lines 5 --no-pager --output short-iso-precise')
})
