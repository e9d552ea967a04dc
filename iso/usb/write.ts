/**
 * Writes an ISO to a disk and reads every byte back. What makes the disk start, its first MiB, is destroyed first and written
 * last: a stick that was not finished starts nothing, and shows no partitions.
 */
import { createHash } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import { steps } from '../../lib/steps.ts'
import type { StepContext } from '../../lib/steps.ts'
import type { BuildOptions } from '../build.ts'
import { alignedBuffer, openDevice } from './device.ts'
import type { OpenDevice, TargetDevice } from './device.ts'
import type { UsbDisk } from './disks.ts'
import { chunkSize, headSize, openIso, stickLayout } from './layout.ts'
import type { Piece, StickLayout } from './layout.ts'

export interface UsbRequest {
  readonly iso: string
  readonly disk: Pick<UsbDisk, 'path' | 'size'>
  /** Also make a partition that a live system saves its reports to. */
  readonly reports: boolean
  readonly openDevice?: OpenDevice
}

interface Input extends StickLayout {
  readonly disk: UsbRequest['disk']
  readonly device: TargetDevice
}

const write = steps<Input>('usb.write')
  .step('write', (context) => {
    const { disk, device, pieces } = context.input
    return orUnusable(context, async () => {
      const zeroes = alignedBuffer(headSize)
      await device.write(zeroes, 0)
      // What was on it may have left a table at its end.
      await device.write(zeroes, disk.size - headSize)
      await device.sync()
      const digests: string[] = []
      await each(context, async (piece, buffer) => {
        await piece.fill(buffer)
        digests.push(digestOf(buffer))
        await device.write(buffer, piece.position)
      })
      await device.sync()
      return { digests, bytes: pieces.reduce((sum, { length }) => sum + length, 0) }
    })
  })
  .step('verify', (context) => {
    const { disk, device } = context.input
    return orUnusable(context, () =>
      each(context, async ({ position }, buffer, index) => {
        await device.read(buffer, position)
        if (digestOf(buffer) !== context.results.write.digests[index])
          throw new VmpError('usb.differs', { device: disk.path, offset: position })
      }),
    )
  })
  .step('finish', (context) => {
    const { disk, device, head } = context.input
    return orUnusable(context, async () => {
      const buffer = alignedBuffer(headSize)
      head.copy(buffer)
      await device.write(buffer, 0)
      await device.sync()
      await device.read(buffer, 0)
      if (buffer.equals(head)) return
      await device.write(alignedBuffer(headSize), 0)
      await device.sync()
      throw new VmpError('usb.differs', { device: disk.path, offset: 0 })
    })
  })

export interface WrittenUsb {
  readonly device: string
  /** Bytes that were written and read back. */
  readonly bytes: number
}

/**
 * @throws VmpError `iso.unreadable`, `usb.notBootable`, `usb.tooSmall`, `usb.noRoomForReports`, `usb.busy`, `usb.gone`,
 * `usb.failed`, `usb.differs`, `cancelled`. Before the first write nothing has changed.
 */
export async function writeUsb(request: UsbRequest, options: BuildOptions = {}): Promise<WrittenUsb> {
  const { disk, iso: file, reports, openDevice: openIt = openDevice } = request
  const { signal = new AbortController().signal } = options
  const iso = await openIso(file)
  try {
    const layout = await stickLayout({ iso, file, disk, reports, signal })
    const device = await openIt(disk.path)
    try {
      const results = await write.run({ ...layout, disk, device }, options)
      return { device: disk.path, bytes: results.write.bytes + headSize }
    } finally {
      await device.close()
    }
  } finally {
    await iso.close()
  }
}

type Context = Pick<StepContext<Input, object>, 'input' | 'signal' | 'progress' | 'note'>

/** Goes through all pieces, in an aligned buffer of a piece's length; a cancelled one ends between two. */
async function each(
  { input: { pieces }, signal, progress }: Context,
  work: (piece: Piece, buffer: Buffer, index: number) => Promise<void>,
): Promise<void> {
  const whole = alignedBuffer(chunkSize)
  const total = pieces.reduce((sum, { length }) => sum + length, 0)
  let done = 0
  for (const [index, piece] of pieces.entries()) {
    if (signal.aborted) throw new VmpError('cancelled')
    await work(piece, whole.subarray(0, piece.length), index)
    done += piece.length
    progress({ done, total, unit: 'bytes' })
  }
}

const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Says what is left when it ends before its time. */
async function orUnusable<Result>({ input, note }: Context, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    note('usb.unusable', { device: input.disk.path })
    throw error
  }
}
