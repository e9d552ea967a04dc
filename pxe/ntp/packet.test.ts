import { describe, expect, test } from 'vitest'
import { answer } from './packet.ts'

/** A client's packet of that version and mode, with a transmit timestamp. */
const request = (version = 4, mode = 3, length = 48): Buffer => {
  const packet = Buffer.alloc(length)
  packet[0] = (version << 3) | mode
  if (length >= 48) packet.write('0123456789abcdef', 40, 'hex')
  return packet
}
const at = Date.parse('2026-03-02T06:00:00.250Z')

describe('an answer', () => {
  test('carries the client’s own timestamp back, and when it came and went', () => {
    const packet = answer(request(), at, at + 250)!
    expect(packet).toHaveLength(48)
    expect(packet.subarray(0, 4).toString('hex')).toBe('240a00f6')
    expect(packet.subarray(12, 16).toString()).toBe('LOCL')
    expect(packet.subarray(24, 32).toString('hex')).toBe('0123456789abcdef')
    const seconds = Math.floor(at / 1000) + 2_208_988_800
    expect([packet.readUInt32BE(32), packet.readUInt32BE(36)]).toEqual([seconds, 2 ** 30])
    expect([packet.readUInt32BE(40), packet.readUInt32BE(44)]).toEqual([seconds, 2 ** 31])
  })

  test('is of the version that was asked', () => {
    expect(answer(request(3), at, at)?.[0]).toBe((3 << 3) | 4)
  })

  test.each([
    ['a short packet', request(4, 3, 47)],
    ['nothing', Buffer.alloc(0)],
    ['another server’s answer', request(4, 4)],
    ['a broadcast', request(4, 5)],
    ['a control message', request(2, 6)],
    ['a version of the future', request(5)],
    ['version 0', request(0)],
  ])('is not given to %s', (_, packet) => expect(answer(packet, at, at)).toBeUndefined())
})
