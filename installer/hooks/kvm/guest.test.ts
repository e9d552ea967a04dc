import { expect, test } from 'vitest'
import { guestSector, guestXml, parseWords } from './guest.ts'

test('the guest is a transient one of the type kvm, whatever its end', async () => {
  const xml = guestXml({ disk: '/run/vmp/hooks/guest.img', serial: '/run/vmp/hooks/serial.log' })
  await expect(xml).toMatchFileSnapshot('__golden__/guest.xml')
})

test('the sector is bootable and carries its word', () => {
  const sector = guestSector('word-1')
  expect(sector).toHaveLength(512)
  expect(sector.readUInt16LE(510)).toBe(0xaa55)
  expect(sector.includes(' word-1\n')).toBe(true)
})

/** What a rehearsal server's guest wrote. */
const said = (signature: string, word: string): Buffer => Buffer.from(`VMP ${signature} ${word}\n`, 'latin1')

test('its words are of KVM, with the word that this run gave it', () => {
  expect(parseWords(said('KVMKVMKVM\0\0\0', 'word-1'), 'word-1')).toEqual({ hypervisor: 'KVMKVMKVM', isKvm: true })
  // Firmware that speaks first.
  expect(parseWords(Buffer.concat([Buffer.from('SeaBIOS\r\n'), said('KVMKVMKVM\0\0\0', 'w')]), 'w')?.isKvm).toBe(true)
})

test('an emulated guest is not taken for one under KVM', () => {
  expect(parseWords(said('TCGTCGTCGTCG', 'word-1'), 'word-1')).toEqual({ hypervisor: 'TCGTCGTCGTCG', isKvm: false })
})

test('words of another run, and half of them, are none', () => {
  expect(parseWords(said('KVMKVMKVM\0\0\0', 'other'), 'word-1')).toBeUndefined()
  expect(parseWords(said('KVMKVMKVM\0\0\0', 'word-1').subarray(0, 20), 'word-1')).toBeUndefined()
  expect(parseWords(Buffer.alloc(0), 'word-1')).toBeUndefined()
})
