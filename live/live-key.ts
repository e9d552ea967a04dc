/** The key that stands for this boot of the machine: made here, never leaves memory (its file lies on a tmpfs). */
import { randomUUID } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { isSystemError } from '../lib/errors.ts'
import type { PublicKey } from '../pxe/contract/live.ts'

export interface LiveKey {
  publicKey: PublicKey
  /** RFC 7638. */
  thumbprint: string
  /** A fresh proof that the holder of this key makes this one call (in the manner of DPoP, RFC 9449). */
  proof: (method: string, path: string) => Promise<string>
}

/** The key of this boot: from `file` when the program was restarted, else made and kept there for the next start. */
export async function openLiveKey(file: string, now: () => Date): Promise<LiveKey> {
  const jwk = (await readKey(file)) ?? (await makeKey(file))
  const { x } = jwk
  if (x === undefined) throw new TypeError(`${file} holds no Ed25519 key`)
  const secret = await importJWK(jwk, 'EdDSA')
  const thumbprint = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  return {
    publicKey: { kty: 'OKP', crv: 'Ed25519', x },
    thumbprint,
    proof: (method, path) =>
      new SignJWT({ htm: method, htu: path, jti: randomUUID() })
        .setProtectedHeader({ alg: 'EdDSA', kid: thumbprint })
        .setIssuedAt(now())
        .sign(secret),
  }
}

async function readKey(file: string): Promise<JWK | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as JWK
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function makeKey(file: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const jwk = await exportJWK(privateKey)
  await writeFile(`${file}.new`, JSON.stringify(jwk), { mode: 0o600 })
  await rename(`${file}.new`, file)
  return jwk
}
