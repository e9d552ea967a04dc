/** fallocate: ranges of a file that become zeros, kept on the disk or given back. Bytes. */

const range = (offset: number, length: number, file: string): string[] => [
  '--offset',
  String(offset),
  '--length',
  String(length),
  file,
]
export const zeroRangeArgs = (offset: number, length: number, file: string): string[] => [
  '--zero-range',
  ...range(offset, length, file),
]
export const punchHoleArgs = (offset: number, length: number, file: string): string[] => [
  '--punch-hole',
  ...range(offset, length, file),
]
