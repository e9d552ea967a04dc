/** dd: a read or a write that hangs then holds a process of its own, and nothing of ours. */

/** Arguments that give `size` bytes from byte `offset` on, both multiples of 512, on standard output. */
export const readArgs = (path: string, offset: number, size: number): string[] => [
  `if=${path}`,
  'bs=512',
  `skip=${offset / 512}`,
  `count=${size / 512}`,
  'status=none',
]

/** Arguments that read as much and give nothing: whether it can be read is the answer. */
export const tryReadArgs = (path: string, offset: number, size: number): string[] => [
  `if=${path}`,
  'of=/dev/null',
  `bs=${size}`,
  `skip=${Math.floor(offset / size)}`,
  'count=1',
  'status=none',
]

export interface TimedRead {
  readonly path: string
  /** Bytes; both multiples of the disk's sectors. */
  readonly offset: number
  readonly bytes: number
  /** Bytes a request. */
  readonly block: number
}

/** Past the page cache (O_DIRECT), so that the disk answers and not the memory. */
export function timedReadArgs({ path, offset, bytes, block }: TimedRead): string[] {
  const range = [`skip=${offset}`, `count=${bytes}`, 'iflag=direct,skip_bytes,count_bytes']
  return [`if=${path}`, 'of=/dev/null', `bs=${block}`, ...range]
}

export interface ReadResult {
  readonly bytes: number
  readonly seconds: number
}

/** Copies a file past the page cache of the disk that it goes to, and says once a second how far it is. */
export const copyArgs = (from: string, to: string): string[] => [
  `if=${from}`,
  `of=${to}`,
  'bs=4M',
  'iflag=fullblock',
  'oflag=direct',
  'conv=fsync',
  'status=progress',
]

/** Makes the page cache forget a file, so that the next read comes from the disk. */
export const forgetArgs = (file: string): string[] => [
  `of=${file}`,
  'oflag=nocache',
  'conv=notrunc,fdatasync',
  'count=0',
  'status=none',
]

/** From its last line, in the C locale: `8388608 bytes (8.4 MB, 8.0 MiB) copied, 0.00714227 s, 1.2 GB/s`. */
export function parseRead(stderr: string): ReadResult | undefined {
  const match = /^(\d+) bytes? .*copied, ([\d.e+-]+) s,/m.exec(stderr)
  return match === null ? undefined : { bytes: Number(match[1]), seconds: Number(match[2]) }
}

/** Whether it was not allowed to open the disk: that says nothing about the disk. */
export const isRefused = (stderr: string): boolean =>
  /failed to open .*: (?:Operation not permitted|Permission denied)/.test(stderr)

/** Whether it ended because the disk could not read what was asked for. */
export const isReadError = (stderr: string): boolean => /error reading .*: Input\/output error/.test(stderr)
