/**
 * etcd's write-ahead log, read while etcd does not run (server/wal and server/wal/walpb of 3.5): whose it is and how far it goes.
 * A frame is the length of its record (8 bytes, little-endian; the upper byte says how many bytes of padding follow up to the
 * next 8) and the record: 1 type, 2 CRC-32C over the data of all records up to and with this one, 3 data.
 */
import { open, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { syncFolder } from '../../lib/files.ts'

export interface Wal {
  readonly memberId: string
  readonly clusterId: string
  /** Of the last entry, which only a quorum makes valid. */
  readonly index: number
  readonly term: number
  /** Up to which entry this member knew that they are valid. */
  readonly commit: number
}

interface Parsed extends Wal {
  readonly vote: bigint
  /** Where the next frame goes, and the CRC that it goes on from. */
  readonly end: number
  readonly crc: number
}

const types = { metadata: 1n, entry: 2n, state: 3n, crc: 4n, snapshot: 5n } as const

/** Fields of a message by their number; of the wire types it knows those that etcd uses here. */
function fieldsOf(message: Buffer): Map<number, bigint | Buffer> {
  const fields = new Map<number, bigint | Buffer>()
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[at]
      if (byte === undefined) break
      at += 1
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    throw new Error('a number in the log does not end')
  }
  while (at < message.length) {
    const tag = Number(varint())
    const field = tag >>> 3
    if ((tag & 7) === 0) fields.set(field, varint())
    else if ((tag & 7) === 2) {
      const length = Number(varint())
      fields.set(field, message.subarray(at, at + length))
      at += length
    } else throw new Error(`the log holds a field of wire type ${tag & 7}`)
  }
  return fields
}

const numberOf = (fields: ReadonlyMap<number, bigint | Buffer>, field: number): bigint => {
  const value = fields.get(field)
  return typeof value === 'bigint' ? value : 0n
}

const dataOf = (fields: ReadonlyMap<number, bigint | Buffer>): Buffer => {
  const value = fields.get(3)
  return value instanceof Buffer ? value : Buffer.alloc(0)
}

/**
 * Reads the newest file of a log, each of which begins with what the ones before came to.
 * @param before Index of the entry before its first one, from its name.
 */
export function parseWal(file: Buffer, before: number): Parsed {
  let [memberId, clusterId, term, vote, commit] = [0n, 0n, 0n, 0n, 0n]
  let [index, end, crc] = [before, 0, 0]
  while (end + 8 <= file.length) {
    const head = file.readBigInt64LE(end)
    const length = Number(BigInt.asUintN(56, head))
    const padding = head < 0n ? Number((head >> 56n) & 7n) : 0
    // The rest of the file is zeros that wait; a record that a power cut left unfinished is no record.
    if (length === 0 || end + 8 + length + padding > file.length) break
    const record = fieldsOf(file.subarray(end + 8, end + 8 + length))
    const data = dataOf(record)
    const type = numberOf(record, 1)
    const written = Number(numberOf(record, 2))
    if (type !== types.crc && written !== crc32c(crc, data)) break
    crc = written
    end += 8 + length + padding
    const fields = type === types.crc ? new Map<number, bigint>() : fieldsOf(data)
    if (type === types.metadata) [memberId, clusterId] = [numberOf(fields, 1), numberOf(fields, 2)]
    if (type === types.state) [term, vote, commit] = [1, 2, 3].map((field) => numberOf(fields, field)) as Three
    // An entry that is written again takes the place of all from there on.
    if (type === types.entry) index = Number(numberOf(fields, 3))
    // One that came from the leader stands for all entries before it; its own are of entries that are there.
    if (type === types.snapshot) index = Math.max(index, Number(numberOf(fields, 1)))
  }
  return {
    memberId: String(memberId),
    clusterId: String(clusterId),
    index,
    term: Number(term),
    commit: Number(commit),
    vote,
    end,
    crc,
  }
}

type Three = [bigint, bigint, bigint]

const walFolder = (dataFolder: string): string => join(dataFolder, 'member', 'wal')
const named = /^[0-9a-f]{16}-([0-9a-f]{16})\.wal$/

async function newestFile(dataFolder: string): Promise<{ path: string; before: number } | null> {
  const names = await readdir(walFolder(dataFolder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const newest = names
    .filter((name) => named.test(name))
    .sort()
    .at(-1)
  if (newest === undefined) return null
  const first = Number.parseInt(named.exec(newest)![1]!, 16)
  return { path: join(walFolder(dataFolder), newest), before: Math.max(0, first - 1) }
}

/** Null where there is no log. */
export async function readWal(dataFolder: string): Promise<Wal | null> {
  const newest = await newestFile(dataFolder)
  if (newest === null) return null
  const { memberId, clusterId, index, term, commit } = parseWal(await readFile(newest.path), newest.before)
  return { memberId, clusterId, index, term, commit }
}

/**
 * Makes all entries valid that are in the log, by a state record at its end. `--force-new-cluster` drops what this member did
 * not yet know to be valid, and the leader tells its followers only after it has told its client (see docs/cluster-state.md).
 * @returns how many entries that were.
 */
export async function commitAll(dataFolder: string): Promise<number> {
  const newest = await newestFile(dataFolder)
  if (newest === null) return 0
  const { index, term, vote, commit, end, crc } = parseWal(await readFile(newest.path), newest.before)
  if (commit >= index) return 0
  const fields = [BigInt(term), vote, BigInt(index)]
  const state = Buffer.from(fields.flatMap((value, at) => [(at + 1) << 3, varintOf(value)].flat()))
  const handle = await open(newest.path, 'r+')
  try {
    const bytes = frame(state, crc32c(crc, state))
    await handle.write(bytes, 0, bytes.length, end)
    await handle.sync()
  } finally {
    await handle.close()
  }
  syncFolder(walFolder(dataFolder))
  return index - commit
}

function frame(data: Buffer, crc: number): Buffer {
  const record = Buffer.from([
    0x08,
    ...varintOf(types.state),
    0x10,
    ...varintOf(BigInt(crc)),
    0x1a,
    ...varintOf(BigInt(data.length)),
    ...data,
  ])
  const padding = (8 - (record.length % 8)) % 8
  const head = Buffer.alloc(8)
  head.writeBigUInt64LE(BigInt(record.length) | (padding === 0 ? 0n : BigInt(0x80 | padding) << 56n))
  // Zeros behind it: what a power cut left of an unfinished record must not look like one.
  return Buffer.concat([head, record, Buffer.alloc(padding), Buffer.alloc(512)])
}

function varintOf(value: bigint): number[] {
  const bytes: number[] = []
  for (let rest = value; ; rest >>= 7n) {
    if (rest < 0x80n) return [...bytes, Number(rest)]
    bytes.push(Number(rest & 0x7fn) | 0x80)
  }
}

/** Castagnoli's polynomial, reflected (RFC 3720, B.4); Node has only that of IEEE. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  return crc
})

export function crc32c(before: number, data: Buffer): number {
  let crc = ~before
  for (const byte of data) crc = (crc >>> 8) ^ table[(crc ^ byte) & 0xff]!
  return ~crc >>> 0
}
