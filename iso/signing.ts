import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { writeFileSafely } from '../lib/files.ts'
import { places } from './places.ts'

/** First 16 hex digits of the SHA-256 of the public key (SubjectPublicKeyInfo, DER): which key signed. */
function keyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key
  const der = publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(der).digest('hex').slice(0, 16)
}

/**
 * The private key that signs images: the file given, else the site's own, made at first use.
 * @throws VmpError `image.badKey`
 */
export async function signingKey(file?: string): Promise<KeyObject> {
  if (file !== undefined) return parseKey(file, await readFile(file, 'utf8'), createPrivateKey)
  const own = join(places.keys(), 'image-signing.key')
  try {
    return parseKey(own, await readFile(own, 'utf8'), createPrivateKey)
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT') throw error
  }
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  writeFileSafely(own, privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600)
  writeFileSafely(join(places.keys(), 'image-signing.pub'), publicKey.export({ type: 'spki', format: 'pem' }))
  return privateKey
}

function parseKey(file: string, text: string, parse: (pem: string) => KeyObject): KeyObject {
  let key: KeyObject
  try {
    key = parse(text)
  } catch (error) {
    throw new VmpError('image.badKey', { file }, { cause: error })
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new VmpError('image.badKey', { file })
  return key
}

/** Public keys whose images this site believes: its own, those in `keys/trusted/`, and the one given. */
export async function trustedKeys(given?: string): Promise<KeyObject[]> {
  const folder = join(places.keys(), 'trusted')
  const files = [join(places.keys(), 'image-signing.pub'), ...(await pubFiles(folder))]
  const keys = given === undefined ? [] : [parseKey(given, await readFile(given, 'utf8'), createPublicKey)]
  for (const file of files) {
    try {
      keys.push(parseKey(file, await readFile(file, 'utf8'), createPublicKey))
    } catch (error) {
      if (!isSystemError(error) || error.code !== 'ENOENT') throw error
    }
  }
  return keys
}

async function pubFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.pub')).map((name) => join(folder, name))
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return []
    throw error
  }
}

/** Remembers a builder's public key, so that its images are believed from now on. */
export async function trustKey(file: string): Promise<void> {
  const key = parseKey(file, await readFile(file, 'utf8'), createPublicKey)
  const pem = key.export({ type: 'spki', format: 'pem' })
  writeFileSafely(join(places.keys(), 'trusted', `${keyId(key)}.pub`), pem)
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
