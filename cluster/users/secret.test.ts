import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  isSecret,
  madeUpPassword,
  newSecret,
  noCookie,
  sessionCookie,
  sessionOf,
  tokenOf,
  tokenText,
} from './secret.ts'

const made = newSecret(randomBytes)

describe('a cookie', () => {
  test('is for this host, by TLS, for no script, and for no other site', () => {
    for (const cookie of [sessionCookie(made), noCookie]) {
      expect(cookie).toMatch(/^__Host-vmp=/)
      for (const attribute of ['Path=/', 'Secure', 'HttpOnly', 'SameSite=Strict']) expect(cookie).toContain(attribute)
      expect(cookie).not.toContain('Domain')
    }
  })

  test('comes back as what was sent, among others', () => {
    const sent = sessionCookie(made).split(';')[0]!
    expect(sessionOf(`a=b; ${sent}; c=d`)).toEqual({ id: made.id, secret: made.secret })
  })

  test.each([undefined, '', 'vmp=x', '__Host-vmp=', '__Host-vmp=abc_def', `__host-vmp=${made.id}_${made.secret}`])(
    'is not %j',
    (cookies) => {
      expect(sessionOf(cookies)).toBeUndefined()
    },
  )
})

test('a token comes back by its header, and by nothing else', () => {
  const text = tokenText(made)
  expect(tokenOf(`Bearer ${text}`)).toEqual({ id: made.id, secret: made.secret })
  for (const header of [text, `Basic ${text}`, `Bearer ${text}x`, `Bearer ${text.slice(5)}`, undefined])
    expect(tokenOf(header)).toBeUndefined()
})

test('of a secret only the hash is kept, and only the secret fits it', () => {
  expect(made.hash).not.toContain(made.secret)
  expect(isSecret(made.secret, made.hash)).toBe(true)
  expect(isSecret(newSecret(randomBytes).secret, made.hash)).toBe(false)
})

test('a made-up password can be read out, and is never the same', () => {
  const passwords = Array.from({ length: 100 }, () => madeUpPassword(randomBytes))
  expect(new Set(passwords).size).toBe(100)
  for (const each of passwords) expect(each).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/)
})
