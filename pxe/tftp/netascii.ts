import { readFile } from 'node:fs/promises'
import type { BootFile } from '../boot/files.ts'

/** netascii is for text, which fits in memory; a loader asked for in it is a client's mistake. In bytes. */
const MAX_TEXT = 1024 * 1024
const CR = 0x0d
const LF = 0x0a

/**
 * The file as netascii sends it (RFC 764): LF becomes CR LF, a lone CR becomes CR NUL.
 * @throws Error when the file is larger than a text would be
 */
export async function toNetascii(found: BootFile): Promise<Buffer> {
  const size = found.kind === 'file' ? found.size : found.bytes.length
  if (size > MAX_TEXT) throw new Error('The file is too large for netascii: ask for it in octet mode')
  const bytes = found.kind === 'file' ? await readFile(found.path) : found.bytes
  const out = Buffer.allocUnsafe(bytes.length * 2)
  let length = 0
  for (const byte of bytes) {
    if (byte === LF) out[length++] = CR
    out[length++] = byte
    if (byte === CR) out[length++] = 0
  }
  return out.subarray(0, length)
}
