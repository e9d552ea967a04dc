import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../lib/errors.ts'
import { writeFileSafely } from '../lib/files.ts'
import { keyId } from '../lib/image/signature.ts'
import { places } from './places.ts'

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

/** The public key of the site's own: none before its first build. */
export const ownKey = (): Promise<KeyObject[]> => readKeys([join(places.keys(), 'image-signing.pub')])

/** Public keys whose images this site believes: its own, those in `keys/trusted/`, and the one given. */
export async function trustedKeys(given?: string): Promise<KeyObject[]> {
  const trusted = await readKeys(await pubFiles(join(places.keys(), 'trusted')))
  const keys = [...(await ownKey()), ...trusted]
  return given === undefined ? keys : [parseKey(given, await readFile(given, 'utf8'), createPublicKey), ...keys]
}

/** Of those files that are there. */
async function readKeys(files: readonly string[]): Promise<KeyObject[]> {
  const keys: KeyObject[] = []
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
