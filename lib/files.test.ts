import { mkdtempSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeFileSafely } from './files.ts'

const folder = (): string => mkdtempSync(join(tmpdir(), 'vmp-files-'))

test('a file is written whole, with its mode, in folders made for it', () => {
  const file = join(folder(), 'a', 'b', 'secret.key')
  writeFileSafely(file, 'one', 0o600)
  writeFileSafely(file, Buffer.alloc(300_000, 7), 0o600)
  expect(readFileSync(file)).toEqual(Buffer.alloc(300_000, 7))
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

test('a write that fails leaves the old content and nothing beside it', () => {
  const place = folder()
  mkdirSync(join(place, 'taken', 'inside'), { recursive: true })
  expect(() => writeFileSafely(join(place, 'taken'), 'new')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(place)).toEqual(['taken'])

  const file = join(place, 'kept')
  writeFileSync(file, 'old')
  expect(() => writeFileSafely(join(file, 'below'), 'new')).toThrow(/ENOTDIR|EEXIST/)
  expect(readFileSync(file, 'utf8')).toBe('old')
})
