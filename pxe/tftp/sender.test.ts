import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorPacket, oackPacket } from './packet.ts'
import { Sender } from './sender.ts'
import type { SenderOptions } from './sender.ts'

const ack = (block: number): Buffer => Buffer.from([0, 4, (block >> 8) & 255, block & 255])
const BASE: SenderOptions = { blksize: 8, window: 1, interval: 1000, maxInterval: 4000, retries: 3, oack: undefined }

/** A sender of `size` bytes that count up, and what it sent so far: block numbers, and payloads by number. */
function sending(size: number, options: Partial<SenderOptions> = {}) {
  const file = Buffer.from(Array.from({ length: size }, (_, index) => index & 255))
  const out: Buffer[] = []
  const sender = new Sender(
    { size, read: (into, length, position) => file.copy(into, 0, position, position + length) },
    { ...BASE, ...options },
    (packets, from, to, each) => {
      for (let at = from; at < to; at += each) out.push(Buffer.from(packets.subarray(at, Math.min(at + each, to))))
    },
  )
  sender.start(0)
  const take = (): number[] => out.splice(0).map((packet) => packet.readUInt16BE(2))
  return { sender, out, take, file }
}

describe('Sender, one block at a time', () => {
  it('sends each block after the ACK of the one before, and an empty one after a full last block', () => {
    const { sender, out, take } = sending(16)
    expect(take()).toEqual([1])
    sender.receive(ack(1), 1)
    sender.receive(ack(2), 2)
    expect(out.map((packet) => packet.length)).toEqual([12, 4])
    sender.receive(ack(3), 3)
    expect(sender.state).toEqual({ kind: 'done' })
    expect(sender.confirmed).toBe(16)
  })

  it('sends one empty block of an empty file', () => {
    const { sender, out } = sending(0)
    expect(out).toEqual([Buffer.from([0, 3, 0, 1])])
    sender.receive(ack(1), 1)
    expect(sender.state.kind).toBe('done')
  })

  it('does not answer a repeated ACK (Sorcerer’s Apprentice)', () => {
    const { sender, take } = sending(100)
    sender.receive(ack(1), 1)
    expect(take()).toEqual([1, 2])
    for (let time = 2; time < 9; time++) sender.receive(ack(1), time)
    sender.receive(ack(0), 9)
    expect(take()).toEqual([])
  })

  it('repeats after 1, 2 and 4 s, then gives up', () => {
    const { sender, take } = sending(100)
    take()
    for (const [time, blocks] of [
      [999, []],
      [1000, [1]],
      [2999, []],
      [3000, [1]],
      [7000, [1]],
    ] as const) {
      sender.tick(time)
      expect(take(), `at ${time} ms`).toEqual(blocks)
    }
    sender.tick(20_000)
    expect(sender.state).toMatchObject({ kind: 'failed' })
  })

  it('rolls over after block 65535', () => {
    const { sender, out } = sending(8 * 65_540)
    for (let block = 1; block <= 65_540; block++) sender.receive(ack(block & 0xffff), block)
    const numbers = out.slice(-6).map((packet) => packet.readUInt16BE(2))
    expect(numbers).toEqual([0, 1, 2, 3, 4, 5])
    sender.receive(ack(5), 70_000)
    expect(sender.state.kind).toBe('done')
  })
})

describe('Sender with a window', () => {
  it('goes on from the block before a gap, once', () => {
    const { sender, take } = sending(1000, { window: 4 })
    expect(take()).toEqual([1, 2, 3, 4])
    sender.receive(ack(2), 1)
    expect(take()).toEqual([3, 4, 5, 6])
    sender.receive(ack(2), 2)
    sender.receive(ack(1), 3)
    expect(take()).toEqual([])
    sender.receive(ack(6), 4)
    expect(take()).toEqual([7, 8, 9, 10])
  })

  it('answers one repeated ACK when the first block of a window was lost', () => {
    const { sender, take } = sending(1000, { window: 4 })
    sender.receive(ack(4), 1)
    take()
    sender.receive(ack(4), 2)
    sender.receive(ack(4), 3)
    expect(take()).toEqual([5, 6, 7, 8])
  })
})

describe('Sender and its client', () => {
  const oack = oackPacket(new Map([['tsize', '100']]))

  it('waits for ACK 0 of its OACK, and repeats it', () => {
    const { sender, out, take } = sending(100, { oack })
    expect(out.splice(0)).toEqual([oack])
    sender.receive(ack(1), 1)
    expect(out).toEqual([])
    sender.tick(1000)
    expect(out.splice(0)).toEqual([oack])
    sender.receive(ack(0), 1001)
    expect(take()).toEqual([1])
  })

  it('takes an ERROR before any data for a question about the size, not a failure', () => {
    const { sender } = sending(100, { oack })
    sender.receive(errorPacket(8, 'User aborted the transfer'), 1)
    expect(sender.state).toEqual({ kind: 'probed' })
    expect(sender.started).toBe(false)
  })

  it('reports an ERROR in the middle with its words', () => {
    const { sender } = sending(100)
    sender.receive(ack(1), 1)
    sender.receive(errorPacket(3, 'Disk full'), 2)
    expect(sender.state).toEqual({ kind: 'failed', reason: 'the client gave up (error 3: Disk full)' })
  })

  it('is done when the client is gone after the last block', () => {
    const { sender } = sending(10)
    sender.receive(ack(1), 1)
    sender.refused()
    expect(sender.state.kind).toBe('done')
  })

  it('fails when the file became shorter', () => {
    const sender = new Sender({ size: 100, read: () => 3 }, BASE, () => expect.unreachable())
    sender.start(0)
    expect(sender.state).toMatchObject({ kind: 'failed', reason: expect.stringContaining('shorter') })
  })
})

it('delivers every byte through any loss, duplication and order, with any window', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 600 }),
      fc.integer({ min: 1, max: 9 }),
      fc.infiniteStream(fc.constantFrom('pass', 'pass', 'pass', 'lose', 'twice', 'later')),
      (size, window, fates) => {
        const { sender, out, file } = sending(size, { window, retries: 1000 })
        const got: Buffer[] = []
        const late: Buffer[] = []
        const last = Math.floor(size / 8) + 1
        let now = 0
        let finished = false
        for (let round = 0; sender.state.kind === 'running'; round++) {
          expect(round).toBeLessThan(20_000)
          const arriving = [...out.splice(0), ...late.splice(0)].flatMap((packet) => {
            const fate = fates.next().value
            if (fate === 'later') late.push(packet)
            return fate === 'lose' || fate === 'later' ? [] : fate === 'twice' ? [packet, packet] : [packet]
          })
          let heard = false
          for (const packet of arriving) {
            heard = true
            if (packet.readUInt16BE(2) !== got.length + 1) continue
            got.push(packet.subarray(4))
            finished = got.length === last
          }
          // A client acknowledges the highest block it has in order; so does a finished one that is asked again.
          if (heard && fates.next().value !== 'lose') sender.receive(ack(got.length), now)
          now += 500
          sender.tick(now)
        }
        expect(sender.state.kind).toBe('done')
        expect(finished).toBe(true)
        expect(Buffer.concat(got).equals(file)).toBe(true)
      },
    ),
    { numRuns: 200 },
  )
})
