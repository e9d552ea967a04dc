import type { FileHandle } from 'node:fs/promises'

/** Bytes of one chunk: at 256 KiB a read and a write cost less than the copying they do, and 200 clients hold 50 MB. */
export const CHUNK = 256 * 1024
/** Chunks kept: 64 MiB, what lies between the first and the last of a rack of machines that fetch the same image. */
const KEPT = 256

interface Entry {
  readonly buffer: Buffer
  /** Bytes of file in it. */
  readonly filled: Promise<number>
  users: number
  kept: boolean
}

export interface Chunk {
  readonly bytes: Buffer
  /** To be called once nothing reads `bytes` any more: the memory is used again. */
  release(): void
}

/**
 * A window on the files being sent, shared by all clients: machines switched on together read the same image at nearly
 * the same place, and each chunk is read once for all of them. Buffers are used again, so that memory stays flat.
 */
export class Chunks {
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>()
  readonly #free: Buffer[] = []

  /**
   * Chunk `index` of the version of a file that `key` names, read through `file` when it is not there.
   * @throws whatever the read throws
   */
  async acquire(key: string, file: FileHandle, index: number): Promise<Chunk> {
    const name = `${index} ${key}`
    const entry = this.#entries.get(name) ?? this.#read(file, index)
    entry.users++
    this.#entries.delete(name)
    this.#entries.set(name, entry)
    this.#trim()
    try {
      const length = await entry.filled
      return { bytes: entry.buffer.subarray(0, length), release: once(() => this.#leave(entry)) }
    } catch (error) {
      if (this.#entries.get(name) === entry) this.#entries.delete(name)
      entry.kept = false
      this.#leave(entry)
      throw error
    }
  }

  #read(file: FileHandle, index: number): Entry {
    const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(CHUNK)
    return { buffer, filled: fill(file, buffer, index * CHUNK), users: 0, kept: true }
  }

  #trim(): void {
    for (const [name, entry] of this.#entries) {
      if (this.#entries.size <= KEPT) return
      this.#entries.delete(name)
      entry.kept = false
      if (entry.users === 0) this.#recycle(entry)
    }
  }

  #leave(entry: Entry): void {
    entry.users--
    if (entry.users === 0 && !entry.kept) this.#recycle(entry)
  }

  #recycle(entry: Entry): void {
    if (this.#free.length < KEPT) this.#free.push(entry.buffer)
  }
}

/** Reads until the buffer is full or the file ends. */
async function fill(file: FileHandle, buffer: Buffer, position: number): Promise<number> {
  let length = 0
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, position + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return length
}

function once(action: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    action()
  }
}
