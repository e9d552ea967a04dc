/** Real ARP and ping between network namespaces: two hosts on a switch, and one behind a router. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs, links, namespaces } from '../../lib/tools/ip.ts'
import { answerersOf, answersPing, probePath } from './probes.ts'
import type { Probing } from './probes.ts'

const name = (host: string): string => `vmp-join-${host}`
const all = ['switch', 'one', 'two', 'router', 'far'].map(name)
const addresses = { one: '192.0.2.11', two: '192.0.2.12', router: '192.0.2.1', far: '198.51.100.2' }

const on = (host: string, device = 'eth0'): Probing => ({
  run: (command, args, options) => run('ip', execArgs(name(host), command, [...args]), options),
  signal: AbortSignal.timeout(60_000),
  interface: device,
})
const macOf = async (host: string, device = 'eth0'): Promise<string> =>
  (await links(name(host))).find((link) => link.name === device)!.mac
const sysctl = (host: string, value: string) =>
  run('ip', execArgs(name(host), 'sysctl', ['-qw', value]), { timeout: 10_000 })

async function remove(): Promise<void> {
  const there = await namespaces()
  for (const namespace of all.filter((each) => there.includes(each))) await deleteNamespace(namespace)
}

beforeAll(async () => {
  await remove()
  for (const namespace of all) await addNamespace(namespace)
  await batch(name('switch'), [
    ['link', 'add', 'br0', 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0'],
    ['link', 'set', 'br0', 'up'],
  ])
  for (const host of ['one', 'two', 'router'] as const) {
    await batch(name('switch'), [
      ['link', 'add', host, 'mtu', '9000', 'type', 'veth', 'peer', 'name', 'eth0', 'mtu', '9000', 'netns', name(host)],
      ['link', 'set', host, 'master', 'br0', 'up'],
    ])
    await batch(name(host), [
      ['link', 'set', 'lo', 'up'],
      ['link', 'set', 'eth0', 'mtu', '9000', 'up'],
      ['address', 'add', `${addresses[host]}/24`, 'dev', 'eth0'],
    ])
  }
  await batch(name('router'), [
    ['link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name('far')],
    ['address', 'add', '198.51.100.1/24', 'dev', 'eth1'],
    ['link', 'set', 'eth1', 'up'],
  ])
  await batch(name('far'), [
    ['link', 'set', 'eth0', 'up'],
    ['address', 'add', `${addresses.far}/24`, 'dev', 'eth0'],
    ['route', 'add', 'default', 'via', '198.51.100.1'],
  ])
  await sysctl('router', 'net.ipv4.ip_forward=1')
  await batch(name('one'), [['route', 'add', 'default', 'via', addresses.router]])
})
afterAll(remove)

test('two hosts on one switch: the other itself answers, fast, and large packets arrive', async () => {
  const path = await probePath(on('one'), addresses.two, 9000)
  expect(path).toMatchObject({ answered: [await macOf('two')], mtu: 9000, trip: { lost: 0 } })
  expect(path.trip!.average).toBeLessThan(50)
})

test('a host behind a router answers ping, but not on this segment', async () => {
  const path = await probePath(on('one'), addresses.far, 1500)
  expect(path).toMatchObject({ answered: [], mtu: 1500, trip: { lost: 0 } })
})

test('a router that answers for the other is seen by its MAC', async () => {
  await batch(name('one'), [['address', 'add', '198.51.100.99/24', 'dev', 'eth0']])
  await sysctl('router', 'net.ipv4.conf.eth0.proxy_arp=1')
  const { answered } = await probePath(on('one'), addresses.far, 1500)
  await sysctl('router', 'net.ipv4.conf.eth0.proxy_arp=0')
  await batch(name('one'), [['address', 'del', '198.51.100.99/24', 'dev', 'eth0']])
  expect(answered).toEqual([await macOf('router')])
})

test('a switch that drops what is too large without a word', async () => {
  await batch(name('switch'), [['link', 'set', 'two', 'mtu', '1450']])
  const path = await probePath(on('one'), addresses.two, 9000)
  await batch(name('switch'), [['link', 'set', 'two', 'mtu', '9000']])
  expect(path).toMatchObject({ mtu: 1450, trip: { lost: 0 } })
})

test('nobody there', async () => {
  expect(await probePath(on('one'), '192.0.2.77', 1500)).toEqual({ answered: [], mtu: null, trip: null })
  expect(await answersPing(on('one'), '192.0.2.77')).toBe(false)
  expect(await answersPing(on('one'), addresses.two)).toBe(true)
})

test('an address that is free, that is ours, and that is another’s', async () => {
  const own = new Set([await macOf('one')])
  expect(await answerersOf(on('one'), '192.0.2.100', own)).toEqual([])
  expect(await answerersOf(on('one'), addresses.one, own)).toEqual([])
  expect(await answerersOf(on('one'), addresses.two, own)).toEqual([await macOf('two')])
  await batch(name('two'), [['address', 'add', `${addresses.one}/24`, 'dev', 'eth0']])
  const rivals = await answerersOf(on('one'), addresses.one, own)
  await batch(name('two'), [['address', 'del', `${addresses.one}/24`, 'dev', 'eth0']])
  expect(rivals).toEqual([await macOf('two')])
})

test('a host without the programs measures nothing, and says so', async () => {
  const none: Probing = { ...on('one'), run: (_, args, options) => run('vmp-no-such-program', args, options) }
  expect(await probePath(none, addresses.two, 1500)).toEqual({ answered: null, mtu: null, trip: null })
  expect(await answerersOf(none, addresses.two, new Set())).toBeNull()
  await expect(probePath({ ...on('one'), signal: AbortSignal.abort() }, addresses.two, 1500)).rejects.toMatchObject({
    code: 'cancelled',
  })
})
