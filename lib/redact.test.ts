import { expect, test } from 'vitest'
import { redact } from './redact.ts'

test.each([
  ['of $argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaGhhc2g.', 'of [hidden]'],
  ['root:$6$saltsalt$abcdefghijklmnop:19000', 'root:[hidden]:19000'],
  ['authorization: Bearer abcdef0123456789', 'authorization: Bearer [hidden]'],
  ['got eyJhbGciOiJFZERTQSJ9.eyJodG0iOiJHRVQifQ.c2ln from it', 'got [hidden] from it'],
  [`the token is vmp_${'aB3_-'.repeat(8)}.`, 'the token is [hidden].'],
  ['login --password=hunter2 --user=a', 'login --password=[hidden] --user=a'],
  ['{"token": "a b c", "port": 1}', '{"token": "[hidden]", "port": 1}'],
  ['wget http://me:secret@site.example/x', 'wget http://[hidden]@site.example/x'],
  ['vmp.nonce=0123456789abcdef quiet', 'vmp.nonce=[hidden] quiet'],
  ['-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\nnext', '[hidden]\nnext'],
  ['-----BEGIN PRIVATE KEY-----\ncut off', '[hidden]'],
  ['began elsewhere\n-----END PRIVATE KEY-----\nnext', '[hidden]\nnext'],
  [String.raw`{"line":"{\"token\":\"a b\",\"n\":1}"}`, String.raw`{"line":"{\"token\":\"[hidden]\",\"n\":1}"}`],
  ['"rootPasswordHash": "plain"', '"rootPasswordHash": "[hidden]"'],
  ['{"token":null,"secret":true}', '{"token":null,"secret":true}'],
  [String.raw`{"password": "a\"b c"}`, '{"password": "[hidden]"}'],
  ['password="cut off in the mid', 'password="[hidden]"'],
  [`{"crv":"Ed25519","d":"${'a'.repeat(43)}"}`, '{"crv":"Ed25519","d":"[hidden]"}'],
])('%j loses its secret', (text, expected) => {
  expect(redact(text)).toBe(expected)
})

test('what is known to be secret goes wherever it stands, the longest first', () => {
  expect(redact('one two-three two', ['two', 'two-three', ''])).toBe('one [hidden] [hidden]')
})

test('other text stays as it is', () => {
  const text = 'md/system: 2 of 2 members, passed; http://10.0.0.1:8080/boot $5 costs'
  expect(redact(text)).toBe(text)
})
