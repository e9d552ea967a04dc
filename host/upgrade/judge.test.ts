import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { signatureOf } from '../../lib/image/signature.ts'
import { compareVersions, judgeAge, judgeManifest } from './judge.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const pem = publicKey.export({ type: 'spki', format: 'pem' })
const blank = { suite: 'trixie', architecture: 'amd64', kernel: '6.12', files: [], packages: [], firmware: [] }
const manifestOf = (id: string, version = '0.1.0', createdAt = '2026-01-02T00:00:00.000Z') => ({
  format: 1 as const,
  id,
  version,
  createdAt,
  ...blank,
})
const manifest = Buffer.from(JSON.stringify(manifestOf('new')))
const strict = { older: false, unsigned: false }

describe('an image that is offered', () => {
  const signature = signatureOf(manifest, privateKey)
  it('is taken when one of our keys signed it', () => {
    expect(judgeManifest({ manifest, signature }, [pem], strict).id).toBe('new')
  })
  it.each([
    ['upgrade.unsigned', { manifest, signature: undefined }, [pem]],
    ['upgrade.unknownKey', { manifest, signature }, []],
    ['upgrade.altered', { manifest: Buffer.concat([manifest, Buffer.from(' ')]), signature }, [pem]],
  ])('is refused: %s', (code, offered, keys) => {
    expect(() => judgeManifest(offered, keys, strict)).toThrow(expect.objectContaining({ code }))
  })
  it('may be unsigned when that is said, but never something else', () => {
    const allowed = { older: false, unsigned: true }
    expect(judgeManifest({ manifest, signature: undefined }, [], allowed).id).toBe('new')
    expect(() => judgeManifest({ manifest: Buffer.from('{}'), signature: undefined }, [], allowed)).toThrow(
      expect.objectContaining({ code: 'upgrade.damaged' }),
    )
  })

  const running = manifestOf('running', '0.2.0')
  it.each([
    ['newer', manifestOf('a', '0.3.0')],
    ['of the same version and day', manifestOf('a', '0.2.0')],
  ])('is taken when it is %s', (_, offered) => {
    expect(() => judgeAge(offered, running, strict)).not.toThrow()
  })
  it.each([
    ['of an older version', manifestOf('a', '0.1.9', '2027-01-01T00:00:00.000Z'), 'upgrade.older'],
    ['of the same version with older packages', manifestOf('a', '0.2.0', '2026-01-01T00:00:00.000Z'), 'upgrade.older'],
    ['the one that runs', running, 'upgrade.same'],
  ])('is refused when it is %s', (_, offered, code) => {
    expect(() => judgeAge(offered, running, strict)).toThrow(expect.objectContaining({ code }))
  })
  it('may be older when that is said', () => {
    expect(() => judgeAge(manifestOf('a', '0.1.0'), running, { older: true, unsigned: false })).not.toThrow()
  })
})

it.each([
  ['0.1.0', '0.1.0', 0],
  ['0.9.0', '0.10.0', -1],
  ['1.0.0-rc.1', '1.0.0', -1],
  ['1.0.0-rc.2', '1.0.0-rc.10', -1],
  ['1.0.0+build', '1.0.0', 0],
])('%s against %s is %i', (one, other, order) => {
  expect(compareVersions(one, other)).toBe(order)
})
