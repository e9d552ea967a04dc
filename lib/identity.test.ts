import { assert, property, uuid } from 'fast-check'
import { expect, test } from 'vitest'
import { normalMac, swappedUuid, usableSerial, usableUuid } from './identity.ts'

test.each([
  [null],
  [undefined],
  [''],
  ['Not Settable'],
  ['00000000-0000-0000-0000-000000000000'],
  ['FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'],
  ['03000200-0400-0500-0006-000700080009'],
  ['00020003-0004-0005-0006-000700080009'],
  ['12345678123412341234123456789012'],
  ['12345678-1234-1234-1234-123456789012\n'],
])('the UUID %j finds no machine', (text) => {
  expect(usableUuid(text)).toBeUndefined()
})

test('a UUID is compared in lower case', () => {
  expect(usableUuid('4C4C4544-0042-3510-8054-B4C04F564433')).toBe('4c4c4544-0042-3510-8054-b4c04f564433')
})

test('the other byte order of a UUID swaps its first three fields, and swapping twice is the UUID again', () => {
  expect(swappedUuid('4c4c4544-0042-3510-8054-b4c04f564433')).toBe('44454c4c-4200-1035-8054-b4c04f564433')
  assert(
    property(uuid(), (text) => {
      expect(swappedUuid(swappedUuid(text))).toBe(text)
    }),
  )
})

test.each([
  '',
  '  ',
  'To Be Filled By O.E.M.',
  'To be filled by O.E.M.',
  '0123456789',
  'System Serial Number',
  'Default string',
  'NONE',
  '0',
  '00000000',
  '........',
  'xxxxxxx',
])('the serial %j is nobody’s', (text) => {
  expect(usableSerial(text)).toBeUndefined()
})

test('a serial is taken without the spaces around it', () => {
  expect(usableSerial(' ABC123 ')).toBe('ABC123')
  expect(usableSerial(null)).toBeUndefined()
})

test.each([
  ['52:54:00:AB:cd:ef', '52:54:00:ab:cd:ef'],
  ['52-54-00-ab-cd-ef', '52:54:00:ab:cd:ef'],
  ['525400abcdef', '52:54:00:ab:cd:ef'],
  ['01-52-54-00-ab-cd-ef', '52:54:00:ab:cd:ef'],
  ['01:02:03:04:05:06', '01:02:03:04:05:06'],
  ['20-52-54-00-ab-cd-ef', undefined],
  ['52:54:00:ab:cd', undefined],
  ['52:54:00:ab:cd:eg', undefined],
  ['', undefined],
  ['m1', undefined],
])('the NIC address %s is %s', (text, mac) => {
  expect(normalMac(text)).toBe(mac)
})
