import { expect, test } from 'vitest'
import { bootCodeSize, bootStub } from './boot-stub.ts'

test('boot code that says what is the matter leaves the partition table its place, and jumps where its parts are', () => {
  const stub = bootStub()
  expect(stub).toHaveLength(bootCodeSize)
  // The address that is loaded into SI is that of the words.
  const words = stub.indexOf('\r\nVMP: the installation on this disk is not finished.\r\n\0', 'latin1')
  expect(0x7c00 + words).toBe(stub.readUInt16LE(6))
  // jz: to int 0x18; jmp: to lodsb.
  expect(stub.readUInt16BE(13 + stub.readInt8(12))).toBe(0xcd18)
  expect(stub[22 + stub.readInt8(21)]).toBe(0xac)
})
