/** What every certificate of ours has in common: P-256 keys, PEM, serial numbers. */
import { randomBytes, webcrypto } from 'node:crypto'
import * as x509 from './x509.ts'

export const p256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const

export const makeKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(p256, true, ['sign', 'verify'])

/** RFC 5280 4.1.2.2: positive, at most 20 octets. */
export function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = (bytes[0]! & 0x7f) | 0x40
  return bytes.toString('hex')
}

/** PKCS #8, PEM. */
export async function exportKey(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')
}

export async function importKey(pem: string): Promise<CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', x509.PemConverter.decodeFirst(pem), p256, true, ['sign'])
}
