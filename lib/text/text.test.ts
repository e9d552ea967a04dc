import { expect, test } from 'vitest'
import { fill } from './fill.ts'
import { languageOf, say, sayAny } from './say.ts'

test('a parameter is put in as it is, and never read again for parameters of its own', () => {
  expect(fill('{a} and {b}', { a: '{b}', b: 2 })).toBe('{b} and 2')
  expect(fill('{a}', { a: '$& $1' })).toBe('$& $1')
})

test('a parameter that is missing is seen as such', () => {
  expect(fill('was offered {address}', {})).toBe('was offered {address}')
})

test('a key of another version is shown as it is', () => {
  expect(sayAny('en', 'machine.ofTomorrow', { a: 1 })).toBe('machine.ofTomorrow')
  expect(sayAny('en', 'toString')).toBe('toString')
})

test('a parameter that is a key is put in as its own words', () => {
  expect(sayAny('en', 'machine.askedAddress', { who: 'who.ipxe' })).toBe('iPXE asked for an address')
  expect(sayAny('zh', 'machine.askedAddress', { who: 'who.vmp' })).toBe('VMP 镜像 请求地址')
})

test('a text is said in the language asked for', () => {
  expect(say('en', 'machine.took', { address: '192.0.2.7' })).toBe('took 192.0.2.7')
  expect(say('zh', 'machine.took', { address: '192.0.2.7' })).toBe('使用地址 192.0.2.7')
})

test.each([
  ['zh_CN.UTF-8', 'zh'],
  ['ZH', 'zh'],
  ['C', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('the locale %s speaks %s', (locale, language) => {
  expect(languageOf(locale)).toBe(language)
})
