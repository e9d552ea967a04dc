/** dd, only to read: a read that hangs then holds a process of its own, and nothing of ours. */

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
