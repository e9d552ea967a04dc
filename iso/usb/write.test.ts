import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import type { StepEvent } from '../../lib/steps.ts'
import type { TargetDevice } from './device.ts'
import { writeUsb } from './write.ts'

const MiB = 2 ** 20
const path = '/dev/sdb'
let folder: string
let iso: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-usb-'))
  iso = join(folder, 'a.iso')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Bytes of which each place differs from its neighbours, with what makes an ISO that starts from a stick. */
function makeIso(size: number, { table = true } = {}): Buffer {
  const content = Buffer.alloc(size)
  for (let at = 0; at + 4 <= size; at += 4) content.writeUInt32LE((at * 2_654_435_761) % 2 ** 32, at)
  content.fill(0, 440, 512)
  content.writeUInt16LE(0xaa55, 510)
  content[450] = 0xee
  content.write('CD001', 0x8001)
  if (table) {
    content.fill(0, 512, 1024 + 4 * 128)
    content.write('EFI PART', 512)
    content.writeUInt32LE(92, 512 + 12)
    content.writeBigUInt64LE(2n, 512 + 72)
    content.writeUInt32LE(4, 512 + 80)
    content.writeUInt32LE(128, 512 + 84)
    content.fill(1, 1024, 1024 + 32)
    content.writeBigUInt64LE(64n, 1024 + 32)
    content.writeBigUInt64LE(BigInt(size / 512 - 8), 1024 + 40)
  }
  writeFileSync(iso, content)
  return content
}

interface Trouble {
  /** Called before each write with its place. */
  readonly onWrite?: (position: number) => void
  readonly afterWrite?: (position: number, content: Buffer) => void
  /** Forgets what is written from here on, as sticks do that say they are larger than they are. */
  readonly keeps?: number
}

/** A disk in memory that was full of something else. */
function disk(size: number, { onWrite, afterWrite, keeps = size }: Trouble = {}) {
  const content = Buffer.alloc(size, 0x5a)
  let synced = 0
  const device: TargetDevice = {
    async write(bytes, position) {
      onWrite?.(position)
      if (position + bytes.length > size) throw new Error('beyond the end')
      if (position < keeps) bytes.copy(content, position)
      afterWrite?.(position, content)
      synced = 0
    },
    async read(into, position) {
      content.copy(into, 0, position)
    },
    async sync() {
      synced += 1
    },
    async close() {},
  }
  const events: StepEvent[] = []
  const write = (options: { signal?: AbortSignal; reports?: boolean } = {}) =>
    writeUsb(
      { iso, disk: { path, size }, reports: options.reports ?? false, openDevice: async () => device },
      { sink: (event) => events.push(event), ...(options.signal ? { signal: options.signal } : {}) },
    )
  const notes = () => events.flatMap(({ message }) => (message ? [message.key] : []))
  return { content, write, events, notes, isSynced: () => synced > 0 }
}

const startsNothing = (content: Buffer): boolean => content.subarray(0, MiB).every((byte) => byte === 0)

describe('an ISO on a stick', () => {
  it('is there byte for byte, with the table of a disk of that size', async () => {
    const written = makeIso(9 * MiB + 2048)
    const stick = disk(32 * MiB)
    expect(await stick.write()).toEqual({ device: path, bytes: expect.any(Number) })
    expect(stick.isSynced()).toBe(true)
    expect(stick.content.subarray(2048, written.length).equals(written.subarray(2048))).toBe(true)
    const last = (32 * MiB) / 512 - 1
    const [header, backup] = [512, last * 512].map((at) => stick.content.subarray(at, at + 92))
    for (const [each, own, other, entries] of [
      [header!, 1, last, 2],
      [backup!, last, 1, last - 1],
    ] as const) {
      expect([24, 32, 72].map((at) => Number(each.readBigUInt64LE(at)))).toEqual([own, other, entries])
      const zeroed = Buffer.from(each)
      zeroed.writeUInt32LE(0, 16)
      expect(each.readUInt32LE(16)).toBe(crc32(zeroed))
      expect(each.readUInt32LE(88)).toBe(crc32(stick.content.subarray(entries * 512, entries * 512 + 512)))
    }
    expect(stick.content.readUInt32LE(458)).toBe(last)
  })

  it('is followed by nothing of what was at the end of the disk', async () => {
    makeIso(2 * MiB)
    const stick = disk(8 * MiB)
    await stick.write()
    expect(stick.content.subarray(7 * MiB, 8 * MiB - 1024).every((byte) => byte === 0)).toBe(true)
  })

  it('fits a disk of exactly its size', async () => {
    const written = makeIso(5 * MiB)
    const stick = disk(5 * MiB)
    await stick.write()
    expect(stick.content.subarray(2048, 5 * MiB - 1024).equals(written.subarray(2048, 5 * MiB - 1024))).toBe(true)
  })

  it('has a partition for reports behind it, when that is asked for', async () => {
    makeIso(3 * MiB)
    const stick = disk(80 * MiB)
    await stick.write({ reports: true })
    const entry = stick.content.subarray(1024 + 128, 1024 + 256)
    expect(entry.toString('utf16le', 56, 78)).toBe('VMP-REPORTS')
    const start = Number(entry.readBigUInt64LE(32)) * 512
    expect(start).toBe(3 * MiB)
    expect(Number(entry.readBigUInt64LE(40)) * 512 + 512 - start).toBe(64 * MiB)
    expect(stick.content.toString('latin1', start + 43, start + 54)).toBe('VMP-REPORTS')
  })

  it('tells how far it is, each byte once written and once read', async () => {
    makeIso(9 * MiB)
    const stick = disk(16 * MiB)
    const { bytes } = await stick.write()
    for (const step of ['write', 'verify'])
      expect(stick.events.findLast((event) => event.step === step && event.type === 'progress')).toMatchObject({
        done: bytes - MiB,
        total: bytes - MiB,
        unit: 'bytes',
      })
  })
})

describe('a stick that is not finished starts nothing', () => {
  it('when it is cancelled', async () => {
    makeIso(9 * MiB)
    const cancel = new AbortController()
    const stick = disk(16 * MiB, { onWrite: (position) => position === 5 * MiB && cancel.abort() })
    await expect(stick.write({ signal: cancel.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(startsNothing(stick.content)).toBe(true)
    expect(stick.notes()).toContain('usb.unusable')
  })

  it('when it is pulled out in the middle', async () => {
    makeIso(9 * MiB)
    const pulled = new VmpError('usb.gone', { device: path })
    const stick = disk(16 * MiB, {
      onWrite(position) {
        if (position === 5 * MiB) throw pulled
      },
    })
    await expect(stick.write()).rejects.toBe(pulled)
    expect(startsNothing(stick.content)).toBe(true)
  })

  it('when it does not keep what is written, wherever that is', async () => {
    makeIso(9 * MiB)
    const stick = disk(16 * MiB, { keeps: 9 * MiB })
    await expect(stick.write()).rejects.toMatchObject({ code: 'usb.differs', params: { device: path } })
    expect(startsNothing(stick.content)).toBe(true)
  })

  it('when its first MiB is not kept', async () => {
    makeIso(2 * MiB)
    const stick = disk(16 * MiB, {
      afterWrite(position, content) {
        if (position === 0 && content[510] === 0x55) content[100]! ^= 1
      },
    })
    await expect(stick.write()).rejects.toMatchObject({ code: 'usb.differs', params: { offset: 0 } })
    expect(startsNothing(stick.content)).toBe(true)
  })
})

describe('nothing is written', () => {
  const untouched = (content: Buffer): boolean => content.every((byte) => byte === 0x5a)

  it.each<[string, () => void, string, boolean]>([
    ['when the disk is too small', () => makeIso(17 * MiB), 'usb.tooSmall', false],
    ['of a file that is no ISO', () => writeFileSync(iso, Buffer.alloc(2 * MiB)), 'usb.notBootable', false],
    ['of a file that is shorter than any ISO', () => writeFileSync(iso, 'x'), 'usb.notBootable', false],
    ['of an ISO without a partition table', () => makeIso(2 * MiB, { table: false }), 'usb.notBootable', false],
    ['of a file that is not there', () => {}, 'iso.unreadable', false],
    ['when there is no room for reports', () => makeIso(2 * MiB), 'usb.noRoomForReports', true],
  ])('%s', async (_, prepare, code, reports) => {
    prepare()
    const stick = disk(16 * MiB)
    await expect(stick.write({ reports })).rejects.toMatchObject({ code })
    expect(untouched(stick.content)).toBe(true)
    expect(stick.notes()).toEqual([])
  })
})

it('the file is only read', async () => {
  const before = makeIso(3 * MiB)
  await disk(16 * MiB).write()
  expect(readFileSync(iso).equals(before)).toBe(true)
})
