/** Logs as etcd writes them, of what a test says. */
import { crc32c } from '../wal.ts'

/** A message of protobuf with small numbers: its fields from 1 on. */
const message = (...fields: readonly (number | Buffer)[]): Buffer =>
  Buffer.concat(
    fields.map((value, at) => {
      const isNumber = typeof value === 'number'
      return isNumber ? Buffer.from([(at + 1) << 3, value]) : Buffer.from([((at + 1) << 3) | 2, value.length, ...value])
    }),
  )

export function logOf(...records: readonly (readonly [type: number, data: Buffer])[]): Buffer {
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

type LogRecord = readonly [type: number, data: Buffer]
/** Of member 7 of the cluster 9. */
export const metadata: LogRecord = [1, message(7, 9)]
export const entry = (index: number): LogRecord => [2, message(0, 2, index)]
export const state = (commit: number): LogRecord => [3, message(2, 7, commit)]
export const snapshot = (index: number): LogRecord => [5, message(index, 2)]
