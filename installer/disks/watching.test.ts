import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { run } from '../../lib/exec.ts'
import { unwatched } from './watching.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-udev-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the rule is there while it works, and gone after it, also after a failure; udev is told each time', async () => {
  const file = join(folder, 'rules.d', 'vmp.rules')
  const said: string[] = []
  const tool = (async (_: string, args: string[]) => {
    said.push(`${args[0]} ${existsSync(file)}`)
    return { stdout: '', stderr: '' }
  }) as unknown as typeof run
  await unwatched(tool, async () => expect(readFileSync(file, 'utf8')).toContain('nowatch'), file)
  expect(said).toEqual(['control true', 'trigger true', 'control false', 'trigger false'])
  await expect(unwatched(tool, () => Promise.reject(new Error('a disk failed')), file)).rejects.toThrow('a disk failed')
  expect(existsSync(file)).toBe(false)
})
