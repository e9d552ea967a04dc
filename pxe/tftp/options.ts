/** What a transfer agreed on. */
export interface Agreement {
  /** Bytes of file in a full DATA packet. */
  readonly blksize: number
  /** DATA packets sent before an ACK is awaited (RFC 7440). */
  readonly window: number
  /** The client's own retransmission interval in ms (RFC 2349), when it named one. */
  readonly timeout: number | undefined
  /** What the OACK says; empty means that none is sent. */
  readonly answered: ReadonlyMap<string, string>
}

/** RFC 2348: 8 to 65464 bytes. */
const BLKSIZE = { min: 8, max: 65_464, default: 512 }
/** RFC 7440: 1 to 65535 blocks; we answer no more than the limit, which it allows. */
const WINDOW = { min: 1, max: 65_535 }
/**
 * RFC 2349 allows 1 to 255 seconds; what it allows too is to leave the option out. Beyond 10 a lost packet would stop a
 * boot for as long, and a client that vanished would be kept for half an hour; node-tftp sends its milliseconds here.
 */
const TIMEOUT = { min: 1, max: 10 }

/**
 * Answers a request's options. RFC 2347: what we do not know or cannot accept is left out of the OACK, and the default
 * holds; blksize and windowsize may be answered lower than asked.
 * @param size bytes of the file, for `tsize`
 * @param maxWindow the largest window we answer
 */
export function negotiate(options: ReadonlyMap<string, string>, size: number, maxWindow: number): Agreement {
  const answered = new Map<string, string>()
  const blksize = atLeast(options.get('blksize'), BLKSIZE.min)
  if (blksize !== undefined) answered.set('blksize', String(Math.min(blksize, BLKSIZE.max)))
  const timeout = atLeast(options.get('timeout'), TIMEOUT.min)
  const agreedTimeout = timeout !== undefined && timeout <= TIMEOUT.max ? timeout : undefined
  // A timeout cannot be answered with another value (RFC 2349): it is taken or left.
  if (agreedTimeout !== undefined) answered.set('timeout', String(agreedTimeout))
  // In a read request the client sends 0, and some send what they have room for: the answer is our size (RFC 2349).
  if (atLeast(options.get('tsize'), 0) !== undefined) answered.set('tsize', String(size))
  const window = atLeast(options.get('windowsize'), WINDOW.min)
  if (window !== undefined) answered.set('windowsize', String(Math.min(window, WINDOW.max, maxWindow)))
  return {
    blksize: Number(answered.get('blksize') ?? BLKSIZE.default),
    window: Number(answered.get('windowsize') ?? 1),
    timeout: agreedTimeout === undefined ? undefined : agreedTimeout * 1000,
    answered,
  }
}

/** A decimal number as TFTP writes them, when it is one and not below `min`. */
function atLeast(text: string | undefined, min: number): number | undefined {
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined
  const value = Number(text)
  return value >= min ? value : undefined
}
