/** A disk that is written and read past the page cache (O_DIRECT): what is read back then comes from the disk. */
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { isSystemError, VmpError } from '../../lib/errors.ts'

export interface TargetDevice {
  /** Offset and length are multiples of 512. */
  write(bytes: Buffer, position: number): Promise<void>
  read(into: Buffer, position: number): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export type OpenDevice = (path: string) => Promise<TargetDevice>

/** The compiler knows it only with the types of browsers. */
const { Memory } = (
  globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => { buffer: ArrayBuffer } } }
).WebAssembly

/** Bytes on a page boundary, as direct reads and writes need them: WebAssembly's memory is made of whole pages. */
export function alignedBuffer(size: number): Buffer {
  const page = 65_536
  return Buffer.from(new Memory({ initial: Math.ceil(size / page) }).buffer, 0, size)
}

/** No partition of it can be mounted, nor taken into an array, as long as it is open (open(2), O_EXCL of block devices). */
const flags = constants.O_RDWR | constants.O_EXCL | constants.O_DIRECT

/** What a disk says that is no longer there. */
const gone = new Set(['ENODEV', 'ENXIO', 'ENOMEDIUM', 'ENOENT'])

/** @throws VmpError `usb.busy`, `usb.gone`, `usb.failed` */
export const openDevice: OpenDevice = async (path) => {
  const said = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (error) {
      if (!isSystemError(error)) throw error
      if (error.code === 'EBUSY') throw new VmpError('usb.busy', { device: path }, { cause: error })
      // A stick that was pulled fails its last requests with an I/O error; that it is gone its size tells.
      if (gone.has(error.code!) || !(await isThere(path)))
        throw new VmpError('usb.gone', { device: path }, { cause: error })
      throw new VmpError('usb.failed', { device: path, problem: error.message }, { cause: error })
    }
  }
  const handle = await said(() => open(path, flags))
  return {
    write: (bytes, position) =>
      said(async () => {
        for (let done = 0; done < bytes.length;)
          done += (await handle.write(bytes, done, bytes.length - done, position + done)).bytesWritten
      }),
    read: (into, position) =>
      said(async () => {
        for (let done = 0; done < into.length;) {
          const { bytesRead } = await handle.read(into, done, into.length - done, position + done)
          if (bytesRead === 0) throw new VmpError('usb.gone', { device: path })
          done += bytesRead
        }
      }),
    sync: () => said(() => handle.sync()),
    close: () => handle.close(),
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    const handle = await open(path, constants.O_RDONLY)
    try {
      return (await handle.read(Buffer.alloc(512), 0, 512, 0)).bytesRead > 0
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (isSystemError(error)) return false
    throw error
  }
}
