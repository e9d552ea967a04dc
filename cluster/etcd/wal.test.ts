import { expect, test } from 'vitest'
import { entry, logOf, metadata, snapshot, state } from './__fixtures__/log.ts'
import { crc32c, parseWal } from './wal.ts'

test('the checksum is that of RFC 3720', () => {
  expect(crc32c(0, Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(crc32c(0, Buffer.from('1234')), Buffer.from('56789'))).toBe(0xe3069283)
})

const read = (file: Buffer, before = 0) => {
  const { memberId, clusterId, index, commit } = parseWal(file, before)
  return { memberId, clusterId, index, commit }
}
const of = { memberId: '7', clusterId: '9' }

test('it goes as far as its last entry', () => {
  expect(read(logOf(metadata, entry(1), state(1), entry(2), entry(3)))).toEqual({ ...of, index: 3, commit: 1 })
  expect(read(logOf(metadata, state(50)), 50)).toEqual({ ...of, index: 50, commit: 50 })
})

test('an entry that is written again takes the place of all from there on', () => {
  expect(read(logOf(metadata, entry(1), entry(2), entry(3), entry(2)))).toMatchObject({ index: 2 })
})

test('a snapshot from the leader stands for all before it, one of its own changes nothing', () => {
  expect(read(logOf(metadata, state(90), snapshot(90)))).toMatchObject({ index: 90, commit: 90 })
  expect(read(logOf(metadata, entry(1), entry(2), entry(3), snapshot(2)))).toMatchObject({ index: 3 })
})

test('what a power cut left unfinished is no record, nor what comes after a damaged one', () => {
  const whole = logOf(metadata, entry(1), entry(2))
  const second = whole.length - 4096
  expect(read(whole.subarray(0, second - 3))).toMatchObject({ index: 1 })
  const damaged = Buffer.from(whole)
  damaged[second - 2]! ^= 0xff
  expect(read(damaged)).toMatchObject({ index: 1 })
})
