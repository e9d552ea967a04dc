import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { run } from '../../lib/exec.ts'
import { openSource } from './source.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-source-'))
  writeFileSync(join(folder, 'initrd'), 'the initrd')
})
afterEach(() => rmSync(folder, { recursive: true }))

it.each([['.'], ['initrd']])('takes a file out of a tar file of a folder (%s)', async (what) => {
  const tar = join(folder, 'image.tar')
  execFileSync('tar', ['--create', '--file', tar, '--directory', folder, '--exclude=image.tar', what])
  const source = await openSource(tar, run)
  expect(String(await source.read('initrd'))).toBe('the initrd')
  const target = join(folder, 'target')
  execFileSync('mkdir', [target])
  writeFileSync(join(target, 'initrd'), 'of another attempt')
  const bytes: number[] = []
  const options = { signal: new AbortController().signal, size: 10, onBytes: (count: number) => bytes.push(count) }
  await source.fetch('initrd', join(target, 'initrd'), options)
  expect(readFileSync(join(target, 'initrd'), 'utf8')).toBe('the initrd')
  expect(bytes).toEqual([10])
  await expect(source.read('vmlinuz')).rejects.toMatchObject({ code: 'upgrade.sourceMissing' })
})
