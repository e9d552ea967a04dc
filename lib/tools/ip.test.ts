import { expect, test } from 'vitest'
import {
  formatAddress4,
  parseAddress4,
  parseInterfaceNetworks,
  parseLinks,
  parseNamespaces,
  parseNetwork4,
  parseRouteNetworks,
} from './ip.ts'

test('addresses and networks', () => {
  expect(parseAddress4('192.0.2.1')).toBe(0xc0000201)
  expect(formatAddress4(0xc0000201)).toBe('192.0.2.1')
  expect(parseNetwork4('192.0.2.77/24')).toEqual({ base: 0xc0000200, prefix: 24 })
  expect(parseNetwork4('192.0.2.77')).toEqual({ base: 0xc000024d, prefix: 32 })
  expect(parseNetwork4('default')).toEqual({ base: 0, prefix: 0 })
  expect(parseNetwork4('10.0.0.0/0')).toEqual({ base: 0, prefix: 0 })
})

test('what ip -j prints', () => {
  const addresses = JSON.stringify([
    {
      ifname: 'lo',
      flags: ['LOOPBACK', 'UP'],
      address: '00:00:00:00:00:00',
      addr_info: [
        { family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' },
        { family: 'inet6', local: '::1', prefixlen: 128, scope: 'host' },
      ],
    },
    // A filter of ip leaves empty objects behind.
    { ifname: 'eth0', flags: ['BROADCAST'], address: '02:fc:00:00:00:01' },
  ])
  expect(parseInterfaceNetworks(addresses)).toEqual([{ base: 0x7f000000, prefix: 8 }])
  expect(parseLinks(addresses)).toEqual([
    { name: 'lo', mac: '00:00:00:00:00:00', up: true },
    { name: 'eth0', mac: '02:fc:00:00:00:01', up: false },
  ])
  const routes = '[{"dst":"default","gateway":"192.0.2.1"},{"dst":"10.8.0.0/16","dev":"tun0"},{"dst":"192.0.2.2"}]'
  expect(parseRouteNetworks(routes)).toEqual([
    { base: 0x0a080000, prefix: 16 },
    { base: 0xc0000202, prefix: 32 },
  ])
})

test('no namespace at all is an empty answer', () => {
  expect(parseNamespaces('')).toEqual([])
  expect(parseNamespaces('[{"name":"vmplab-a","id":3},{"name":"b"}]')).toEqual(['vmplab-a', 'b'])
})
