/** Secrets that callers carry: `ID` is public and finds the record, of the secret only a hash is kept. */
import { createHash, timingSafeEqual } from 'node:crypto'

export type RandomBytes = (bytes: number) => Buffer

/** 192 random bits cannot be searched, so that a plain hash of them is enough. */
const SECRET = 24
const ID = 10

export interface Carried {
  readonly id: string
  readonly secret: string
}

export function newSecret(random: RandomBytes): Carried & { readonly hash: string } {
  const secret = random(SECRET).toString('base64url')
  return { id: random(ID).toString('hex'), secret, hash: hashOf(secret) }
}

export function isSecret(secret: string, hash: string): boolean {
  return timingSafeEqual(Buffer.from(hashOf(secret), 'hex'), Buffer.from(hash, 'hex'))
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex')

const carried = /^([0-9a-f]{20})_([A-Za-z0-9_-]{32})$/
const parse = (text: string): Carried | undefined => {
  const [, id, secret] = carried.exec(text) ?? []
  return id === undefined || secret === undefined ? undefined : { id, secret }
}

/** Bound to this host's name, sent by TLS only, seen by no script, and not sent at another site's wish (RFC 6265bis). */
const cookieName = '__Host-vmp'
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Strict'
export const sessionCookie = ({ id, secret }: Carried): string => `${cookieName}=${id}_${secret}; ${attributes}`
export const noCookie = `${cookieName}=; Max-Age=0; ${attributes}`

export function sessionOf(cookies: string | undefined): Carried | undefined {
  const [first] = (cookies ?? '')
    .split(';')
    .map((each) => each.trim())
    .filter((each) => each.startsWith(`${cookieName}=`))
  return first === undefined ? undefined : parse(first.slice(cookieName.length + 1))
}

/** Tools that look for leaked secrets know a token by how it begins. */
const tokenStart = 'vmpt_'
export const tokenPrefix = (id: string): string => `${tokenStart}${id.slice(0, 8)}`
export const tokenText = ({ id, secret }: Carried): string => `${tokenStart}${id}_${secret}`

export function tokenOf(authorization: string | undefined): Carried | undefined {
  const [, text] = /^Bearer +vmpt_(\S+)$/i.exec(authorization ?? '') ?? []
  return text === undefined ? undefined : parse(text)
}

/** A first password that can be read out on the telephone: no two signs that look alike; 80 bits. */
export function madeUpPassword(random: RandomBytes): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789x'
  const text = [...random(16)].map((byte) => signs[byte % 32]!).join('')
  return text.match(/.{4}/g)!.join('-')
}
