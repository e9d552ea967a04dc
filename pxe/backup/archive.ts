/**
 * A backup is one file: a line of JSON that says what it is, and a body of files, compressed and, with a passphrase, encrypted
 * (AES-256-GCM, its key by scrypt). It ends with GCM's tag, or with the SHA-256 of the body: what was damaged or cut is refused.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, scrypt } from 'node:crypto'
import type { CipherGCM, DecipherGCM } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { PassThrough, Readable, Transform } from 'node:stream'
import { createGunzip, createGzip } from 'node:zlib'
import { Type } from 'typebox'
import type { Static } from 'typebox'
import { Check } from 'typebox/value'
import { VmpError } from '../../lib/errors.ts'
import { syncFolder } from '../../lib/files.ts'

const Cost = Type.Integer({ minimum: 1, maximum: 2 ** 20 })
const Header = Type.Object({
  format: Type.Literal('vmp-station-backup'),
  version: Type.Integer({ minimum: 1 }),
  program: Type.String({ maxLength: 64 }),
  madeAt: Type.String({ maxLength: 64 }),
  encryption: Type.Union([
    Type.Null(),
    Type.Object({
      n: Cost,
      r: Cost,
      p: Cost,
      salt: Type.String({ maxLength: 128 }),
      iv: Type.String({ maxLength: 64 }),
    }),
  ]),
})
export type BackupHeader = Static<typeof Header>

const backupVersion = 1
/** 128 MiB and some tenths of a second for each guess (RFC 7914). */
const usualCost = { n: 2 ** 17, r: 8, p: 1 }
const longestHeader = 4096
const tagLength = 16
const digestLength = 32

export interface PackedFile {
  /** Relative, with slashes. */
  readonly name: string
  readonly path: string
}

export interface ArchiveOptions {
  readonly program: string
  readonly madeAt: string
  /** Null: not encrypted. */
  readonly passphrase: string | null
  /** Of a guess (scrypt); less only in tests. */
  readonly cost?: typeof usualCost
}

/** Writes a backup of `files`, readable by its owner alone; what was there before is replaced as a whole. */
export async function writeArchive(
  file: string,
  files: readonly PackedFile[],
  { program, madeAt, passphrase, cost = usualCost }: ArchiveOptions,
): Promise<void> {
  const [salt, iv] = [randomBytes(16), randomBytes(12)]
  const encryption = passphrase === null ? null : { ...cost, salt: salt.toString('hex'), iv: iv.toString('hex') }
  const header: BackupHeader = { format: 'vmp-station-backup', version: backupVersion, program, madeAt, encryption }
  const line = Buffer.from(`${JSON.stringify(header)}\n`)
  const beside = `${file}.new`
  const out = createWriteStream(beside, { mode: 0o600 })
  try {
    out.write(line)
    // The header is what the key and the parameters come from: it is covered by the seal, too.
    const seal = passphrase === null ? digesting(line) : await encrypting(passphrase, header, line)
    await pipeline(Readable.from(packed(files)), createGzip({ level: 6 }), seal.stream, out, { end: false })
    await new Promise<void>((resolve, reject) => {
      out.once('error', reject)
      out.end(seal.trailer(), resolve)
    })
    const handle = await open(beside, 'r')
    await handle.sync()
    await handle.close()
    await rename(beside, file)
    syncFolder(dirname(file))
  } catch (error) {
    out.destroy()
    await rm(beside, { force: true })
    throw error
  }
}

/** @throws VmpError `backup.damaged` when it is no backup. */
export async function readHeader(file: string): Promise<{ readonly header: BackupHeader; readonly line: Buffer }> {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(longestHeader), 0, longestHeader, 0)
    const end = buffer.subarray(0, bytesRead).indexOf('\n')
    const line = buffer.subarray(0, end + 1)
    const header: unknown = end < 0 ? undefined : parse(line.toString('utf8'))
    if (!Check(Header, header)) throw new VmpError('backup.damaged', { file, problem: 'it does not begin like one' })
    if (header.version > backupVersion)
      throw new VmpError('backup.newer', { file, found: header.version, known: backupVersion })
    return { header, line }
  } finally {
    await handle.close()
  }
}

/**
 * Unpacks a backup into `folder`, which is worth nothing when this throws.
 * @throws VmpError `backup.damaged`, `backup.newer`, `backup.wrongPassphrase`
 */
export async function readArchive(file: string, folder: string, passphrase: string | null): Promise<BackupHeader> {
  const { header, line } = await readHeader(file)
  const damaged = (problem: string): VmpError => new VmpError('backup.damaged', { file, problem })
  const { size } = await stat(file)
  const trailerLength = header.encryption ? tagLength : digestLength
  const end = size - trailerLength
  if (end <= line.length) throw damaged('it was cut off')
  const handle = await open(file, 'r')
  const { buffer: trailer } = await handle.read(Buffer.alloc(trailerLength), 0, trailerLength, end)
  await handle.close()
  let seal: Seal
  try {
    seal = header.encryption ? await decrypting(passphrase ?? '', header, line, trailer) : digesting(line)
    const body = createReadStream(file, { start: line.length, end: end - 1 })
    await pipeline(body, seal.stream, createGunzip(), (content: AsyncIterable<Buffer>) =>
      unpack(content, folder, damaged),
    )
  } catch (error) {
    if (error instanceof VmpError) throw error
    if (header.encryption) throw new VmpError('backup.wrongPassphrase', { file }, { cause: error })
    throw new VmpError('backup.damaged', { file, problem: 'its content cannot be read' }, { cause: error })
  }
  if (header.encryption === null && !seal.trailer().equals(trailer)) throw damaged('its digest is another one')
  return header
}

interface Seal {
  readonly stream: Transform
  /** Once all went through. */
  readonly trailer: () => Buffer
}

function digesting(line: Buffer): Seal {
  const hash = createHash('sha256').update(line)
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => hash.update(chunk))
  return { stream, trailer: () => hash.digest() }
}

async function encrypting(passphrase: string, header: BackupHeader, line: Buffer): Promise<Seal> {
  const { key, iv } = await keyOf(passphrase, header)
  const cipher: CipherGCM = createCipheriv('aes-256-gcm', key, iv)
  cipher.setAAD(line)
  return { stream: cipher, trailer: () => cipher.getAuthTag() }
}

async function decrypting(passphrase: string, header: BackupHeader, line: Buffer, tag: Buffer): Promise<Seal> {
  const { key, iv } = await keyOf(passphrase, header)
  const decipher: DecipherGCM = createDecipheriv('aes-256-gcm', key, iv)
  decipher.setAAD(line)
  decipher.setAuthTag(tag)
  return { stream: decipher, trailer: () => tag }
}

function keyOf(passphrase: string, { encryption }: BackupHeader): Promise<{ key: Buffer; iv: Buffer }> {
  const { n, r, p, salt, iv } = encryption!
  return new Promise((resolve, reject) => {
    const options = { N: n, r, p, maxmem: 512 * 2 ** 20 }
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'hex'), 32, options, (error, key) => {
      if (error) reject(error)
      else resolve({ key, iv: Buffer.from(iv, 'hex') })
    })
  })
}

async function* packed(files: readonly PackedFile[]): AsyncGenerator<Buffer> {
  for (const { name, path } of files) {
    const { size, mode } = await stat(path)
    yield Buffer.from(`${JSON.stringify({ name, size, mode: mode & 0o777 })}\n`)
    let rest = size
    for await (const chunk of createReadStream(path, { end: Math.max(0, size - 1) }) as AsyncIterable<Buffer>) {
      const part = chunk.subarray(0, rest)
      rest -= part.length
      yield part
    }
  }
}

const Entry = Type.Object({
  // No way out of the folder.
  name: Type.String({ pattern: '^[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$', maxLength: 256 }),
  size: Type.Integer({ minimum: 0 }),
  mode: Type.Integer({ minimum: 0, maximum: 0o777 }),
})

async function unpack(
  content: AsyncIterable<Buffer>,
  folder: string,
  damaged: (problem: string) => VmpError,
): Promise<void> {
  const input = content[Symbol.asyncIterator]()
  let buffered: Buffer = Buffer.alloc(0)
  const more = async (): Promise<boolean> => {
    const next = await input.next()
    if (next.done === true) return false
    buffered = buffered.length === 0 ? next.value : Buffer.concat([buffered, next.value])
    return true
  }
  for (;;) {
    while (!buffered.includes('\n')) {
      if (buffered.length > longestHeader) throw damaged('a name in it has no end')
      if (!(await more())) {
        if (buffered.length > 0) throw damaged('it was cut off')
        return
      }
    }
    const end = buffered.indexOf('\n')
    const entry: unknown = parse(buffered.subarray(0, end).toString('utf8'))
    if (!Check(Entry, entry)) throw damaged('it holds what no backup holds')
    buffered = buffered.subarray(end + 1)
    const path = join(folder, entry.name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(path, 'wx', entry.mode)
    try {
      for (let rest = entry.size; rest > 0;) {
        if (buffered.length === 0 && !(await more())) throw damaged('it was cut off')
        const part = buffered.subarray(0, rest)
        await handle.write(part)
        rest -= part.length
        buffered = buffered.subarray(part.length)
      }
      await handle.sync()
    } finally {
      await handle.close()
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
