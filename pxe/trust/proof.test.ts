import { SignJWT } from 'jose'
import type { JWK } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { liveKey } from '../machines/__fixtures__/core.ts'
import { keyBroughtBy, thumbprint, thumbprintOf, verifyProof } from './proof.ts'

const now = new Date('2026-01-01T00:00:00Z')
const at = (seconds: number): Date => new Date(now.getTime() + seconds * 1000)
const refused = expect.objectContaining({ code: 'live.proofRefused' })
let key: Awaited<ReturnType<typeof liveKey>>
beforeAll(async () => {
  key = await liveKey()
})

const sign = async (claims: Record<string, unknown>, alg = 'EdDSA') => ({
  method: 'POST',
  path: '/api/v1/live/enrol',
  authorization: `VMP-Proof ${await new SignJWT(claims).setProtectedHeader({ alg, kid: 'k' }).sign(key.privateKey)}`,
})
const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

describe('a proof', () => {
  test('made by the key for this method and path, now, is accepted', async () => {
    await expect(verifyProof(await key.prove('k', now), key.jwk, now)).resolves.toBeUndefined()
  })

  test.each([-100, -59, 0, 59])('made %i s from now by the station’s clock is accepted', async (seconds) => {
    await expect(verifyProof(await key.prove('k', at(seconds)), key.jwk, now)).resolves.toBeUndefined()
  })

  test.each([-3600, -121, 61, 3600])('made %i s from now is refused', async (seconds) => {
    await expect(verifyProof(await key.prove('k', at(seconds)), key.jwk, now)).rejects.toThrow(refused)
  })

  test.each([
    ['another method', { method: 'PUT' }],
    ['another path', { path: '/api/v1/live/facts' }],
    ['a path that only begins so', { path: '/api/v1/live/enrol/' }],
  ])('made for %s is refused', async (_, other) => {
    const proof = await key.prove('k', now)
    await expect(verifyProof({ ...proof, ...other }, key.jwk, now)).rejects.toThrow(refused)
  })

  test('made by another key is refused', async () => {
    const other = await liveKey()
    await expect(verifyProof(await other.prove('k', now), key.jwk, now)).rejects.toThrow(refused)
  })

  test('without a time is refused', async () => {
    const proof = await sign({ htm: 'POST', htu: '/api/v1/live/enrol' })
    await expect(verifyProof(proof, key.jwk, now)).rejects.toThrow(refused)
  })

  test('that names no request is refused', async () => {
    const proof = await sign({ iat: now.getTime() / 1000 })
    await expect(verifyProof(proof, key.jwk, now)).rejects.toThrow(refused)
  })

  test.each(['none', 'HS256'])('with the algorithm "%s" is refused', async (alg) => {
    const claims = { htm: 'POST', htu: '/api/v1/live/enrol', iat: now.getTime() / 1000 }
    for (const signature of ['', 'AAAA']) {
      const token = `${encode({ alg, kid: 'k' })}.${encode(claims)}.${signature}`
      const proof = { method: 'POST', path: '/api/v1/live/enrol', authorization: `VMP-Proof ${token}` }
      await expect(verifyProof(proof, key.jwk, now)).rejects.toThrow(refused)
    }
  })

  test('of which one character was changed is refused', async () => {
    const { authorization = '', ...rest } = await key.prove('k', now)
    const [head, payload, signature] = authorization.split('.')
    const forged = encode({ htm: 'POST', htu: rest.path, iat: now.getTime() / 1000, admin: true })
    const proof = { ...rest, authorization: `${head}.${forged}.${signature}` }
    expect(payload).not.toBe(forged)
    await expect(verifyProof(proof, key.jwk, now)).rejects.toThrow(refused)
  })

  test.each([undefined, '', 'Bearer x', 'VMP-Proof ', 'VMP-Proof x.y.z', 'vmp-proof a.b.c'])(
    'that is none is refused, and names no key: %j',
    async (authorization) => {
      const proof = { method: 'POST', path: '/', authorization }
      expect(() => thumbprintOf(proof)).toThrow(refused)
      await expect(verifyProof(proof, key.jwk, now)).rejects.toThrow(refused)
    },
  )
})

test('a proof names the key whose thumbprint (RFC 7638) it carries', async () => {
  const kid = await thumbprint(key.jwk)
  expect(kid).toMatch(/^[A-Za-z0-9_-]{43}$/)
  expect(thumbprintOf(await key.prove(kid, now))).toBe(kid)
})

test('the thumbprint is that of RFC 8037, appendix A.3', async () => {
  expect(await thumbprint({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })).toBe(
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
  )
})

describe('a key that a proof brings along', () => {
  const brings = async (jwk: unknown) => ({
    method: 'POST',
    path: '/',
    authorization: `VMP-Proof ${await new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid: 'k', jwk: jwk as JWK }).sign(key.privateKey)}`,
  })

  test('is taken when it has the thumbprint that is expected, without what else is in it', async () => {
    const proof = await brings({ ...key.jwk, use: 'sig' })
    await expect(keyBroughtBy(proof, await thumbprint(key.jwk))).resolves.toEqual(key.jwk)
  })

  test.each([
    ['another key', async () => (await liveKey()).jwk],
    ['no key', async () => undefined],
    ['something else', async () => ({ ...key.jwk, crv: 'X25519' })],
  ])('is refused: %s', async (_, jwk) => {
    await expect(keyBroughtBy(await brings(await jwk()), await thumbprint(key.jwk))).rejects.toThrow(refused)
  })
})
