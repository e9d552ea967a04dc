import { expect, test } from 'vitest'
import { parseArping } from './arping.ts'
import { parseAddresses4, parseGateways4 } from './ip.ts'
import { parsePing, parseTrip, pingArgs } from './ping.ts'

test('ping: answered, unanswered, too large for the interface, not asked', () => {
  // Printed by ping of iputils 20221126.
  const head = 'PING 192.0.2.2 (192.0.2.2) 8972(9000) bytes of data.\n\n--- 192.0.2.2 ping statistics ---\n'
  expect(parsePing(`${head}3 packets transmitted, 3 received, 0% packet loss, time 1014ms\n`)).toBe(true)
  expect(parsePing(`${head}3 packets transmitted, 0 received, 100% packet loss, time 410ms\n`)).toBe(false)
  expect(parsePing(`${head}3 packets transmitted, 0 received, +3 errors, 100% packet loss, time 402ms\n`)).toBe(false)
  expect(parsePing('')).toBeUndefined()
})

test('ping: how long, and how many were lost', () => {
  // Printed by ping of iputils 20221126.
  const trip = (received: number, rest = ''): string =>
    `--- 192.0.2.2 ping statistics ---\n20 packets transmitted, ${received} received, 5% packet loss, time 1061ms\n${rest}`
  const rtt = 'rtt min/avg/max/mdev = 0.023/0.034/0.040/0.004 ms\n'
  expect(parseTrip(trip(20, rtt))).toEqual({ average: 0.034, worst: 0.04, lost: 0 })
  expect(parseTrip(trip(19, rtt.replace('\n', ', pipe 2\n')))).toMatchObject({ average: 0.034, lost: 5 })
  expect(parseTrip(trip(0))).toBeUndefined()
  expect(parseTrip('')).toBeUndefined()
})

test('a size is that of the whole packet', () => {
  expect(pingArgs('192.0.2.2', 1500)).toContain('1472')
})

test('arping: nobody, somebody, somebody twice, another program', () => {
  // Printed by arping of iputils 20221126 and of busybox 1.35.
  const head = 'ARPING 192.0.2.10 from 0.0.0.0 eth0\n'
  const reply = 'Unicast reply from 192.0.2.10 [02:00:00:00:00:AA]  0.712ms\n'
  expect(parseArping(`${head}Sent 2 probes (2 broadcast(s))\nReceived 0 response(s)\n`)).toEqual([])
  expect(parseArping(`${head}${reply}Sent 1 probes (1 broadcast(s))\n`)).toEqual(['02:00:00:00:00:aa'])
  expect(parseArping(`${head}${reply}${reply}`)).toEqual(['02:00:00:00:00:aa'])
  expect(parseArping('ARPING 192.0.2.10\n60 bytes from 02:00:00:00:00:aa (192.0.2.10): index=0\n')).toBeUndefined()
})

test('addresses that others reach, and whether their interface can ask', () => {
  const link = (more: object, ...found: object[]) => ({
    ifname: 'eth0',
    flags: ['UP', 'LOWER_UP'],
    link_type: 'ether',
    addr_info: found,
    ...more,
  })
  const inet = (local: string, scope = 'global') => ({ family: 'inet', local, prefixlen: 24, scope })
  const output = [
    link({ ifname: 'lo', link_type: 'loopback' }, inet('127.0.0.1', 'host')),
    link({}, inet('192.0.2.10'), { family: 'inet6', local: '2001:db8::1', prefixlen: 64, scope: 'global' }),
    link({ ifname: 'eth1', flags: ['UP', 'NO-CARRIER'] }, inet('198.51.100.1'), inet('169.254.1.1', 'link')),
    link({ ifname: 'tun0', link_type: 'none' }, inet('203.0.113.1')),
    link({ ifname: 'eth2' }),
  ]
  expect(parseAddresses4(JSON.stringify(output))).toEqual([
    { interface: 'eth0', address: '192.0.2.10', ethernet: true },
    { interface: 'eth1', address: '198.51.100.1', ethernet: false },
    { interface: 'tun0', address: '203.0.113.1', ethernet: false },
  ])
})

test('the gateway that is used first; one that is down or has no address is none', () => {
  const routes = [
    { dst: 'default', gateway: '192.0.2.3', dev: 'eth2', flags: ['dead', 'linkdown'] },
    { dst: 'default', gateway: '192.0.2.2', dev: 'eth1', metric: 200, flags: [] },
    { dst: 'default', gateway: '192.0.2.1', dev: 'eth0', metric: 100 },
    { dst: 'default', dev: 'ppp0' },
  ]
  expect(parseGateways4(JSON.stringify(routes)).map(({ address }) => address)).toEqual(['192.0.2.1', '192.0.2.2'])
  expect(parseGateways4('')).toEqual([])
})
