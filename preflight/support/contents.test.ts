import { expect, test } from 'vitest'
import { contentType, tellingContents, tellingLabel } from './contents.ts'

test.each([
  ['filesystem', 'ext4', 'ext4'],
  ['partition', 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', 'EFI System'],
  ['partition', '12345678-f81f-11d2-ba4b-00a0c93ec93b', 'partition'],
  ['partition', '0x83', '0x83'],
  ['encrypted', null, 'encrypted'],
] as const)('a %s of type %s is called %s', (kind, type, name) => {
  expect(contentType({ kind, type })).toBe(name)
})

test('partitions are named only where nothing else is', () => {
  const content = { type: null, label: null, uuid: null, size: null }
  const partition = { ...content, path: '/dev/sda1', kind: 'partition' } as const
  const swap = { ...content, path: '/dev/sda1', kind: 'swap' } as const
  expect(tellingContents([partition, swap])).toEqual([swap])
  expect(tellingContents([partition])).toEqual([partition])
})

test.each([
  ['EFI System Partition', null],
  ['data', 'data'],
  [null, null],
])('the label %s of an EFI partition tells %s', (label, telling) => {
  const type = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b'
  expect(tellingLabel({ path: '/dev/sda1', kind: 'partition', type, label, uuid: null, size: null })).toBe(telling)
})
