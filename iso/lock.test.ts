import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exclusively } from './exclusive.ts'
import { debName, lockOf, lockText, readLock } from './lock.ts'
import { packageList } from './packages.ts'

const archive = { main: 'http://m.example/debian', security: 'http://m.example/debian-security', epoch: 1_700_000_000 }
const sha256 = 'a'.repeat(64)
const file = (name: string, uri: string) => ({ name, version: '1:2+b', architecture: 'amd64', uri, size: 5, sha256 })

describe('the lock', () => {
  let folder: string
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'vmp-lock-'))))
  afterEach(() => rmSync(folder, { recursive: true }))

  it('says where packages lie without saying on which mirror, sorted by name', () => {
    const lock = lockOf(
      [
        file('zlib', `${archive.main}/pool/main/z/zlib_2%2bb_amd64.deb`),
        file('openssl', `${archive.security}/pool/updates/o/openssl_2%2bb_amd64.deb`),
      ],
      archive,
    )
    expect(lock.packages.map(({ name, archive: place, path }) => [name, place, path])).toEqual([
      ['openssl', 'security', 'pool/updates/o/openssl_2+b_amd64.deb'],
      ['zlib', 'main', 'pool/main/z/zlib_2+b_amd64.deb'],
    ])
    expect(lockText(lock)).not.toContain('m.example')
    expect(debName(lock.packages[0]!)).toBe('openssl_1%3a2+b_amd64.deb')
  })

  it('reads back what it wrote, and nothing else', async () => {
    const lock = lockOf([file('zlib', `${archive.main}/pool/main/z/zlib_amd64.deb`)], archive)
    const place = join(folder, 'lock.json')
    writeFileSync(place, lockText(lock))
    await expect(readLock(place)).resolves.toEqual(lock)
    for (const text of ['', '[]', lockText(lock).replace('pool/', '../'), lockText(lock).replace('trixie', 'sid')]) {
      writeFileSync(place, text)
      await expect(readLock(place)).rejects.toMatchObject({ code: 'image.lockInvalid' })
    }
  })
})

describe('two builds', () => {
  it('never run at once, and the next may after a failure', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vmp-busy-'))
    const place = join(folder, 'lock')
    await exclusively(place, async () => {
      await expect(exclusively(place, async () => 'second')).rejects.toMatchObject({ code: 'image.busy' })
      await expect(exclusively(place, async () => 'third', { wait: 10 })).rejects.toMatchObject({ code: 'image.busy' })
      const signal = AbortSignal.abort()
      const cancelled = exclusively(place, async () => 'fourth', { wait: 60_000, signal })
      await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    })
    await expect(exclusively(place, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    await expect(exclusively(place, async () => 'third')).resolves.toBe('third')
    rmSync(folder, { recursive: true })
  })
})

describe('the packages', () => {
  it('are each named once, with firmware only when wanted', () => {
    const all = packageList({ firmware: true, include: ['vim', 'zstd'] })
    expect(new Set(all).size).toBe(all.length)
    expect(all).toContain('vim')
    expect(all).toContain('intel-microcode')
    expect(packageList({ firmware: false, include: [] })).not.toContain('intel-microcode')
  })
})
