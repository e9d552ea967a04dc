import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { CommandError } from '../lib/exec.ts'
import { args as dnsmasqArgs } from '../lib/tools/dnsmasq.ts'
import { SOME_LOST, args as perfdhcpArgs, parse } from '../lib/tools/perfdhcp.ts'
import type { DhcpLoad } from '../lib/tools/perfdhcp.ts'
import { createSegment, serveOn, startUntilLine } from '../pxe/dhcp/__fixtures__/segment.ts'
import type { Segment } from '../pxe/dhcp/__fixtures__/segment.ts'
import type { Figure } from './figures.ts'

const RATES = [500, 1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 10_000, 12_000, 14_000, 17_000, 20_000]
const SECONDS = 3
/** A machine that builds something beside the benchmark loses packets of its own accord: each step has another try. */
const TRIES = 2
const CLIENTS = 150
const CLIENT = '198.51.100.2'
const POOL = { first: '198.51.100.20', last: '198.51.100.199' }
const HOSTS = { ours: '198.51.100.1', dnsmasq: '198.51.100.3' } as const
type Host = keyof typeof HOSTS

/**
 * Debian's perfdhcp against our full server and against dnsmasq, in turns on the same virtual segment and the same
 * disk: 150 clients, 180 addresses each. Both write a lease to the disk before they acknowledge it.
 * The figure is the greatest rate without loss, and the mean time from REQUEST to ACK at that rate.
 */
export async function figures(): Promise<Figure[]> {
  const addresses = { ours: `${HOSTS.ours}/24`, dnsmasq: `${HOSTS.dnsmasq}/24`, client: `${CLIENT}/24` }
  const segment = await createSegment('dhcpbench', addresses)
  const folder = await mkdtemp(join(tmpdir(), 'dhcp-bench-'))
  const stops = [await startOurs(segment, folder), await startDnsmasq(segment, folder)]
  try {
    const { ours, dnsmasq } = await climb(segment)
    const rates = { what: 'DHCP without loss', unit: 'exchanges/s', better: 'higher', wanted: 1000 } as const
    const delays = { what: 'DHCP, REQUEST to ACK at that rate', unit: 'ms', better: 'lower' } as const
    return [
      { ...rates, ours: ours?.rate ?? 0, peers: { dnsmasq: dnsmasq?.rate ?? 0 } },
      { ...delays, ours: ours?.ackDelay ?? Number.NaN, peers: { dnsmasq: dnsmasq?.ackDelay ?? Number.NaN } },
    ]
  } finally {
    for (const stop of stops) await stop()
    await segment.remove()
    await rm(folder, { recursive: true })
  }
}

type Stop = () => Promise<void>

async function startOurs(segment: Segment, folder: string): Promise<Stop> {
  const served = await serveOn(segment, 'ours', {
    interface: segment.port,
    address: HOSTS.ours,
    mode: 'full',
    force: true,
    serve: 'everybody',
    events: false,
    database: join(folder, 'leases.db'),
    subnets: [{ network: `${HOSTS.ours}/24`, ranges: [{ from: POOL.first, to: POOL.last }] }],
  })
  return () => served.end()
}

async function startDnsmasq(segment: Segment, folder: string): Promise<Stop> {
  const leaseFile = join(folder, 'dnsmasq.leases')
  const words = dnsmasqArgs({ interface: segment.port, prefix: 'fd00::', pool: POOL, leaseFile })
  return startUntilLine(segment, 'dnsmasq', 'dnsmasq', [
    ...words.filter((word) => word !== '--log-dhcp'),
    '--quiet-dhcp',
  ])
}

/** Raises the rate for both, in turns, each until two steps running lose something. */
async function climb(segment: Segment): Promise<Record<Host, DhcpLoad | undefined>> {
  const loads: Record<Host, DhcpLoad[]> = { ours: [], dnsmasq: [] }
  for (const rate of RATES) {
    for (const host of ['ours', 'dnsmasq'] as const) {
      const beaten = loads[host].slice(-2).filter(({ lost }) => lost > 0).length === 2
      if (!beaten) loads[host].push(await measure(segment, HOSTS[host], rate))
    }
  }
  const best = (host: Host): DhcpLoad | undefined => loads[host].findLast(({ lost }) => lost === 0)
  return { ours: best('ours'), dnsmasq: best('dnsmasq') }
}

/** One step, tried again when it loses something. */
async function measure(segment: Segment, server: string, rate: number): Promise<DhcpLoad> {
  const tries: DhcpLoad[] = []
  do {
    tries.push(await perfdhcp(segment, server, rate))
    // What is still queued is not the next step's load.
    await wait(500)
  } while (tries.length < TRIES && tries.at(-1)!.lost > 0)
  return tries.reduce((best, load) => (load.lost < best.lost ? load : best))
}

async function perfdhcp(segment: Segment, server: string, rate: number): Promise<DhcpLoad> {
  const lines: string[] = []
  const words = perfdhcpArgs({ local: CLIENT, server, clients: CLIENTS, rate, seconds: SECONDS })
  const onLine = (line: string): void => void lines.push(line)
  await segment.run('client', 'perfdhcp', words, { onLine }).catch((error: unknown) => {
    if (!(error instanceof CommandError) || error.exit !== SOME_LOST) throw error
  })
  return parse(rate, lines)
}
