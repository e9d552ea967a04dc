/** What a host asks for its certificate with (PKCS #10, RFC 2986): its public half, signed with the other. Names in it are not heard. */
import { createHash, webcrypto } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import { exportKey, importKey, makeKeys, p256 } from '../../lib/x509-keys.ts'
import * as x509 from '../../lib/x509.ts'

/** Of P-256 it is below 600 characters. */
const longest = 4096

/** A private key, PKCS #8 PEM, for whoever keeps it; it never leaves its machine. */
export async function makePrivateKey(): Promise<string> {
  return exportKey((await makeKeys()).privateKey)
}

export async function makeRequest(privateKey: string): Promise<string> {
  const key = await importKey(privateKey)
  const { kty, crv, x, y } = await webcrypto.subtle.exportKey('jwk', key)
  const publicKey = await webcrypto.subtle.importKey('jwk', { kty, crv, x, y } as webcrypto.JsonWebKey, p256, true, [
    'verify',
  ])
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: 'CN=VMP',
    keys: { privateKey: key, publicKey },
    signingAlgorithm: p256,
  })
  return request.toString('pem')
}

export interface HostRequest {
  readonly publicKey: CryptoKey
  /** SHA-256 of the public key (SubjectPublicKeyInfo), hexadecimal: a host is known again by it. */
  readonly fingerprint: string
}

/** @throws VmpError `identity.request` when it is no request for a P-256 key, or not signed by that key. */
export async function readRequest(pem: string): Promise<HostRequest> {
  try {
    if (pem.length > longest) throw new Error('it is too long')
    const request = new x509.Pkcs10CertificateRequest(pem)
    const publicKey = await request.publicKey.export(p256, ['verify'])
    if (!(await request.verify())) throw new Error('its signature is not by its key')
    return { publicKey, fingerprint: createHash('sha256').update(Buffer.from(request.publicKey.rawData)).digest('hex') }
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause)
    throw new VmpError('identity.request', { problem }, { cause })
  }
}
