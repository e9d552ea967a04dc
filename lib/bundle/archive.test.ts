import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { textArchive } from './archive.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-archive-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const at = new Date('2026-03-04T05:06:07Z')

test('tar unpacks it: the same bytes, time, and nobody else may read it', () => {
  const texts = [
    { name: 'a/one.txt', text: '中文\n' },
    { name: 'empty.txt', text: '' },
    { name: 'block.txt', text: 'x'.repeat(512) },
    { name: 'longer.txt', text: 'y'.repeat(100_000) },
  ]
  const file = join(folder, 'all.tar.gz')
  writeFileSync(file, textArchive('top', texts, at))
  const list = execFileSync('tar', ['--utc', '-tvzf', file], { encoding: 'utf8' })
  expect(list.match(/^-rw------- root\/root .* 2026-03-04 05:06 top\//gm)).toHaveLength(texts.length)
  execFileSync('tar', ['-xzf', file, '-C', folder])
  for (const { name, text } of texts) expect(readFileSync(join(folder, 'top', name), 'utf8')).toBe(text)
})

test('a name that has no room is refused, not cut', () => {
  expect(() => textArchive('top', [{ name: 'n'.repeat(98), text: '' }], at)).toThrow(RangeError)
})
