/** A compressed tar archive of texts, made in memory: nothing lies about anywhere while it is made. POSIX.1-1988 (ustar). */
import { gzipSync } from 'node:zlib'

export interface ArchivedText {
  readonly name: string
  readonly text: string
}

const block = 512
/** POSIX.1-1988 has room for so much of a name; ours are short. */
const longestName = 100

/** @param folder that all files are in @param at their time */
export function textArchive(folder: string, texts: readonly ArchivedText[], at: Date): Buffer {
  const seconds = Math.floor(at.getTime() / 1000)
  const entries = texts.flatMap(({ name, text }) => {
    const content = Buffer.from(text)
    return [header(`${folder}/${name}`, content.length, seconds), content, Buffer.alloc(-content.length & (block - 1))]
  })
  // Two empty blocks are the end.
  return gzipSync(Buffer.concat([...entries, Buffer.alloc(2 * block)]))
}

function header(name: string, size: number, seconds: number): Buffer {
  if (Buffer.byteLength(name) > longestName) throw new RangeError(`too long for an archive: ${name}`)
  const bytes = Buffer.alloc(block)
  const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, '0')}\0`
  bytes.write(name, 0)
  bytes.write(octal(0o600, 7), 100)
  // Owned by root; size, time.
  bytes.write(octal(0, 7), 108)
  bytes.write(octal(0, 7), 116)
  bytes.write(octal(size, 11), 124)
  bytes.write(octal(seconds, 11), 136)
  // The sum is taken with blanks in its own place.
  bytes.fill(' ', 148, 156)
  bytes.write('0', 156)
  bytes.write('ustar\u000000', 257)
  bytes.write('root', 265)
  bytes.write('root', 297)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return bytes
}
