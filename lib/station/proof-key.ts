/**
 * A key that stands for a machine at its station: for one boot of the live system (its file lies on a tmpfs), or for the host
 * (in its state). It is made where it is used and never leaves.
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SignJWT, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import { isSystemError } from '../errors.ts'
import { writeFileSafely } from '../files.ts'

export interface ProofKey {
  publicKey: { kty: 'OKP'; crv: 'Ed25519'; x: string }
  /** RFC 7638. */
  thumbprint: string
  /** A fresh proof that the holder of this key makes this one call (in the manner of DPoP, RFC 9449). */
  proof: (method: string, path: string) => Promise<string>
}

/** The key in `file`, else one that is made now and kept there. */
export async function openProofKey(file: string, now: () => Date): Promise<ProofKey> {
  return keyOf((await readKey(file)) ?? (await makeKey(file)), file, now)
}

/** The key in `file`; undefined when there is none. */
export async function readProofKey(file: string, now: () => Date): Promise<ProofKey | undefined> {
  const jwk = await readKey(file)
  return jwk && keyOf(jwk, file, now)
}

async function keyOf(jwk: JWK, file: string, now: () => Date): Promise<ProofKey> {
  const { x } = jwk
  if (x === undefined) throw new TypeError(`${file} holds no Ed25519 key`)
  const secret = await importJWK(jwk, 'EdDSA')
  const thumbprint = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x })
  return {
    publicKey: { kty: 'OKP', crv: 'Ed25519', x },
    thumbprint,
    proof: (method, path) =>
      new SignJWT({ htm: method, htu: path, jti: randomUUID() })
        // The key itself too (RFC 9449, 4.2): a station that has read nothing but its thumbprint off the disks can check it.
        .setProtectedHeader({ alg: 'EdDSA', kid: thumbprint, jwk: { kty: 'OKP', crv: 'Ed25519', x } })
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
  writeFileSafely(file, JSON.stringify(jwk), 0o600)
  return jwk
}
