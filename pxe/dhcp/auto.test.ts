import { describe, expect, test, vi } from 'vitest'
import { STATION, lease, onWire, request, typeOf } from './__fixtures__/wire.ts'
import type { Wire } from './__fixtures__/wire.ts'
import { BOOT_REPLY, CLIENT_PORT, SERVER_PORT, message, option } from './codes.ts'
import { addresses, ipv4ToNumber } from './ipv4.ts'
import { encodePacket } from './packet.ts'
import type { DhcpPacket } from './packet.ts'
import type { DhcpEvent, OpenTransport } from './types.ts'

const RIVAL = '198.51.100.9'
const MAC = '52:54:00:00:00:01'
const PXE = 'PXEClient:Arch:00007:UNDI:003000'
const MINUTE = 60_000

/** What another server broadcasts when it gives somebody an address. */
function rivalOffer(station?: string): DhcpPacket {
  const given = request({ type: 'offer', server: RIVAL, vendorClass: '' })
  const words: [number, Buffer][] = station === undefined ? [] : [[option.station, Buffer.from(station)]]
  return {
    ...given,
    op: BOOT_REPLY,
    yiaddr: station === undefined ? ipv4ToNumber('198.51.100.60') : 0,
    options: new Map([...given.options, ...words]),
  }
}

const overhear = (wire: Wire, packet: DhcpPacket): Promise<unknown> => wire.deliver(packet, `${RIVAL}:67`, 68)
const said = ({ events }: Wire, ...types: DhcpEvent['type'][]): (string | undefined)[] =>
  events.filter(({ type }) => types.includes(type)).map(({ reason }) => reason)

/** A segment on which every look around is answered by this. */
function rivalAnswers(answer: DhcpPacket): OpenTransport {
  return (via, receive) =>
    Promise.resolve({
      send() {
        if (via === CLIENT_PORT) receive(encodePacket(answer), { address: RIVAL, port: SERVER_PORT })
      },
      close: () => Promise.resolve(),
    })
}

async function offers(wire: Wire): Promise<(number | undefined)[]> {
  const sent = await wire.deliver(request({ type: 'discover', mac: MAC, vendorClass: PXE }))
  return sent.map(({ packet }) => packet.yiaddr && 1)
}

describe('mode auto', () => {
  test('gives boot files while it looks around, and addresses once nobody answered', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const wire = await onWire({ mode: 'auto', listenTime: 4000 }, undefined, false)
    expect(wire.sent.map(({ via, to }) => [via, to])).toEqual([[68, '255.255.255.255:67']])
    expect(await offers(wire)).toEqual([0])
    await vi.advanceTimersByTimeAsync(4000)
    expect(await wire.server.settled()).toMatchObject({ role: 'full', rivals: [] })
    expect(await offers(wire)).toEqual([1])
    expect(said(wire, 'mode')).toEqual(['gives-addresses'])
    vi.useRealTimers()
  })

  test('is a proxy beside a server that answers', async () => {
    const wire = await onWire({ mode: 'auto', listenTime: 4000 }, undefined, false)
    await overhear(wire, rivalOffer())
    expect(await wire.server.settled()).toMatchObject({ role: 'proxy', rivals: [{ server: RIVAL, station: false }] })
    expect(await offers(wire)).toEqual([0])
    expect(said(wire, 'rival-seen', 'mode')).toEqual(['address-server'])
  })

  test('becomes a proxy the moment a server appears: renews what it gave, gives nothing new, and says so', async () => {
    const wire = await onWire({ mode: 'auto' })
    const address = await lease(wire, MAC)
    await overhear(wire, rivalOffer())
    expect(wire.server.status().role).toBe('proxy')
    expect(said(wire, 'rival-seen', 'mode')).toEqual(['gives-addresses', 'address-server', 'rival'])
    const [renewed] = await wire.deliver(request({ type: 'request', mac: MAC, has: address! }))
    expect(typeOf(renewed!)).toBe('ack')
    const other = request({ type: 'request', mac: '52:54:00:00:00:02', has: '198.51.100.140' })
    expect(await wire.deliver(other)).toEqual([])
    const late = { mac: '52:54:00:00:00:02', wants: '198.51.100.140', server: STATION }
    const [refused] = await wire.deliver(request({ type: 'request', ...late }))
    expect(typeOf(refused!)).toBe('nak')
    expect(await offers(wire)).toEqual([0])
    wire.pass(60 * MINUTE)
    expect(await wire.deliver(request({ type: 'request', mac: MAC, has: address! }))).toEqual([])
  })

  test('stays a proxy when the server falls silent, for it may only be restarting, and says that', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const wire = await onWire({ mode: 'auto', listenTime: 4000 }, undefined, false)
    await overhear(wire, rivalOffer())
    await vi.advanceTimersByTimeAsync(4 * MINUTE + 20_000)
    expect(said(wire, 'rival-gone')).toEqual(['stays-proxy'])
    expect(wire.server.status()).toMatchObject({ role: 'proxy', rivals: [] })
    vi.useRealTimers()
  })

  test('holds back on a hint, a client that names another server, and gives again when nobody ever sees it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const wire = await onWire({ mode: 'auto', listenTime: 10 }, undefined, false)
    await vi.advanceTimersByTimeAsync(10)
    await wire.deliver(
      request({ type: 'request', mac: MAC, wants: '198.51.100.60', server: RIVAL, vendorClass: 'MSFT' }),
    )
    expect(wire.server.status().role).toBe('proxy')
    wire.pass(11 * MINUTE)
    await vi.advanceTimersByTimeAsync(2 * MINUTE)
    expect(wire.server.status().role).toBe('full')
    expect(said(wire, 'rival-seen', 'rival-gone', 'mode')).toEqual([
      'gives-addresses',
      'hint',
      'named-by-client',
      'not-confirmed',
      'gives-addresses',
    ])
    vi.useRealTimers()
  })

  test('is not disturbed by what relays bring from other networks', async () => {
    const wire = await onWire({ mode: 'auto' })
    await wire.deliver(request({ type: 'request', wants: '203.0.113.7', server: '203.0.113.9', relay: '203.0.113.1' }))
    expect(wire.server.status().role).toBe('full')
  })
})

describe('mode full', () => {
  test('does not start beside another server, and does when forced, refusing nothing it does not know', async () => {
    const refused = onWire({ force: false, listenTime: 50, openTransport: rivalAnswers(rivalOffer()) })
    await expect(refused).rejects.toMatchObject({ code: 'dhcp.rivalPresent', params: { server: RIVAL } })
    const wire = await onWire()
    await overhear(wire, rivalOffer())
    expect(await wire.deliver(request({ type: 'request', has: '192.0.2.7' }))).toEqual([])
    expect(await offers(wire)).toEqual([1])
  })
})

describe('a second station', () => {
  const STATION_WORDS = 'vmp-station/0123456789abcdef'

  test('is told apart from any other server, and keeps mode full from starting', async () => {
    const proxy = rivalOffer(`${STATION_WORDS}/proxy`)
    const refused = onWire({ force: false, listenTime: 50, openTransport: rivalAnswers(proxy) })
    await expect(refused).rejects.toMatchObject({ code: 'dhcp.secondStation', params: { server: RIVAL } })
  })

  test('that looks around is answered, and reported once', async () => {
    const wire = await onWire({ mode: 'proxy' })
    const look = request({ type: 'discover', options: [[option.station, Buffer.from(STATION_WORDS)]] })
    const [answer] = await wire.deliver(look, `${RIVAL}:68`)
    await wire.deliver(look, `${RIVAL}:68`)
    expect(answer!.packet.yiaddr).toBe(0)
    expect(answer!.packet.options.get(option.station)?.toString()).toMatch(/^vmp-station\/[0-9a-f]{16}\/proxy$/)
    expect(said(wire, 'rival-seen')).toEqual(['second-station'])
  })

  test('that gives addresses makes mode auto a proxy', async () => {
    const wire = await onWire({ mode: 'auto' })
    await overhear(wire, rivalOffer(`${STATION_WORDS}/full`))
    expect(wire.server.status()).toMatchObject({ role: 'proxy', rivals: [{ server: RIVAL, station: true }] })
  })

  test('our own look around, come back to us, is none', async () => {
    const wire = await onWire({ mode: 'auto', listenTime: 10 }, undefined, false)
    const [look] = wire.sent
    await wire.server.settled()
    expect(await wire.deliver(look!.packet, `${STATION}:68`)).toEqual([])
    expect(wire.server.status().rivals).toEqual([])
    expect(look!.packet.options.get(option.messageType)).toEqual(Buffer.from([message.discover]))
    expect(addresses([look!.packet.chaddr[0]! & 3])).toEqual(addresses([2]))
  })
})
