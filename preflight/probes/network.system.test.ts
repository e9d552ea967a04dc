/** Real ARP and ping between network namespaces: a machine, a station and a router on a switch, and what lies behind it. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { run } from '../../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs, links, namespaces } from '../../lib/tools/ip.ts'
import type { RunTool } from '../facts/reader.ts'
import type { NetworkProbe } from './network.ts'
import { probeNetwork } from './network.ts'

const name = (host: string): string => `vmp-probe-${host}`
const hosts = ['machine', 'station', 'router', 'far', 'rival']
const all = ['switch', ...hosts].map(name)

const machine = '192.0.2.10'
const station = '192.0.2.2'
const far = '198.51.100.2'

/** A port on the switch, `eth0` on the host. */
async function plug(host: string, port = 'eth0'): Promise<void> {
  const outlet = `p-${host}${port.slice(3)}`
  await batch(name('switch'), [
    ['link', 'add', outlet, 'type', 'veth', 'peer', 'name', port, 'netns', name(host)],
    ['link', 'set', outlet, 'mtu', '9000', 'master', 'br0', 'up'],
  ])
  await batch(name(host), [
    ['link', 'set', 'lo', 'up'],
    ['link', 'set', port, 'up'],
  ])
}

async function remove(): Promise<void> {
  const there = await namespaces()
  for (const namespace of all.filter((each) => there.includes(each))) await deleteNamespace(namespace)
}

beforeAll(async () => {
  // What an earlier run left when it was killed.
  await remove()
  for (const namespace of all) await addNamespace(namespace)
  await batch(name('switch'), [
    ['link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0'],
    ['link', 'set', 'br0', 'up'],
  ])
  for (const host of ['machine', 'station', 'router', 'rival']) await plug(host)
  await batch(name('station'), [['address', 'add', `${station}/24`, 'dev', 'eth0']])
  await batch(name('router'), [
    ['address', 'add', '192.0.2.1/24', 'dev', 'eth0'],
    ['link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name('far')],
    ['address', 'add', '198.51.100.1/24', 'dev', 'eth1'],
    ['link', 'set', 'eth1', 'up'],
  ])
  await batch(name('far'), [
    ['link', 'set', 'eth0', 'up'],
    ['address', 'add', `${far}/24`, 'dev', 'eth0'],
    ['route', 'add', 'default', 'via', '198.51.100.1'],
  ])
  await run('ip', execArgs(name('router'), 'sysctl', ['-qw', 'net.ipv4.ip_forward=1']), { timeout: 10_000 })
})
afterAll(remove)

/** Every test begins with the machine at its address, behind the router. */
async function address(gateway = '192.0.2.1'): Promise<void> {
  await batch(name('machine'), [
    ['address', 'add', `${machine}/24`, 'dev', 'eth0'],
    ['route', 'add', 'default', 'via', gateway],
  ])
}
afterEach(async () => {
  for (const host of ['machine', 'rival']) await batch(name(host), [['address', 'flush', 'dev', 'eth0']])
  await batch(name('machine'), [['route', 'flush', 'cache']])
})

const onMachine: RunTool = (command, args, options) => run('ip', execArgs(name('machine'), command, args), options)

const thresholds = { mtu: 1500, probe: far, vlan: null }
async function probe(more: Partial<NetworkProbe> = {}) {
  return probeNetwork({
    run: onMachine,
    signal: AbortSignal.timeout(10_000),
    thresholds,
    station,
    ...more,
  })
}

test('a network with nothing to complain of', async () => {
  await address()
  expect(await probe()).toEqual({
    dhcpServers: null,
    addressesInUse: [],
    gateway: { address: '192.0.2.1', reachable: true },
    mtu: { target: station, expected: 1500, path: 1500 },
    probe: { address: far, reachable: true },
  })
})

test('another machine with our address', async () => {
  await address()
  await batch(name('rival'), [['address', 'add', `${machine}/24`, 'dev', 'eth0']])
  const mac = (await links(name('rival'))).find((link) => link.name === 'eth0')?.mac
  expect((await probe()).addressesInUse).toEqual([{ address: machine, mac }])
})

test('a second port of ours on the same network is no other machine, and hides none', async () => {
  await plug('machine', 'eth1')
  await address()
  expect((await probe()).addressesInUse).toEqual([])
  await run('ip', ['-n', name('machine'), 'link', 'delete', 'eth1'], { timeout: 10_000 })
})

test('a gateway that nobody is, and a probe address behind it', async () => {
  await address('192.0.2.77')
  expect(await probe()).toMatchObject({
    gateway: { address: '192.0.2.77', reachable: false },
    probe: { address: far, reachable: false },
    mtu: { target: station, path: 1500 },
  })
})

test('a gateway that answers no ping is reached all the same', async () => {
  await address()
  const echo = (value: string) =>
    run('ip', execArgs(name('router'), 'sysctl', ['-qw', `net.ipv4.icmp_echo_ignore_all=${value}`]), {
      timeout: 10_000,
    })
  await echo('1')
  expect((await probe()).gateway).toEqual({ address: '192.0.2.1', reachable: true })
  await echo('0')
})

test('a router that says how little passes', async () => {
  await address()
  await batch(name('router'), [['link', 'set', 'eth1', 'mtu', '1400']])
  expect((await probe()).mtu).toEqual({ target: far, expected: 1500, path: 1400 })
  await batch(name('router'), [['link', 'set', 'eth1', 'mtu', '1500']])
})

test('a switch that drops what is too large without a word', async () => {
  await batch(name('machine'), [['link', 'set', 'eth0', 'mtu', '9000']])
  await batch(name('station'), [['link', 'set', 'eth0', 'mtu', '9000']])
  await address()
  const large = { thresholds: { ...thresholds, mtu: 9000, probe: null } }
  expect((await probe(large)).mtu).toEqual({ target: station, expected: 9000, path: 9000 })
  await batch(name('switch'), [['link', 'set', 'p-station0', 'mtu', '4600']])
  const { mtu } = await probe(large)
  expect(mtu?.path).toBeGreaterThan(4000)
  expect(mtu?.path).toBeLessThanOrEqual(4600)
  await batch(name('machine'), [['link', 'set', 'eth0', 'mtu', '1500']])
})

test('without an address there is nothing to try, and nothing is said', async () => {
  expect(await probe({ thresholds: { ...thresholds, probe: null }, station: undefined })).toEqual({
    dhcpServers: null,
    addressesInUse: null,
    gateway: null,
    mtu: null,
    probe: null,
  })
})
