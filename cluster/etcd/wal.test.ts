import { expect, test } from 'vitest'
import { crc32c, parseWal } from './wal.ts'

test('the checksum is that of RFC 3720', () => {
  expect(crc32c(0, Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(crc32c(0, Buffer.from('1234')), Buffer.from('56789'))).toBe(0xe3069283)
})

type Field = number | Buffer
/** A message of protobuf with small numbers: its fields from 1 on. */
const message = (...fields: readonly Field[]): Buffer =>
  Buffer.concat(
    fields.map((value, at) => {
      const isNumber = typeof value === 'number'
      return isNumber ? Buffer.from([(at + 1) << 3, value]) : Buffer.from([((at + 1) << 3) | 2, value.length, ...value])
    }),
  )

/** A log as etcd writes it. */
function logOf(...records: readonly (readonly [type: number, data: Buffer])[]): Buffer {
  let crc = 0
  const frames = records.map(([type, data]) => {
    crc = crc32c(crc, data)
    const sum = [0, 7, 14, 21, 28].map((shift) => ((crc >>> shift) & 0x7f) | (shift < 28 ? 0x80 : 0))
    const record = Buffer.concat([Buffer.from([0x08, type, 0x10, ...sum, 0x1a, data.length]), data])
    const padding = (8 - (record.length % 8)) % 8
    const head = Buffer.from([record.length, 0, 0, 0, 0, 0, 0, padding === 0 ? 0 : 0x80 | padding])
    return Buffer.concat([head, record, Buffer.alloc(padding)])
  })
  return Buffer.concat([...frames, Buffer.alloc(4096)])
}

const metadata = [1, message(7, 9)] as const
const entry = (index: number) => [2, message(0, 2, index)] as const
const state = (commit: number) => [3, message(2, 7, commit)] as const
const snapshot = (index: number) => [5, message(index, 2)] as const

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
