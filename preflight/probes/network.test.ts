import { expect, test, vi } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import type { RunTool } from '../facts/reader.ts'
import { probeNetwork } from './network.ts'

const addresses = JSON.stringify([
  {
    ifname: 'eth0',
    address: '02:00:00:00:00:01',
    flags: ['UP', 'LOWER_UP'],
    link_type: 'ether',
    addr_info: [{ family: 'inet', local: '192.0.2.10', prefixlen: 24, scope: 'global' }],
  },
])
const routes = JSON.stringify([{ dst: 'default', gateway: '192.0.2.1', dev: 'eth0' }])
const tables: Record<string, string> = { addr: addresses, route: routes }
const thresholds = { mtu: 1500, probe: '198.51.100.2', vlan: null }

/** `ip` answers; the other programs do as told. */
const network =
  (others: RunTool): RunTool =>
  (command, args, options) =>
    command === 'ip'
      ? Promise.resolve({ stdout: tables[args.find((word) => word in tables) ?? ''] ?? '' })
      : others(command, args, options)
const probe = (run: RunTool, more: Partial<Parameters<typeof probeNetwork>[0]> = {}) =>
  probeNetwork({ run: network(run), signal: new AbortController().signal, thresholds, ...more })

const untried = { dhcpServers: null, addressesInUse: null, gateway: null, mtu: null, probe: null }

test.each<[string, RunTool]>([
  ['missing', (command) => Promise.reject(new VmpError('command.missing', { command }))],
  ['not allowed', async () => ({ stdout: '' })],
  ['another program', async () => ({ stdout: '60 bytes from 02:00:00:00:00:07 (192.0.2.10): index=0 time=1 msec\n' })],
  ['binary', async () => ({ stdout: '\u0000\uFFFDARPING\u0000' })],
])('with ping and arping %s nothing was tried, and nothing is said', async (_, run) => {
  expect(await probe(run)).toEqual(untried)
})

test('programs and providers that hang cost five seconds at most', async () => {
  vi.useFakeTimers()
  const pending = probe(() => new Promise(() => {}), { dhcpServers: () => new Promise(() => {}) })
  await vi.advanceTimersByTimeAsync(5000)
  expect(await pending).toEqual(untried)
  vi.useRealTimers()
})

test('an answer of our own port is asked again, for it may have hidden another', async () => {
  const reply = (mac: string) => `ARPING 192.0.2.10 from 0.0.0.0 eth0\nUnicast reply from 192.0.2.10 [${mac}]  0.7ms\n`
  const replies = [reply('02:00:00:00:00:01'), reply('02:00:00:00:00:AA')]
  const found = await probe(async (command, args) => ({
    stdout: command === 'arping' && args.includes('-D') ? (replies.shift() ?? '') : '',
  }))
  expect(found.addressesInUse).toEqual([{ address: '192.0.2.10', mac: '02:00:00:00:00:aa' }])
})

test('the largest size that arrives, when the network loses some of those below', async () => {
  const found = await probe(
    async (command, args) => {
      const size = Number(args[args.indexOf('-s') + 1] ?? 0) + 28
      const received = command === 'ping' && (!args.includes('-s') || (size <= 1460 && size !== 1400))
      return { stdout: `3 packets transmitted, ${received ? 1 : 0} received, 66% packet loss, time 410ms\n` }
    },
    { station: '192.0.2.2' },
  )
  expect(found.mtu).toMatchObject({ expected: 1500 })
  expect(found.mtu?.path).toBeGreaterThan(1450)
  expect(found.mtu?.path).toBeLessThanOrEqual(1460)
})

test('what the station knows of other DHCP servers is taken over; its failure is nobody’s finding', async () => {
  const silent: RunTool = async () => ({ stdout: '' })
  expect((await probe(silent, { dhcpServers: async () => ['192.0.2.3'] })).dhcpServers).toEqual(['192.0.2.3'])
  expect((await probe(silent, { dhcpServers: () => Promise.reject(new Error('gone')) })).dhcpServers).toBeNull()
})

test('without ip, and with tables that are no JSON, nothing is tried', async () => {
  const options = { signal: new AbortController().signal, thresholds }
  expect(
    await probeNetwork({ ...options, run: () => Promise.reject(new VmpError('command.missing', { command: 'ip' })) }),
  ).toEqual(untried)
  expect(await probeNetwork({ ...options, run: async () => ({ stdout: '\u0000{' }) })).toEqual(untried)
})

test('a gateway or probe address that is heard at the second call is there', async () => {
  const heard = new Map<string, number>()
  const found = await probe(async (command, args) => {
    const address = args.at(-1) ?? ''
    if (command === 'arping') return { stdout: `ARPING ${address} from 0.0.0.0 eth0\nReceived 0 response(s)\n` }
    heard.set(address, (heard.get(address) ?? 0) + (args.includes('-s') ? 0 : 1))
    return { stdout: `3 packets transmitted, ${heard.get(address) === 2 ? 1 : 0} received, time 410ms\n` }
  })
  expect(found.gateway).toEqual({ address: '192.0.2.1', reachable: true })
  expect(found.probe).toEqual({ address: '198.51.100.2', reachable: true })
})
