/** Signatures of images: who builds one signs its manifest; stations, installers and hosts judge it. */
import { createHash, createPublicKey, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

/** First 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo, DER): which key signed. */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

/** A detached signature (Ed25519, RFC 8032) as a line of text: algorithm, key id, base64. */
export function signatureOf(content: Buffer, key: KeyObject): string {
  return `ed25519 ${keyId(key)} ${sign(null, content, key).toString('base64')}\n`
}

export type Judgement = 'good' | 'bad' | 'unknown-key'

/** The one of these keys that a signature names. */
export function namedKey(signature: string, keys: readonly KeyObject[]): KeyObject | undefined {
  const id = signature.trim().split(' ')[1]
  return keys.find((candidate) => keyId(candidate) === id)
}

/** Whether one of the keys made this signature of this content. */
export function judge(content: Buffer, signature: string, keys: readonly KeyObject[]): Judgement {
  const [algorithm, , value] = signature.trim().split(' ')
  if (algorithm !== 'ed25519' || value === undefined) return 'bad'
  const key = namedKey(signature, keys)
  if (!key) return 'unknown-key'
  return verify(null, content, key, Buffer.from(value, 'base64')) ? 'good' : 'bad'
}
