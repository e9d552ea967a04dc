/**
 * Tries the network that the machine stands in: ARP and ping, side by side, done within five seconds. What cannot be tried,
 * for a program or the right to use it is missing, stays null.
 */
import { askArgs } from '../../lib/tools/arping.ts'
import { addressArgs, gatewayArgs, parseAddresses4, parseGateways4, parseLinks } from '../../lib/tools/ip.ts'
import type { Gateway4 } from '../../lib/tools/ip.ts'
import type { NetworkAround } from '../around.ts'
import { bounded } from '../facts/bounded.ts'
import type { Policy } from '../policy.ts'
import { answerers, answers } from './ask.ts'
import type { Asking } from './ask.ts'
import { addressesInUse } from './duplicates.ts'
import { smallestMtu } from './mtu.ts'

export interface NetworkProbe extends Asking {
  readonly thresholds: Policy['thresholds']['network']
  /** The station's address, where there is one: the path to it matters most. */
  readonly station?: string | undefined
  /**
   * Finds other DHCP servers. Not done here: asking for an address is something that only the station, or a person, may
   * decide to do on somebody's network.
   */
  readonly dhcpServers?: (() => Promise<string[] | null>) | undefined
}

/** Milliseconds for one probe; the kernel's tables are asked before, and answer at once. */
const limit = 4500
const tableLimit = 1000

export async function probeNetwork(options: NetworkProbe): Promise<NetworkAround> {
  const { run, signal, thresholds, station, dhcpServers } = options
  const asking: Asking = { run, signal }
  const table = async <T>(args: string[], parse: (json: string) => T): Promise<T> => {
    try {
      return parse((await run('ip', args, { timeout: tableLimit, signal })).stdout)
    } catch {
      // Without addresses of ours there is only the probe address and the station to ask.
      return parse('')
    }
  }
  const [addresses, gateways] = await Promise.all([
    table(addressArgs, (json) => ({ ours: parseAddresses4(json), links: parseLinks(json) })),
    table(gatewayArgs, parseGateways4),
  ])
  const gateway = gateways[0]
  const own = new Set(addresses.links.map(({ mac }) => mac.toLowerCase()))
  const targets = [station, thresholds.probe].filter((target) => typeof target === 'string')
  // Only where nobody else is known: many gateways drop large pings, though they pass large packets.
  const standIn = gateway === undefined ? [] : [gateway.address]
  // One that fails or hangs was not tried; the others were.
  const tried = async <T>(work: Promise<T> | undefined): Promise<T | null> =>
    work === undefined ? null : bounded(work, limit, signal).catch(() => null)
  const [inUse, reached, mtu, probe, servers] = await Promise.all([
    tried(addressesInUse(asking, addresses.ours, own)),
    tried(reachGateway(asking, gateway)),
    tried(smallestMtu(asking, targets.length > 0 ? targets : standIn, thresholds.mtu)),
    tried(reach(asking, thresholds.probe)),
    tried(dhcpServers?.()),
  ])
  return { dhcpServers: servers, addressesInUse: inUse, gateway: reached, mtu, probe }
}

/** By ping or ARP: many gateways answer no ping, none can do without ARP. */
async function reachGateway(asking: Asking, gateway: Gateway4 | undefined): Promise<NetworkAround['gateway']> {
  if (gateway === undefined) return null
  const { address, interface: device } = gateway
  const [pinged, macs] = await Promise.all([
    answersAtLast(asking, address),
    answerers(asking, askArgs(device, address)),
  ])
  if (pinged === undefined && macs === undefined) return null
  return { address, reachable: pinged === true || (macs?.length ?? 0) > 0 }
}

async function reach(asking: Asking, address: string | null): Promise<NetworkAround['probe']> {
  if (address === null) return null
  const reachable = await answersAtLast(asking, address)
  return reachable === undefined ? null : { address, reachable }
}

/** Asks again before it says no: a machine is unfit without its gateway, and a busy network loses some. */
async function answersAtLast(asking: Asking, address: string): Promise<boolean | undefined> {
  const first = await answers(asking, address)
  return first === false ? answers(asking, address) : first
}
