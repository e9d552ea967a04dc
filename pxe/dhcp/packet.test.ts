import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCapture } from './__fixtures__/pcap.ts'
import { option } from './codes.ts'
import { decodePacket, encodePacket } from './packet.ts'
import type { DhcpPacket } from './packet.ts'

const CAPTURES = ['bios-full', 'bios-proxy3-chain', 'efi-norom-full', 'pp-offer', 'efi-http-shim', 'sb-pp-binl']

const uint32 = fc.integer({ min: 0, max: 0xffffffff })
const byte = fc.integer({ min: 0, max: 255 })
const word = (length: number): fc.Arbitrary<string> =>
  fc
    .array(fc.integer({ min: 1, max: 255 }), { maxLength: length })
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
const options = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 1, max: 254 }).filter((code) => code !== option.overload),
      fc.uint8Array({ maxLength: 600 }),
    ),
    { maxLength: 12, selector: ([code]) => code },
  )
  .map((entries) => new Map(entries.map(([code, bytes]) => [code, Buffer.from(bytes)])))

const packets: fc.Arbitrary<DhcpPacket> = fc.record({
  op: fc.constantFrom(1, 2),
  htype: byte,
  hops: byte,
  xid: uint32,
  secs: fc.integer({ min: 0, max: 65535 }),
  flags: fc.integer({ min: 0, max: 65535 }),
  ciaddr: uint32,
  yiaddr: uint32,
  siaddr: uint32,
  giaddr: uint32,
  chaddr: fc.uint8Array({ maxLength: 16 }).map((bytes) => Buffer.from(bytes)),
  sname: fc.oneof(fc.constant(''), word(64)),
  file: fc.oneof(fc.constant(''), word(128)),
  options,
})

function sorted(packet: DhcpPacket | { malformed: string }): unknown {
  if ('malformed' in packet) return packet
  return { ...packet, options: [...packet.options].sort(([a], [b]) => a - b) }
}

describe('the codec', () => {
  test('reads back whatever it writes, however little room the options have', () => {
    fc.assert(
      fc.property(packets, fc.integer({ min: 300, max: 1472 }), (packet, maxSize) => {
        expect(sorted(decodePacket(encodePacket(packet, maxSize)))).toEqual(sorted(packet))
      }),
      { numRuns: 500 },
    )
  })

  test('never throws on random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1500 }), (bytes) => {
        expect(() => decodePacket(Buffer.from(bytes))).not.toThrow()
      }),
      { numRuns: 500 },
    )
  })

  test('never throws on real packets with bytes changed or cut off, and writes again what it could read', () => {
    const real = CAPTURES.flatMap(readCapture).map(({ payload }) => payload)
    const mutations = fc.array(fc.tuple(fc.nat(1500), byte), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom(...real), mutations, fc.nat(600), (bytes, changes, length) => {
        const changed = Buffer.from(bytes)
        for (const [at, value] of changes) changed[at % changed.length] = value
        for (const hostile of [changed, changed.subarray(0, length)]) {
          const packet = decodePacket(hostile)
          const again = 'malformed' in packet ? packet : decodePacket(encodePacket(packet, 1472))
          expect(sorted(again)).toEqual(sorted(packet))
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each(CAPTURES)('reads every packet of %s and loses no option of it', (name) => {
    for (const { payload } of readCapture(name)) {
      const packet = decodePacket(payload)
      if ('malformed' in packet) throw new Error(packet.malformed)
      expect(packet.options.has(option.messageType)).toBe(true)
      expect(sorted(decodePacket(encodePacket(packet, 1472)))).toEqual(sorted(packet))
    }
  })

  test.each([
    ['too-short', (bytes: Buffer) => bytes.subarray(0, 239)],
    ['bad-operation', (bytes: Buffer) => bytes.fill(3, 0, 1)],
    ['bad-hardware-length', (bytes: Buffer) => bytes.fill(17, 2, 3)],
    ['no-cookie', (bytes: Buffer) => bytes.fill(0, 236, 240)],
    ['truncated-option', (bytes: Buffer) => bytes.subarray(0, 241)],
  ])('says %s of a packet that is', (reason, spoil) => {
    expect(decodePacket(spoil(encodePacket(discover(new Map([[60, Buffer.from('VMP')]])))))).toEqual({
      malformed: reason,
    })
  })

  test('skips pad bytes one at a time', () => {
    const bytes = encodePacket(discover(new Map()))
    bytes.set([0, 0, 0, 53, 1, 1, 0, 60, 3, 0x56, 0x4d, 0x50, 255], 240)
    expect(decodePacket(bytes)).toMatchObject({
      options: new Map([
        [53, Buffer.from([1])],
        [60, Buffer.from('VMP')],
      ]),
    })
  })

  test('reads options that overload file and sname (RFC 2131, option 52), joined in the order of the RFC', () => {
    const bytes = encodePacket(discover(new Map()))
    bytes.set([52, 1, 3, 67, 1, 0x61, 255], 240)
    bytes.set([67, 1, 0x62, 255], 108)
    bytes.set([67, 1, 0x63, 255], 44)
    const packet = decodePacket(bytes)
    expect(packet).toMatchObject({ file: '', sname: '', options: new Map([[67, Buffer.from('abc')]]) })
  })

  test('keeps a packet within the size a client takes by overloading file and sname', () => {
    const many = new Map([128, 129, 130, 131].map((code) => [code, Buffer.alloc(60, code)]))
    const bytes = encodePacket(discover(many), 400)
    expect(bytes.length).toBe(400)
    expect(decodePacket(bytes)).toMatchObject({ options: many })
  })

  test('puts option 82 last (RFC 3046) and pads to the 300 bytes of BOOTP', () => {
    const bytes = encodePacket(
      discover(
        new Map([
          [82, Buffer.from([1, 1, 7])],
          [53, Buffer.from([2])],
        ]),
      ),
    )
    expect(bytes.subarray(240, 249)).toEqual(Buffer.from([53, 1, 2, 82, 3, 1, 1, 7, 255]))
    expect(bytes.length).toBe(300)
  })
})

function discover(sent: DhcpPacket['options']): DhcpPacket {
  const none = { hops: 0, secs: 0, flags: 0, ciaddr: 0, yiaddr: 0, siaddr: 0, giaddr: 0, sname: '', file: '' }
  return { op: 1, htype: 1, xid: 1, chaddr: Buffer.alloc(6, 2), ...none, options: sent }
}
