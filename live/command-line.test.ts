import { expect, test } from 'vitest'
import { parseCommandLine } from './command-line.ts'

const pin = 'ab'.repeat(32)

test('reads what a boot script says', () => {
  const boot = parseCommandLine(
    `BOOT_IMAGE=vmlinuz boot=vmp vmp.source=http vmp.image=0.1.0-abc vmp.station=https://192.0.2.1:8443 vmp.pin=${pin} ` +
      'vmp.nonce=n0nce_-x BOOTIF=01-52-54-00-AB-CD-EF vmp.mode=rescue console=tty0 quiet\n',
  )
  expect(boot).toEqual({
    source: 'http',
    image: '0.1.0-abc',
    mode: 'rescue',
    station: { url: new URL('https://192.0.2.1:8443'), pin },
    nonce: 'n0nce_-x',
    bootMac: '52:54:00:ab:cd:ef',
  })
})

test('a medium without a station has none, and says so by leaving it out', () => {
  expect(parseCommandLine('boot=vmp vmp.source=iso')).toEqual({
    source: 'iso',
    image: null,
    mode: 'live',
    station: undefined,
    nonce: undefined,
    bootMac: undefined,
  })
})

test.each([
  ['a station without a pin', 'vmp.station=https://192.0.2.1:8443', 'vmp.pin'],
  ['a pin that is none', 'vmp.station=https://192.0.2.1:8443 vmp.pin=abcd', 'vmp.pin'],
  ['a station in the clear', `vmp.station=http://192.0.2.1:8443 vmp.pin=${pin}`, 'vmp.station'],
  ['an address that is none', `vmp.station=192.0.2.1 vmp.pin=${pin}`, 'vmp.station'],
  ['an unknown source', 'vmp.source=floppy', 'vmp.source'],
])('refuses %s', (_, commandLine, name) => {
  expect(() => parseCommandLine(commandLine)).toThrow(
    expect.objectContaining({ params: expect.objectContaining({ name }) }),
  )
})

test('a BOOTIF that is no address is left out', () => {
  expect(parseCommandLine('BOOTIF=01-52-54-00').bootMac).toBeUndefined()
})
