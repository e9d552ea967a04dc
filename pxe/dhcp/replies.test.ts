import { describe, expect, test } from 'vitest'
import { readCapture } from './__fixtures__/pcap.ts'
import type { Datagram } from './__fixtures__/pcap.ts'
import { inWords, onWire, request, typeOf } from './__fixtures__/wire.ts'
import type { Sent } from './__fixtures__/wire.ts'
import { option } from './codes.ts'

const sentByClient = ({ to }: Datagram): boolean => to.port === 67 || to.port === 4011

/** What the server says to everything that one machine sent while it booted. */
async function answers(capture: string, mode: 'full' | 'proxy'): Promise<string> {
  const wire = await onWire({ mode })
  const lines: string[] = []
  for (const { from, to, payload } of readCapture(capture).filter(sentByClient)) {
    const sent = await wire.deliver(payload, `${from.address}:${from.port}`, to.port)
    lines.push(`asked from ${from.address}:${from.port} on port ${to.port}`, ...sent.map(inWords))
  }
  return lines.join('\n')
}

describe('the exact answers to machines whose boot was captured', () => {
  test.each([
    ['bios-full', 'BIOS with an iPXE ROM'],
    ['bios-proxy3-chain', 'BIOS with an iPXE ROM that asks port 4011, then undionly.kpxe'],
    ['efi-norom-full', "OVMF's PXE, then iPXE"],
    ['efi-http-shim', "OVMF's HTTP boot"],
    ['sb-pp-binl', "OVMF's PXE that asks port 4011 from port 4011"],
  ])('%s: %s', async (capture) => {
    await expect(answers(capture, 'full')).resolves.toMatchFileSnapshot(`__golden__/${capture}.full.txt`)
    await expect(answers(capture, 'proxy')).resolves.toMatchFileSnapshot(`__golden__/${capture}.proxy.txt`)
  })
})

const PXE = 'PXEClient:Arch:00007:UNDI:003000'
const textOf = (sent: Sent | undefined, code: number): string | undefined =>
  sent?.packet.options.get(code)?.toString('latin1')

describe('a proxy', () => {
  test('gives a boot file and no address, with its own siaddr, in the header and in 67, ended by NUL', async () => {
    const wire = await onWire({ mode: 'proxy' })
    const [offer] = await wire.deliver(request({ type: 'discover', vendorClass: PXE }))
    expect(offer!.packet).toMatchObject({ yiaddr: 0, siaddr: 0xc6336401, file: 'bootx64.efi' })
    expect(textOf(offer, option.bootFile)).toBe('bootx64.efi\0')
    expect(textOf(offer, option.vendorSpecific)).toBe('\x06\x01\x08\xff')
  })

  test('answers port 4011 on the port that asked, and a relay on port 67', async () => {
    const wire = await onWire({ mode: 'proxy' })
    const ask = request({ type: 'request', vendorClass: PXE, has: '198.51.100.60' })
    const [ack] = await wire.deliver(ask, '198.51.100.60:4011', 4011)
    expect(ack).toMatchObject({ via: 4011, to: '198.51.100.60:4011' })
    expect(typeOf(ack!)).toBe('ack')
    const [offer] = await wire.deliver(request({ type: 'discover', vendorClass: PXE, relay: '203.0.113.1' }))
    expect(offer).toMatchObject({ via: 67, to: '203.0.113.1:67' })
  })

  test('names the item of a boot menu that was asked for', async () => {
    const wire = await onWire({ mode: 'proxy' })
    const item = Buffer.from([71, 4, 0, 1, 0, 0, 255])
    const ask = request({ type: 'request', vendorClass: PXE, options: [[option.vendorSpecific, item]] })
    const [ack] = await wire.deliver(ask)
    expect(ack!.packet.options.get(option.vendorSpecific)).toEqual(Buffer.from([71, 4, 0, 1, 0, 0, 6, 1, 8, 255]))
  })

  test('is silent to who boots nothing, and to who takes the other server at its word', async () => {
    const wire = await onWire({ mode: 'proxy', bootOffer: () => undefined })
    expect(await wire.deliver(request({ type: 'discover' }))).toEqual([])
    expect(await wire.deliver(request({ type: 'discover', vendorClass: PXE }))).toEqual([])
    const chosen = { server: '198.51.100.9', wants: '198.51.100.60' }
    expect(await wire.deliver(request({ type: 'request', vendorClass: PXE, ...chosen }))).toEqual([])
    expect(wire.events.map(({ reason }) => reason).filter(Boolean)).toEqual([
      'proxy-only',
      'no-boot-file',
      'chose-other-server',
    ])
  })
})

describe('a boot file', () => {
  test('with an address longer than the header field stands in option 67 alone', async () => {
    const file = `http://198.51.100.1/${'x'.repeat(150)}.efi`
    const wire = await onWire({ bootOffer: () => ({ file, nextServer: '198.51.100.1' }) })
    const [offer] = await wire.deliver(request({ type: 'discover', vendorClass: 'HTTPClient:Arch:00016' }))
    expect(offer!.packet.file).toBe('')
    expect(textOf(offer, option.bootFile)).toBe(`${file}\0`)
    expect(textOf(offer, option.vendorClass)).toBe('HTTPClient')
  })

  test('that there is none for leaves the client its address, and no PXE options', async () => {
    const wire = await onWire({ bootOffer: () => undefined })
    const [offer] = await wire.deliver(request({ type: 'discover', vendorClass: PXE }))
    expect(offer!.packet.yiaddr).not.toBe(0)
    expect(offer!.packet.options.has(option.vendorClass)).toBe(false)
  })

  test('for iPXE comes with no-pxedhcp, so that it does not wait for proxies', async () => {
    const wire = await onWire()
    const userClass: [number, Buffer] = [option.userClass, Buffer.from('iPXE')]
    const [offer] = await wire.deliver(request({ type: 'discover', vendorClass: PXE, options: [userClass] }))
    expect(offer!.packet.options.get(option.ipxe)).toEqual(Buffer.from([176, 1, 1]))
  })
})
