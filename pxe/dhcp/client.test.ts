import { expect, test } from 'vitest'
import { readCapture } from './__fixtures__/pcap.ts'
import { request } from './__fixtures__/wire.ts'
import { describeClient, leaseKey } from './client.ts'
import { option } from './codes.ts'
import { decodePacket } from './packet.ts'
import type { DhcpClient } from './types.ts'

const ID = Buffer.from('0033221100554477668899aabbccddeeff', 'hex')
const ARCH: [number, Buffer] = [option.architecture, Buffer.from([0, 7])]

test.each([
  ['bios-full', 'ipxe', 0],
  ['efi-norom-full', 'firmware-pxe', 7],
  ['efi-http-shim', 'firmware-http', 16],
])('the first packet of %s comes from %s', (name, kind, arch) => {
  const packet = decodePacket(readCapture(name)[0]!.payload)
  if ('malformed' in packet) throw new Error(packet.malformed)
  expect(describeClient(packet)).toMatchObject({ kind, arch, mac: '52:54:00:ab:cd:01' })
})

function clientWith(vendorClass: string, ...options: [number, Buffer][]): DhcpClient {
  return describeClient(request({ type: 'discover', vendorClass, options }))
}

test.each<[string, DhcpClient['kind'], [number, Buffer][]]>([
  ['PXEClient:Arch:00007:UNDI:003000', 'firmware-pxe', []],
  ['PXEClient', 'firmware-pxe', [ARCH]],
  ['PXEClient', 'other', []],
  ['PXEClient', 'other', [ARCH, [option.machineId, Buffer.alloc(5)]]],
  ['PXEClient', 'firmware-pxe', [ARCH, [option.machineId, Buffer.alloc(0)]]],
  ['HTTPClient', 'firmware-http', [ARCH]],
  ['PXEClient', 'ipxe', [[option.userClass, Buffer.from('iPXE')]]],
  ['PXEClient', 'ipxe', [[option.userClass, Buffer.from('\u0004iPXE')]]],
  ['PXEClient', 'ipxe', [[option.ipxe, Buffer.from([1, 1, 1])]]],
  ['VMP', 'vmp', []],
  ['VMP-host', 'vmp', []],
  ['MSFT 5.0', 'other', []],
  ['', 'other', []],
])('vendor class "%s" is %s', (vendorClass, kind, options) => {
  expect(clientWith(vendorClass, ...options).kind).toBe(kind)
})

test('the machine id is read in the byte order of SMBIOS, and kept as it came', () => {
  expect(clientWith('PXEClient', ARCH, [option.machineId, ID])).toMatchObject({
    uuid: '00112233-4455-6677-8899-aabbccddeeff',
    rawUuid: '33221100554477668899aabbccddeeff',
  })
  const blank = clientWith('PXEClient', ARCH, [option.machineId, Buffer.alloc(17)])
  expect(blank.uuid).toBeUndefined()
  expect(blank.rawUuid).toBe('0'.repeat(32))
})

test('texts from the network carry no control characters', () => {
  const { hostname, vendorClass } = clientWith('VMP\u001B[2J', [option.hostname, Buffer.from('a\nb\u0000c')])
  expect([vendorClass, hostname]).toEqual(['VMP?[2J', 'a?b'])
})

test('leases are kept by MAC whatever client identifier is sent, and by that only without a MAC', () => {
  const key = (mac: string, htype: number, id: string): string | undefined => {
    const packet = {
      ...request({ type: 'discover', mac, options: [[option.clientId, Buffer.from(id, 'hex')]] }),
      htype,
    }
    return leaseKey(packet, describeClient(packet).mac)
  }
  expect(key('52:54:00:00:00:01', 1, '01aa')).toBe(key('52:54:00:00:00:01', 1, 'ffbb'))
  expect(key('00:00:00:00:00:00', 32, 'ff01')).toBe('id/ff01')
  expect(key('00:00:00:00:00:00', 32, '')).toBeUndefined()
})
