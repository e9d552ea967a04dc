import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { args as dnsmasqArgs } from '../../lib/tools/dnsmasq.ts'
import { args as perfdhcpArgs, parse } from '../../lib/tools/perfdhcp.ts'
import { batch } from '../../lib/tools/ip.ts'
import { createSegment, serveOn, startUntilLine } from './__fixtures__/segment.ts'
import type { Segment, Served } from './__fixtures__/segment.ts'
import type { ServeSettings } from './__fixtures__/serve.ts'

/** Clients and servers that nobody here wrote, on a virtual segment. */

const STATION = '198.51.100.1'
const RIVAL = '198.51.100.9'

let segment: Segment
let folder: string
let serial = 0

beforeAll(async () => {
  segment = await createSegment('dhcptest', {
    station: `${STATION}/24`,
    rival: `${RIVAL}/24`,
    client: '',
    perf: '198.51.100.2/24',
    relay: '198.51.100.3/24',
  })
  folder = await mkdtemp(join(tmpdir(), 'dhcp-test-'))
})

afterAll(async () => {
  await segment.remove()
  await rm(folder, { recursive: true })
})

beforeEach(() => {
  serial += 1
})

const running: Served[] = []

afterEach(async () => {
  for (const served of running.splice(0)) await served.end()
})

async function serve(more: Partial<ServeSettings> = {}, host = 'station', address = STATION): Promise<Served> {
  const served = await serveOn(segment, host, {
    interface: segment.port,
    address,
    mode: 'full',
    force: true,
    events: true,
    database: join(folder, `leases-${serial}.db`),
    subnets: [
      {
        network: '198.51.100.0/24',
        ranges: [{ from: '198.51.100.100', to: '198.51.100.199' }],
        router: '198.51.100.254',
      },
    ],
    listenTime: 1500,
    ...more,
  })
  running.push(served)
  return served
}

/** Debian's udhcpc, once; what it printed. */
async function udhcpc(...more: string[]): Promise<string> {
  const words = ['-i', segment.port, '-q', '-f', '-n', '-t', '3', '-T', '2', '-s', '/bin/true', ...more]
  const { stderr } = await segment.run('client', 'udhcpc', words, { timeout: 45_000 })
  return stderr
}

const leaseOf = (output: string): string | undefined => /lease of (\S+) obtained from (\S+)/.exec(output)?.[1]

describe('a full server', () => {
  test('gives udhcpc an address, and the same one after a kill -9 and restart', async () => {
    const first = await serve()
    const address = leaseOf(await udhcpc('-V', 'VMP'))
    expect(address).toMatch(/^198\.51\.100\.1\d\d$/)
    await first.end('SIGKILL')
    const second = await serve()
    expect(leaseOf(await udhcpc('-V', 'VMP', '-r', address!))).toBe(address)
    expect(await second.line('ack')).toMatchObject({ address, client: { kind: 'vmp' } })
  })

  test('leaves a client alone that neither boots from the network nor is of VMP', async () => {
    const served = await serve()
    await expect(udhcpc()).rejects.toMatchObject({ code: 'command.failed' })
    expect(await served.line('ignored')).toMatchObject({ reason: 'not-a-boot-client' })
  })

  test('gives ISC dhclient an address, takes it back when it is released', async () => {
    const served = await serve({ serve: 'everybody' })
    const words = ['-4', '-v', '-sf', '/bin/true', '-lf', join(folder, 'dhclient.leases'), '-pf', join(folder, 'pid')]
    const { stderr } = await segment.run('client', 'dhclient', ['-1', ...words, segment.port])
    const address = /bound to (\S+)/.exec(stderr)?.[1]
    expect(address).toMatch(/^198\.51\.100\./)
    // Its script, which would set the address, is /bin/true: the release needs one to come from.
    await segment.run('client', 'ip', ['address', 'add', `${address}/24`, 'dev', segment.port])
    await segment.run('client', 'dhclient', ['-r', ...words, segment.port])
    await segment.run('client', 'ip', ['address', 'flush', 'dev', segment.port])
    expect(await served.line('release')).toMatchObject({ address })
  })

  test('does 200 exchanges a second of perfdhcp', async () => {
    await serve({ serve: 'everybody', events: false })
    const load = { local: '198.51.100.2', server: STATION, clients: 50, rate: 200, seconds: 3 }
    const { stdout } = await segment.run('perf', 'perfdhcp', perfdhcpArgs(load))
    // perfdhcp counts as lost what comes too late for it, which a machine that stands still for a moment makes happen.
    expect(parse(200, stdout.split('\n')).lost).toBeLessThan(load.rate * load.seconds * 0.05)
  })
})

describe('a full server, by clients that speak it another way', () => {
  test('is understood by the npm package dhcp', async () => {
    const served = await serve({ serve: 'everybody' })
    await batch('dhcptest-client', [['route', 'add', 'default', 'dev', segment.port]])
    const client = fileURLToPath(new URL('__fixtures__/npm-client.ts', import.meta.url))
    const { stdout } = await segment.run('client', process.execPath, [client])
    await batch('dhcptest-client', [['route', 'del', 'default']])
    expect(JSON.parse(stdout)).toEqual({
      yiaddr: (await served.line('offer'))['address'],
      siaddr: STATION,
      type: 2,
      server: STATION,
      mask: '255.255.255.0',
      router: ['198.51.100.254'],
    })
  })

  test("answers through ISC's relay, whose option 82 comes back", async () => {
    const far = await createSegment('dhcpfar', { client: '' })
    try {
      const downstream = ['link', 'add', 'p-relay', 'type', 'veth', 'peer', 'name', 'eth1', 'netns', 'dhcptest-relay']
      await batch('dhcpfar-switch', [downstream, ['link', 'set', 'p-relay', 'master', 'br0', 'up']])
      await batch('dhcptest-relay', [
        ['address', 'add', '203.0.113.1/24', 'dev', 'eth1'],
        ['link', 'set', 'eth1', 'up'],
      ])
      await batch('dhcptest-station', [['route', 'replace', '203.0.113.0/24', 'via', '198.51.100.3']])
      const served = await serve({
        subnets: [
          { network: '198.51.100.0/24', ranges: [] },
          { network: '203.0.113.0/24', ranges: [{ from: '203.0.113.50', to: '203.0.113.60' }] },
        ],
      })
      // -a appends option 82; -A's limit and the relay's own checks would drop an answer without it.
      const words = ['-d', '-4', '-a', '-id', 'eth1', '-iu', 'eth0', STATION]
      const stop = await startUntilLine(segment, 'relay', 'dhcrelay', words, (line) =>
        line.includes('Sending on   Socket'),
      )
      try {
        const once = ['-i', far.port, '-q', '-f', '-n', '-t', '4', '-T', '2', '-s', '/bin/true', '-V', 'VMP']
        const { stderr } = await far.run('client', 'udhcpc', once, { timeout: 30_000 })
        expect(leaseOf(stderr)).toMatch(/^203\.0\.113\.[56]\d$/)
        expect(await served.line('ack')).toMatchObject({ client: { relay: '203.0.113.1' } })
      } finally {
        await stop()
      }
    } finally {
      await far.remove()
    }
  })
})

describe('hostile input', () => {
  test('a million random and mutated packets leave it answering, its memory flat', async () => {
    const served = await serve({
      serve: 'everybody',
      events: false,
      reservations: [{ mac: '02:00:00:00:00:01', address: '198.51.100.50' }],
    })
    const flood = (packets: number): Promise<unknown> => {
      const program = fileURLToPath(new URL('__fixtures__/flood.ts', import.meta.url))
      const words = [program, JSON.stringify({ server: STATION, local: '198.51.100.2', packets, seed: packets })]
      return segment.run('perf', process.execPath, words, { timeout: 170_000 })
    }
    await flood(100_000)
    const before = await memoryOf(served)
    await flood(1_000_000)
    const after = await memoryOf(served)
    expect(after - before).toBeLessThan(8 * 1024 * 1024)
    // The flood's last DISCOVERs may hold the whole pool for the time of an offer: it asks for longer than that.
    expect(leaseOf(await udhcpc('-t', '15'))).toBeDefined()
  }, 240_000)

  let asked = 0
  async function memoryOf({ pid, line }: Served): Promise<number> {
    asked += 1
    const turn = asked
    process.kill(pid, 'SIGUSR2')
    return Number((await line('memory', ({ serial }) => serial === turn))['held'])
  }
})

describe('beside another server', () => {
  const withRival = async (work: () => Promise<void>): Promise<void> => {
    const pool = { first: '198.51.100.50', last: '198.51.100.60' }
    const leaseFile = join(folder, `rival-${serial}`)
    const words = dnsmasqArgs({ interface: segment.port, prefix: 'fd00::', pool, leaseFile })
    const stop = await startUntilLine(segment, 'rival', 'dnsmasq', words)
    try {
      await work()
    } finally {
      await stop()
    }
  }

  test('mode auto is a proxy, and mode full does not start', async () => {
    await withRival(async () => {
      const auto = await serve({ mode: 'auto' })
      expect(await auto.line('settled')).toMatchObject({ role: 'proxy', rivals: [{ server: RIVAL, station: false }] })
      const output = await udhcpc('-V', 'VMP')
      expect(output).toContain(`obtained from ${RIVAL}`)
      await auto.end()
      const full = await serve({ force: false })
      expect(full.lines).toEqual([
        { type: 'rival-seen', at: expect.any(String), server: RIVAL, reason: 'address-server' },
        { type: 'refused', error: 'dhcp.rivalPresent', params: { server: RIVAL, interface: segment.port } },
      ])
    })
  })

  test('that appears later, mode auto stops giving addresses and says so', async () => {
    const auto = await serve({ mode: 'auto' })
    expect(await auto.line('settled')).toMatchObject({ role: 'full' })
    expect(leaseOf(await udhcpc('-V', 'VMP'))).toMatch(/^198\.51\.100\.1\d\d$/)
    await withRival(async () => {
      // A client of the rival on the segment names it; that alone is reason enough.
      await udhcpc('-V', 'else')
      expect(await auto.line('mode', ({ server }) => server === RIVAL)).toBeDefined()
      expect(await auto.line('rival-seen', ({ reason }) => reason === 'address-server')).toMatchObject({
        server: RIVAL,
      })
      expect(await udhcpc('-V', 'VMP')).toContain(`obtained from ${RIVAL}`)
    })
  })

  test('of our own kind, it is called a second station', async () => {
    const first = await serve({ mode: 'auto' })
    await first.line('settled')
    const second = await serve({ mode: 'full', force: false, database: join(folder, 'second.db') }, 'rival', RIVAL)
    expect(second.lines.at(-1)).toMatchObject({ error: 'dhcp.secondStation', params: { server: STATION } })
    expect(await first.line('rival-seen')).toMatchObject({ server: RIVAL, reason: 'second-station' })
  })
})
