/** What goes where on a stick: the ISO, its partition table for a disk of that size, and a partition for reports. */
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isSystemError, VmpError } from '../../lib/errors.ts'
import { makeFat } from '../../lib/tools/mtools.ts'
import { decimalSize } from '../../lib/units.ts'
import type { UsbDisk } from './disks.ts'
import { relocateGpt } from './gpt.ts'

const sector = 512
const MiB = 2 ** 20
export const headSize = MiB
export const chunkSize = 4 * MiB

/** A file system of this label is what a live system saves its reports to (live/stick.ts). */
const reports = { name: 'VMP-REPORTS', size: 64 * MiB }

export interface Piece {
  readonly position: number
  /** At most `chunkSize`; a multiple of a sector. */
  readonly length: number
  /** Fills a buffer of that length with what belongs there. */
  readonly fill: (into: Buffer) => Promise<void>
}

export interface StickLayout {
  /** The first MiB, without which nothing starts. */
  readonly head: Buffer
  /** All the rest. */
  readonly pieces: readonly Piece[]
}

export interface SourceIso {
  readonly size: number
  read(into: Buffer, position: number): Promise<void>
  close(): Promise<void>
}

/** @throws VmpError `iso.unreadable` */
export async function openIso(file: string): Promise<SourceIso> {
  const said = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work()
    } catch (error) {
      if (!isSystemError(error)) throw error
      throw new VmpError('iso.unreadable', { file, problem: error.message }, { cause: error })
    }
  }
  const handle: FileHandle = await said(() => open(file, 'r'))
  const { size } = await handle.stat()
  return {
    size,
    read: (into, position) =>
      said(async () => {
        for (let done = 0; done < into.length;) {
          const { bytesRead } = await handle.read(into, done, into.length - done, position + done)
          if (bytesRead === 0) throw new VmpError('iso.unreadable', { file, problem: 'EOF' })
          done += bytesRead
        }
      }),
    close: () => handle.close(),
  }
}

interface LayoutOptions {
  readonly iso: SourceIso
  readonly file: string
  readonly disk: Pick<UsbDisk, 'path' | 'size'>
  readonly reports: boolean
  readonly signal: AbortSignal
}

/** @throws VmpError `usb.notBootable`, `usb.tooSmall`, `usb.noRoomForReports` */
export async function stickLayout({ iso, file, disk, ...options }: LayoutOptions): Promise<StickLayout> {
  const head = Buffer.alloc(headSize)
  if (iso.size < headSize) throw new VmpError('usb.notBootable', { file })
  await iso.read(head, 0)
  if (!isBootable(head)) throw new VmpError('usb.notBootable', { file })
  const [have, need] = [decimalSize(disk.size), decimalSize(iso.size)]
  if (iso.size > disk.size) throw new VmpError('usb.tooSmall', { device: disk.path, have, need })
  const table = relocateGpt(head, disk.size, options.reports ? reports : undefined)
  if (table === undefined) throw new VmpError('usb.notBootable', { file })
  const tailAt = disk.size - table.tail.length
  // Where the disk is hardly larger than the ISO, the ISO's own backup of its table makes place for the new one.
  const pieces = [...pieceUp(headSize, Math.min(iso.size, tailAt), fromIso(iso)), ...piecesOf(table.tail, tailAt)]
  if (!options.reports) return { head: table.head, pieces }
  if (table.extra === null) throw new VmpError('usb.noRoomForReports', { device: disk.path })
  return { head: table.head, pieces: [...pieces, ...piecesOf(await reportsFileSystem(options.signal), table.extra)] }
}

/** An ISO 9660 file system (ECMA-119, 8.4.2) whose first sector is boot code: what can be started from a stick. */
const isBootable = (head: Buffer): boolean =>
  head.toString('latin1', 0x8001, 0x8006) === 'CD001' && head.readUInt16LE(510) === 0xaa55

/** Pieces from one place to another, the last one filled up to a whole sector. */
function pieceUp(from: number, to: number, fill: (into: Buffer, position: number) => Promise<void>): Piece[] {
  return Array.from({ length: Math.ceil((to - from) / chunkSize) }, (_, index) => {
    const position = from + index * chunkSize
    const length = Math.min(chunkSize, Math.ceil((to - position) / sector) * sector)
    return { position, length, fill: (into) => fill(into, position) }
  })
}

const fromIso =
  (iso: SourceIso) =>
  async (into: Buffer, position: number): Promise<void> => {
    const there = Math.min(into.length, iso.size - position)
    await iso.read(into.subarray(0, there), position)
    into.fill(0, there)
  }

const piecesOf = (content: Buffer, at: number): Piece[] =>
  pieceUp(at, at + content.length, async (into, position) => {
    content.copy(into, 0, position - at)
  })

async function reportsFileSystem(signal: AbortSignal): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'vmp-reports-'))
  try {
    const file = join(folder, 'fat')
    await makeFat({ file, size: reports.size, label: reports.name, serial: '564d5052', files: [], epoch: 0 }, signal)
    return await readFile(file)
  } finally {
    await rm(folder, { recursive: true })
  }
}
