import { describe, expect, test } from 'vitest'
import { STATION, lease, onWire, request, typeOf } from './__fixtures__/wire.ts'
import type { Sent, Wire } from './__fixtures__/wire.ts'
import { option } from './codes.ts'
import { ipv4ToText } from './ipv4.ts'

const MAC = '52:54:00:00:00:01'
const OTHER = '52:54:00:00:00:02'
const HOUR = 3_600_000

const pool = (
  first: number,
  last: number,
): { subnets: [{ network: string; ranges: [{ from: string; to: string }] }] } => ({
  subnets: [{ network: '198.51.100.0/24', ranges: [{ from: `198.51.100.${first}`, to: `198.51.100.${last}` }] }],
})

const types = (sent: readonly Sent[]): (string | undefined)[] => sent.map(typeOf)
const reasons = ({ events }: Wire): (string | undefined)[] =>
  events.filter(({ type }) => type === 'ignored').map(({ reason }) => reason)

describe('a lease', () => {
  test('is offered, acknowledged and on disk, with what the network needs', async () => {
    const wire = await onWire()
    const [offer] = await wire.deliver(request({ type: 'discover', mac: MAC }))
    expect(offer).toMatchObject({ via: 67, to: '255.255.255.255:68' })
    const address = ipv4ToText(offer!.packet.yiaddr)
    const [ack] = await wire.deliver(request({ type: 'request', mac: MAC, wants: address, server: STATION }))
    expect(typeOf(ack!)).toBe('ack')
    expect(ack!.packet.options).toEqual(
      new Map([
        [option.messageType, Buffer.from([5])],
        [option.serverId, Buffer.from([198, 51, 100, 1])],
        [option.leaseTime, Buffer.from([0, 0, 14, 16])],
        [option.renewTime, Buffer.from([0, 0, 7, 8])],
        [option.rebindTime, Buffer.from([0, 0, 12, 78])],
        [option.subnetMask, Buffer.from([255, 255, 255, 0])],
        [option.broadcast, Buffer.from([198, 51, 100, 255])],
        [option.router, Buffer.from([198, 51, 100, 254])],
        [option.dns, Buffer.from([198, 51, 100, 253])],
        [option.domain, Buffer.from('example.test')],
      ]),
    )
    expect(wire.database.prepare('SELECT mac, state FROM lease').all()).toEqual([{ mac: MAC, state: 'bound' }])
    expect(wire.events.map(({ type }) => type)).toEqual(['discover', 'offer', 'request', 'ack'])
  })

  test('is not acknowledged when the disk refuses it, and the service goes on', async () => {
    const wire = await onWire()
    wire.database.prepare('ALTER TABLE lease RENAME TO away').run()
    expect(await lease(wire, MAC)).toBeUndefined()
    expect(reasons(wire)).toEqual(['not-saved'])
    wire.database.prepare('ALTER TABLE away RENAME TO lease').run()
    expect(await lease(wire, MAC)).toBeDefined()
  })

  test('is the same for the same MAC: asked twice, after its end, after a restart, and with the database lost', async () => {
    const wire = await onWire()
    const address = await lease(wire, MAC)
    expect(await lease(wire, MAC)).toBe(address)
    wire.pass(2 * HOUR)
    await lease(wire, OTHER)
    expect(await lease(wire, MAC)).toBe(address)
    expect(await lease(await onWire({}, wire.database), MAC)).toBe(address)
    expect(await lease(await onWire(), MAC)).toBe(address)
  })

  test('survives a restart: it is renewed, and nobody else gets the address', async () => {
    const wire = await onWire(pool(10, 10))
    const address = await lease(wire, MAC)
    const again = await onWire(pool(10, 10), wire.database)
    expect(await again.deliver(request({ type: 'discover', mac: OTHER }))).toEqual([])
    const [renewed] = await again.deliver(request({ type: 'request', mac: MAC, has: address! }))
    expect(renewed).toMatchObject({ to: `${address}:68` })
    expect(typeOf(renewed!)).toBe('ack')
  })

  test('whose client was between offer and request when the station restarted is still granted', async () => {
    const [offer] = await (await onWire()).deliver(request({ type: 'discover', mac: MAC }))
    const wants = ipv4ToText(offer!.packet.yiaddr)
    const sent = await (await onWire()).deliver(request({ type: 'request', mac: MAC, wants, server: STATION }))
    expect(types(sent)).toEqual(['ack'])
  })

  test('asked for by address is given when that address is free, and a reservation before all', async () => {
    const wire = await onWire({ reservations: [{ mac: OTHER, address: '198.51.100.20', hostname: 'node1' }] })
    expect(await lease(wire, MAC, { wants: '198.51.100.133' })).toBe('198.51.100.133')
    expect(await lease(wire, OTHER, { wants: '198.51.100.134' })).toBe('198.51.100.20')
    expect(wire.sent.at(-1)!.packet.options.get(option.hostname)?.toString()).toBe('node1')
  })
})

describe('a pool', () => {
  test('that is exhausted gives no answer but an event, and gives ended leases away oldest first', async () => {
    const wire = await onWire(pool(10, 11))
    const first = await lease(wire, MAC)
    wire.pass(1000)
    const second = await lease(wire, OTHER)
    expect(await lease(wire, '52:54:00:00:00:03')).toBeUndefined()
    expect(wire.events.at(-1)?.type).toBe('pool-exhausted')
    wire.pass(HOUR)
    expect(await lease(wire, '52:54:00:00:00:03')).toBe(first)
    expect(await lease(wire, '52:54:00:00:00:04')).toBe(second)
  })

  test('gets an offer back that nobody took, or whose client chose another server', async () => {
    const wire = await onWire(pool(10, 10))
    await wire.deliver(request({ type: 'discover', mac: MAC }))
    expect(await wire.deliver(request({ type: 'discover', mac: OTHER }))).toEqual([])
    await wire.deliver(request({ type: 'request', mac: MAC, wants: '198.51.100.77', server: '198.51.100.9' }))
    expect(types(await wire.deliver(request({ type: 'discover', mac: OTHER })))).toEqual(['offer'])
    wire.pass(31_000)
    expect(types(await wire.deliver(request({ type: 'discover', mac: MAC })))).toEqual(['offer'])
  })

  test('sets a declined address aside for an hour, also over a restart', async () => {
    const wire = await onWire(pool(10, 10))
    const address = await lease(wire, MAC)
    await wire.deliver(request({ type: 'decline', mac: MAC, wants: address!, server: STATION }))
    const again = await onWire(pool(10, 10), wire.database)
    expect(await again.deliver(request({ type: 'discover', mac: MAC }))).toEqual([])
    again.pass(HOUR + 1)
    expect(await lease(again, MAC)).toBe(address)
  })

  test('gets a released address back, but only from the one who has it', async () => {
    const wire = await onWire(pool(10, 10))
    const address = await lease(wire, MAC)
    await wire.deliver(request({ type: 'release', mac: OTHER, has: address!, server: STATION }))
    expect(await lease(wire, OTHER)).toBeUndefined()
    await wire.deliver(request({ type: 'release', mac: MAC, has: address!, server: STATION }))
    expect(await lease(wire, OTHER)).toBe(address)
  })

  test('never holds the station, the router, the edges of the network or a reserved address', async () => {
    const wire = await onWire({
      subnets: [
        { network: '198.51.100.0/29', ranges: [{ from: '198.51.100.0', to: '198.51.100.7' }], router: '198.51.100.6' },
      ],
      reservations: [{ mac: OTHER, address: '198.51.100.2' }],
    })
    expect(wire.server.status().pools).toEqual([{ network: '198.51.100.0/29', size: 3, used: 0 }])
  })
})

describe('a request', () => {
  const wants = '198.51.100.120'

  test('of a client that reboots is granted, refused when the address is not its own, and met with silence when unknown', async () => {
    const wire = await onWire()
    const address = await lease(wire, MAC)
    expect(types(await wire.deliver(request({ type: 'request', mac: MAC, wants: address! })))).toEqual(['ack'])
    expect(types(await wire.deliver(request({ type: 'request', mac: MAC, wants: '198.51.100.99' })))).toEqual(['nak'])
    expect(await wire.deliver(request({ type: 'request', mac: OTHER, wants }))).toEqual([])
  })

  test('for an address taken by another is refused', async () => {
    const wire = await onWire()
    const address = await lease(wire, MAC)
    const sent = await wire.deliver(request({ type: 'request', mac: OTHER, wants: address!, server: STATION }))
    expect(types(sent)).toEqual(['nak'])
    expect(sent[0]).toMatchObject({ to: '255.255.255.255:68', packet: { yiaddr: 0, siaddr: 0 } })
  })

  test('to renew an address whose record was lost is granted while nobody else has it', async () => {
    const wire = await onWire()
    expect(types(await wire.deliver(request({ type: 'request', mac: MAC, has: wants })))).toEqual(['ack'])
    expect(types(await wire.deliver(request({ type: 'request', mac: OTHER, has: wants })))).not.toContain('ack')
  })

  test('that names no address at all is ignored', async () => {
    const wire = await onWire()
    expect(await wire.deliver(request({ type: 'request', mac: MAC }))).toEqual([])
    expect(reasons(wire)).toEqual(['bad-request'])
  })
})

describe('who is served', () => {
  const laptop = request({ type: 'discover', mac: MAC, vendorClass: 'MSFT 5.0' })

  test('PXE and VMP clients and known machines only', async () => {
    expect(await (await onWire()).deliver(laptop)).toEqual([])
    expect(await (await onWire({ isKnown: (mac) => mac === MAC })).deliver(laptop)).toHaveLength(1)
  })

  test('everybody when told so', async () => {
    expect(await (await onWire({ serve: 'everybody' })).deliver(laptop)).toHaveLength(1)
  })
})

describe('settings', () => {
  test('an INFORM gets them without a lease', async () => {
    const wire = await onWire()
    const [ack] = await wire.deliver(request({ type: 'inform', mac: MAC, has: '198.51.100.50' }))
    expect(ack).toMatchObject({ to: '198.51.100.50:68', packet: { yiaddr: 0 } })
    expect(ack!.packet.options.has(option.leaseTime)).toBe(false)
    expect(ack!.packet.options.has(option.subnetMask)).toBe(true)
  })

  test.each([
    ['dhcp.noSubnet', { subnets: [] }],
    ['dhcp.badRange', pool(20, 10)],
    [
      'dhcp.badRange',
      { subnets: [{ network: '198.51.100.0/24', ranges: [{ from: '198.51.100.9', to: '198.51.101.9' }] }] },
    ],
    ['dhcp.badReservation', { reservations: [{ mac: MAC, address: STATION }] }],
    ['dhcp.badReservation', { reservations: [{ mac: 'no', address: '198.51.100.9' }] }],
    ['input.invalid', { subnets: [{ network: '198.51.100.0', ranges: [] }] }],
  ])('that cannot work are refused: %s', async (code, options) => {
    await expect(onWire(options)).rejects.toMatchObject({ code })
  })
})

describe('relayed requests', () => {
  const RELAY = '203.0.113.1'
  const subnets = [
    { network: '198.51.100.0/24', ranges: [{ from: '198.51.100.100', to: '198.51.100.149' }] },
    { network: '203.0.113.0/24', ranges: [{ from: '203.0.113.100', to: '203.0.113.149' }] },
  ]
  const relayAgent = Buffer.from([1, 2, 0xca, 0xfe])

  test('are answered to the relay with an address of its network, giaddr and option 82 echoed', async () => {
    const wire = await onWire({ subnets })
    const [offer] = await wire.deliver(
      request({ type: 'discover', relay: RELAY, options: [[option.relayAgent, relayAgent]] }),
    )
    expect(offer).toMatchObject({ via: 67, to: `${RELAY}:67` })
    expect(ipv4ToText(offer!.packet.giaddr)).toBe(RELAY)
    expect(ipv4ToText(offer!.packet.yiaddr)).toMatch(/^203\.0\.113\.1/)
    expect([...offer!.packet.options.entries()].at(-1)).toEqual([option.relayAgent, relayAgent])
  })

  test('obey the relay when it names the network itself (RFC 3527)', async () => {
    const wire = await onWire({ subnets })
    const link = Buffer.from([5, 4, 203, 0, 113, 0])
    const [offer] = await wire.deliver(
      request({ type: 'discover', relay: '192.0.2.1', options: [[option.relayAgent, link]] }),
    )
    expect(ipv4ToText(offer!.packet.yiaddr)).toMatch(/^203\.0\.113\./)
  })

  test('of a network that is not set up are ignored', async () => {
    const wire = await onWire({ subnets })
    expect(await wire.deliver(request({ type: 'discover', relay: '192.0.2.1' }))).toEqual([])
    expect(reasons(wire)).toEqual(['unknown-subnet'])
  })

  test('are refused with the broadcast flag, so that the relay reaches a client without an address', async () => {
    const wire = await onWire({ subnets })
    const [nak] = await wire.deliver(request({ type: 'request', relay: RELAY, wants: '192.0.2.7', server: STATION }))
    expect(nak).toMatchObject({ to: `${RELAY}:67`, packet: { flags: 0x8000 } })
    expect(typeOf(nak!)).toBe('nak')
  })
})

describe('bad input', () => {
  test('is reported, a flood of it only in part, and answered by nothing', async () => {
    const wire = await onWire()
    for (let count = 0; count < 100; count += 1) await wire.deliver(Buffer.alloc(count))
    expect(wire.sent).toEqual([])
    expect(wire.events).toHaveLength(20)
    expect(wire.events[0]).toMatchObject({ type: 'malformed', reason: 'too-short', server: '0.0.0.0' })
    expect(await lease(wire, MAC)).toBeDefined()
  })

  test('unknown options do no harm, nor do known ones of the wrong length', async () => {
    const wire = await onWire()
    const odd = [1, 50, 54, 57, 61, 82, 93, 97, 199, 254].map((code): [number, Buffer] => [code, Buffer.alloc(3, 7)])
    expect(types(await wire.deliver(request({ type: 'discover', options: odd })))).toEqual(['offer'])
  })
})
