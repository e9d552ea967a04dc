import { generateKeyPairSync } from 'node:crypto'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Lock } from './lock.ts'
import { verifyImage, writeManifest } from './manifest.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const other = generateKeyPairSync('ed25519')
const digest = 'a'.repeat(64)
const lock: Lock = {
  format: 1,
  suite: 'trixie',
  architecture: 'amd64',
  epoch: 1_700_000_000,
  packages: ['bash', 'firmware-bnx2'].map((name) => ({
    name,
    version: '1:2-3',
    architecture: 'amd64',
    size: 1,
    sha256: digest,
    archive: 'main',
    path: `pool/main/${name}.deb`,
  })),
}

describe('the manifest of an image', () => {
  let folder: string
  const verify = (keys = [publicKey]): Promise<unknown> => verifyImage(folder, { keys })
  const code = (name: string, file?: string): unknown =>
    expect.objectContaining({ code: name, ...(file && { params: expect.objectContaining({ file }) }) })

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-manifest-'))
    mkdirSync(join(folder, 'loaders'))
    writeFileSync(join(folder, 'host.squashfs'), 'squash')
    writeFileSync(join(folder, 'loaders/bootx64.efi'), 'loader')
    await writeManifest(folder, { id: '1-x', version: '1', kernel: '6', lock }, privateKey)
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  it('lists files, packages and the licences of firmware, with the date of the packages', async () => {
    await expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toMatchFileSnapshot('__golden__/manifest.json')
  })

  it('is believed when nothing was touched', async () => {
    await expect(verify()).resolves.toMatchObject({ id: '1-x' })
  })

  it.each([
    ['an altered file', () => writeFileSync(join(folder, 'host.squashfs'), 'squasH'), 'image.altered', 'host.squashfs'],
    [
      'a longer file',
      () => appendFileSync(join(folder, 'loaders/bootx64.efi'), 'x'),
      'image.altered',
      'loaders/bootx64.efi',
    ],
    ['a missing file', () => rmSync(join(folder, 'host.squashfs')), 'image.missing', 'host.squashfs'],
    ['a foreign file', () => writeFileSync(join(folder, 'loaders/more.efi'), ''), 'image.foreign', 'loaders/more.efi'],
    ['an altered manifest', () => appendFileSync(join(folder, 'manifest.json'), ' '), 'image.altered', 'manifest.json'],
    ['no manifest', () => rmSync(join(folder, 'manifest.json')), 'image.missing', 'manifest.json'],
    ['no JSON', () => writeFileSync(join(folder, 'manifest.json'), '{'), 'image.damaged', 'manifest.json'],
    ['no signature', () => rmSync(join(folder, 'manifest.json.sig')), 'image.missing', 'manifest.json.sig'],
    [
      'a signature that is none',
      () => writeFileSync(join(folder, 'manifest.json.sig'), 'x'),
      'image.altered',
      'manifest.json',
    ],
  ])('names %s', async (_, damage, error, file) => {
    damage()
    await expect(verify()).rejects.toEqual(code(error, file))
  })

  it('says so when the key is not known', async () => {
    await expect(verify([other.publicKey])).rejects.toEqual(code('image.unknownKey'))
  })
})
