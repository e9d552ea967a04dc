import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { signatureOf } from '../lib/image/signature.ts'
import { signingKey } from './signing.ts'
import { currentIsOwn } from './store.ts'

let state: string

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'vmp-store-'))
  vi.stubEnv('VMP_STATE', state)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(state, { recursive: true })
})

function current(key: Parameters<typeof signatureOf>[1]): void {
  const folder = join(state, 'images/one')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'manifest.json.sig'), signatureOf(Buffer.from('{}'), key))
  symlinkSync('one', join(state, 'images/current'))
}

it('knows an image that was built here by its key', async () => {
  current(await signingKey())
  expect(await currentIsOwn()).toBe(true)
})

it('takes neither an imported image nor none for its own', async () => {
  await signingKey()
  expect(await currentIsOwn()).toBe(false)
  current(generateKeyPairSync('ed25519').privateKey)
  expect(await currentIsOwn()).toBe(false)
})
