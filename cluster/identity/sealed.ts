/**
 * Secrets in the cluster's state (the CA's key, the console's own key) are sealed with the cluster secret, which only the hosts
 * have: a snapshot of etcd, or a disk with it, is not enough to read them. JWE (RFC 7516), the secret itself as the key.
 */
import { randomBytes } from 'node:crypto'
import { base64url, calculateJwkThumbprint, CompactEncrypt, compactDecrypt, decodeProtectedHeader } from 'jose'
import { VmpError } from '../../lib/errors.ts'

/** A JWK (RFC 7517) of 256 random bits; `kid` is its thumbprint and says nothing of it. */
export interface ClusterSecret {
  readonly kty: 'oct'
  readonly k: string
  readonly kid: string
}

export async function makeSecret(): Promise<ClusterSecret> {
  const k = base64url.encode(randomBytes(32))
  return { kty: 'oct', k, kid: await calculateJwkThumbprint({ kty: 'oct', k }) }
}

/** @param purpose Opens only for the same again: what is sealed cannot be put in another's place. */
export async function seal(secret: ClusterSecret, purpose: string, text: string): Promise<string> {
  return new CompactEncrypt(Buffer.from(text))
    .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', kid: secret.kid, purpose })
    .encrypt(base64url.decode(secret.k))
}

/** @throws VmpError `identity.secretOther` when another secret sealed it, `identity.sealBroken`. */
export async function unseal(secret: ClusterSecret, purpose: string, sealed: string): Promise<string> {
  let other = false
  try {
    const header = decodeProtectedHeader(sealed)
    other = header.kid !== secret.kid
    const { plaintext } = await compactDecrypt(sealed, base64url.decode(secret.k), {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    })
    if (header['purpose'] !== purpose) throw new Error('it was sealed for something else')
    return Buffer.from(plaintext).toString()
  } catch (cause) {
    if (other) throw new VmpError('identity.secretOther', { purpose }, { cause })
    throw new VmpError('identity.sealBroken', { purpose }, { cause })
  }
}
