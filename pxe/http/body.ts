import type { FileHandle } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { CHUNK } from './chunks.ts'
import type { Chunk, Chunks } from './chunks.ts'
import type { ByteRange } from './range.ts'

/** The client went away or stalled before everything was sent; `sent` bytes had been taken by then. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/**
 * A response's body, written piece by piece: one is on its way at a time, so a slow client holds one piece, not the file.
 */
export class Body {
  sent = 0
  readonly #response: ServerResponse
  #gone = false
  #onGone: (() => void) | undefined

  constructor(response: ServerResponse) {
    this.#response = response
    response.once('close', () => {
      this.#gone = true
      this.#onGone?.()
    })
  }

  async sendBytes(bytes: Buffer): Promise<void> {
    if (bytes.length > 0) await this.#write(bytes)
    this.#response.end()
  }

  /**
   * Sends a part of an open file through the shared window; `key` names the file's version there.
   * @throws Interrupted; Error when the file cannot be read to the end of the range
   */
  async sendFile(file: FileHandle, key: string, { start, end }: ByteRange, chunks: Chunks): Promise<void> {
    const last = Math.floor(end / CHUNK)
    let index = Math.floor(start / CHUNK)
    let chunk: Chunk | undefined = end < start ? undefined : await chunks.acquire(key, file, index)
    for (; chunk; index++) {
      // The next is read while the kernel takes this one: with a single client nobody else has read it yet.
      const [written, ahead] = await Promise.allSettled([
        this.#writePart(chunk, start - index * CHUNK, end + 1 - index * CHUNK),
        index < last ? chunks.acquire(key, file, index + 1) : undefined,
      ])
      chunk.release()
      if (written.status === 'rejected' && ahead.status === 'fulfilled') ahead.value?.release()
      if (written.status === 'rejected') throw written.reason
      if (ahead.status === 'rejected') throw ahead.reason
      chunk = ahead.value
    }
    this.#response.end()
  }

  async #writePart({ bytes }: Chunk, from: number, to: number): Promise<void> {
    const until = Math.min(to, CHUNK)
    if (bytes.length < until) throw new Error('the file became shorter while it was sent')
    await this.#write(bytes.subarray(Math.max(from, 0), until))
  }

  /** Resolves when the kernel has taken all of it; only then may its memory be used again. */
  #write(bytes: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const interrupted = (): void => reject(new Interrupted('the client closed the connection'))
      if (this.#gone) return interrupted()
      this.#onGone = interrupted
      this.#response.write(bytes, (error) => {
        // On an error 'close' follows, after the kernel let go of the memory: that ends the wait, not this.
        if (error) return
        this.sent += bytes.length
        resolve()
      })
    })
  }
}
