import { OPCODE, parseError } from './packet.ts'

/** Where the bytes come from. Reads are synchronous: they come from the page cache, a chunk at a time. */
export interface Source {
  readonly size: number
  /** Fills `into` from `position`; @returns the bytes read, fewer at the end. */
  read(into: Buffer, length: number, position: number): number
}

/** Sends `packets[from, to)`, made of packets of `each` bytes (the last may be shorter), in order. */
export type SendPackets = (packets: Buffer, from: number, to: number, each: number) => void

export interface SenderOptions {
  readonly blksize: number
  readonly window: number
  /** First retransmission after this many ms; doubled each time up to `maxInterval`. */
  readonly interval: number
  readonly maxInterval: number
  /** Retransmissions without any progress before the transfer is given up. */
  readonly retries: number
  /** Sent first and awaited, when options were agreed. */
  readonly oack: Buffer | undefined
}

export type SenderState =
  | { readonly kind: 'running' }
  | { readonly kind: 'done' }
  /** The client never took a byte: EDK2 asks for `tsize` alone and aborts. No failure. */
  | { readonly kind: 'probed' }
  | { readonly kind: 'failed'; readonly reason: string }

const RUNNING: SenderState = { kind: 'running' }
const HEADER = 4
/** Bytes of file read and packed ahead at a time. */
const CHUNK = 128 * 1024
/** Reads go through one buffer: they are synchronous, so no two senders use it at once. */
const scratch = Buffer.allocUnsafe(CHUNK + 65_536)

/**
 * The sending half of one transfer: block numbers, window, retransmission. It owns no socket and no clock; whoever drives
 * it hands in packets and the time in ms, and calls `tick` when `deadline` has passed.
 */
export class Sender {
  /** Time in ms after which `tick` wants to be called. */
  deadline = 0
  state: SenderState = RUNNING
  readonly #source: Source
  readonly #send: SendPackets
  readonly #options: SenderOptions
  readonly #last: number
  readonly #packetSize: number
  /** Packets `#first` to `#end` (exclusive), as they go out. */
  readonly #packets: Buffer
  #first = 1
  #end = 1
  /** Highest block acknowledged, counted from the start of the file, not modulo 65536; -1 while the OACK is not. */
  #acked: number
  #sent = 0
  /** The block whose loss was already answered by sending again: a second ACK of it changes nothing. */
  #resentAfter = -1
  #attempts = 0

  constructor(source: Source, options: SenderOptions, send: SendPackets) {
    this.#source = source
    this.#options = options
    this.#send = send
    // A file that fills its last block is followed by an empty one.
    this.#last = Math.floor(source.size / options.blksize) + 1
    this.#packetSize = options.blksize + HEADER
    const blocks = Math.min(this.#last, Math.max(1, Math.floor(CHUNK / options.blksize)))
    this.#packets = Buffer.allocUnsafe(blocks * this.#packetSize)
    this.#acked = options.oack ? -1 : 0
  }

  /** Bytes of the file the client has confirmed. */
  get confirmed(): number {
    return Math.min(Math.max(this.#acked, 0) * this.#options.blksize, this.#source.size)
  }

  /** True once the client wants the bytes, not only the OACK. */
  get started(): boolean {
    return this.#acked >= 0
  }

  start(now: number): void {
    this.#progress(now)
    this.#transmit()
  }

  receive(packet: Buffer, now: number): void {
    if (this.state !== RUNNING || packet.length < HEADER) return
    const opcode = packet.readUInt16BE(0)
    if (opcode === OPCODE.error) return this.#clientError(packet)
    if (opcode === OPCODE.ack) this.#ack(packet.readUInt16BE(2), now)
  }

  /** The kernel says nobody listens there any more (ICMP port unreachable). */
  refused(): void {
    if (this.state !== RUNNING) return
    if (this.#acked <= 0 && this.#options.oack) this.state = { kind: 'probed' }
    // All was sent: the client closed after the last block, and its ACK is what got lost.
    else if (this.#sent === this.#last) this.state = { kind: 'done' }
    else this.#fail('the client closed its port')
  }

  cancel(reason: string): void {
    if (this.state === RUNNING) this.#fail(reason)
  }

  tick(now: number): void {
    if (this.state !== RUNNING || now < this.deadline) return
    if (this.#attempts >= this.#options.retries) return this.#fail('the client stopped answering')
    this.#attempts++
    this.deadline = now + Math.min(this.#options.interval * 2 ** this.#attempts, this.#options.maxInterval)
    this.#resentAfter = this.#acked
    this.#sent = Math.max(this.#acked, 0)
    this.#transmit()
  }

  #clientError(packet: Buffer): void {
    const { code, message } = parseError(packet)
    if (this.#acked <= 0) this.state = { kind: 'probed' }
    else this.#fail(`the client gave up (error ${code}${message === '' ? '' : `: ${message}`})`)
  }

  #ack(number: number, now: number): void {
    if (this.#acked < 0) {
      // Only block 0 acknowledges an OACK (RFC 2347).
      if (number !== 0) return
      this.#acked = 0
      this.#progress(now)
      return this.#transmit()
    }
    const step = (number - this.#acked) & 0xffff
    if (step === 0) return this.#duplicate()
    const block = this.#acked + step
    // Older than what is confirmed, or never sent: not about anything in flight.
    if (block > this.#sent) return
    this.#acked = block
    this.#progress(now)
    if (block === this.#last) {
      this.state = { kind: 'done' }
      return
    }
    // Short of the window's end means that the next block was lost: go on from there (RFC 7440).
    if (block < this.#sent) {
      this.#resentAfter = block
      this.#sent = block
    }
    this.#transmit()
  }

  /**
   * With a window of one a repeated ACK is never answered: that would double every packet that follows (the Sorcerer's
   * Apprentice, RFC 1123 4.2.3.1). In a larger window it means that the first block was lost; it is answered once.
   */
  #duplicate(): void {
    if (this.#options.window === 1 || this.#sent === this.#acked || this.#resentAfter === this.#acked) return
    this.#resentAfter = this.#acked
    this.#sent = this.#acked
    this.#transmit()
  }

  #progress(now: number): void {
    this.#attempts = 0
    this.deadline = now + this.#options.interval
  }

  #transmit(): void {
    const { oack, window } = this.#options
    if (this.#acked < 0) {
      if (oack) this.#send(oack, 0, oack.length, oack.length)
      return
    }
    const upTo = Math.min(this.#acked + window, this.#last)
    while (this.#sent < upTo) {
      const block = this.#sent + 1
      if ((block < this.#first || block >= this.#end) && !this.#fill(block)) return
      const until = Math.min(upTo, this.#end - 1)
      this.#send(this.#packets, this.#offset(block), this.#offset(until) + this.#length(until), this.#packetSize)
      this.#sent = until
    }
    // The next packets are made while the client works on these.
    if (this.#sent < this.#last && this.#sent + 1 === this.#end) this.#fill(this.#end)
  }

  /** Packs the chunk that begins with `block`. */
  #fill(block: number): boolean {
    const { blksize } = this.#options
    const position = (block - 1) * blksize
    const capacity = Math.floor(this.#packets.length / this.#packetSize)
    const wanted = Math.min(capacity * blksize, this.#source.size - position)
    const got = this.#read(wanted, position)
    if (got < wanted) return false
    const end = Math.min(block + capacity, this.#last + 1)
    for (let index = block, from = 0, to = 0; index < end; index++, from += blksize, to += this.#packetSize) {
      this.#packets.writeUInt16BE(OPCODE.data, to)
      // Numbers roll over to 0 after 65535, as all clients that read large files expect.
      this.#packets.writeUInt16BE(index & 0xffff, to + 2)
      scratch.copy(this.#packets, to + HEADER, from, Math.min(from + blksize, got))
    }
    this.#first = block
    this.#end = end
    return true
  }

  #read(wanted: number, position: number): number {
    if (wanted === 0) return 0
    try {
      const got = this.#source.read(scratch, wanted, position)
      if (got < wanted) this.#fail('the file became shorter while it was sent')
      return got
    } catch (error) {
      this.#fail(`the file cannot be read: ${error instanceof Error ? error.message : String(error)}`)
      return -1
    }
  }

  #offset(block: number): number {
    return (block - this.#first) * this.#packetSize
  }

  #length(block: number): number {
    return block < this.#last ? this.#packetSize : HEADER + this.#source.size - (block - 1) * this.#options.blksize
  }

  #fail(reason: string): void {
    this.state = { kind: 'failed', reason }
  }
}
