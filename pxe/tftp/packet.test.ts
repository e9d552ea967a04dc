import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { errorPacket, oackPacket, parseError, parseRequest } from './packet.ts'

const packet = (opcode: number, text: string): Buffer =>
  Buffer.from(`\0${String.fromCharCode(opcode)}${text}`, 'latin1')

describe('parseRequest', () => {
  it('reads a request with options, names in any case', () => {
    expect(parseRequest(packet(1, 'a/b\0OCTET\0BlkSize\x001468\0tsize\x000\0'))).toEqual({
      kind: 'read',
      path: 'a/b',
      mode: 'octet',
      options: new Map([
        ['blksize', '1468'],
        ['tsize', '0'],
      ]),
    })
  })

  it('takes padding of NULs after a request', () => {
    expect(parseRequest(packet(1, 'a\0octet\0\0\0\0'))).toMatchObject({ kind: 'read', options: new Map() })
  })

  it('tells a write from a read', () => expect(parseRequest(packet(2, 'a\0octet\0'))).toMatchObject({ kind: 'write' }))

  it.each(['a', 'a\0octet', '\0octet\0', 'a\0', 'a\0octet\0blksize\x00512', `${'a'.repeat(2000)}\0octet\0`])(
    'calls %j malformed',
    (text) => expect(parseRequest(packet(1, text))).toMatchObject({ kind: 'malformed', code: 4 }),
  )

  it('refuses thousands of options with error 8', () => {
    expect(parseRequest(packet(1, `a\0octet\0${'x\x001\0'.repeat(300)}`))).toMatchObject({ kind: 'malformed', code: 8 })
  })

  it.each([0, 3, 4, 5, 6, 99])('does not answer opcode %i', (opcode) =>
    expect(parseRequest(packet(opcode, 'a\0octet\0'))).toEqual({ kind: 'other' }),
  )

  it('never throws', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void parseRequest(Buffer.from(bytes))))
    fc.assert(
      fc.property(fc.constantFrom(1, 2), fc.uint8Array({ maxLength: 600 }), (opcode, bytes) => {
        const parsed = parseRequest(Buffer.concat([Buffer.from([0, opcode]), bytes]))
        expect(parsed.kind).not.toBe('other')
      }),
    )
  })
})

describe('errors and OACKs', () => {
  it('are written as the RFCs say', () => {
    expect(errorPacket(2, 'no').toString('latin1')).toBe('\0\x05\0\x02no\0')
    expect(oackPacket(new Map([['blksize', '512']])).toString('latin1')).toBe('\0\x06blksize\x00512\0')
  })

  it('an ERROR of any shape is read', () => {
    expect(parseError(errorPacket(8, 'User aborted'))).toEqual({ code: 8, message: 'User aborted' })
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => void parseError(Buffer.from(bytes))))
  })
})
