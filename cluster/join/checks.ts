/** May this host join this cluster, or create one? Pure: every check reads the facts and tells what it finds. */
import type { VmpError } from '../../lib/errors.ts'
import type { Params } from '../../lib/text/types.ts'
import { formatAddress4, parseAddress4, parseNetwork4 } from '../../lib/tools/ip.ts'
import { binarySize } from '../../lib/units.ts'
import type { CreateFacts, JoinerFacts, JoinFacts, Management, PathFacts } from './facts.ts'

type JoinCode = Extract<VmpError['code'], `joinCheck.${string}`>

/** Its words, with cause and remedy, are those of the error of this code. */
export interface JoinFinding {
  readonly code: JoinCode
  /** `stop`: nothing is changed, and the host does not join. */
  readonly severity: 'stop' | 'warn'
  readonly params: Params
}

/** Thresholds; milliseconds, but for what says otherwise. */
const limits = {
  /** etcd itself warns from a second on. */
  clock: { warn: 1000, stop: 60_000 },
  /** etcd's heartbeat is 100 ms, and it wants ten of them within an election's timeout. */
  trip: { warn: 10, stop: 80 },
  /** Of a hundred. */
  lost: { warn: 0, stop: 20 },
  /** etcd's guide for hardware: 99 of 100 syncs within 10 ms. Near a second its leader loses its followers. */
  sync: { warn: 10, stop: 500 },
  /** Bytes free on the volume of the state: etcd's quota, its log, and snapshots. */
  free: { warn: 4 * 2 ** 30, stop: 2 ** 30 },
} as const

const stop = (code: JoinCode, params: Params = {}): JoinFinding => ({ code, severity: 'stop', params })
const warn = (code: JoinCode, params: Params = {}): JoinFinding => ({ code, severity: 'warn', params })

/** In the order in which a person would look at them; empty: nothing speaks against it. */
export function joinFindings(facts: JoinFacts): JoinFinding[] {
  return [
    ...membership(facts),
    ...ownVms(facts.joiner),
    ...versions(facts),
    ...names(facts),
    ...addresses(facts),
    ...subnet(facts),
    ...clusterIpOf(facts.cluster.clusterIp, facts.cluster.controller),
    ...layer2(facts),
    ...trip(facts),
    ...mtu(facts),
    ...clock(facts),
    ...disk(facts.joiner, facts.cluster.votes),
  ]
}

export function createFindings(facts: CreateFacts): JoinFinding[] {
  const { joiner, clusterIp, probeIp, clusterIpTaken, probeAnswers } = facts
  const { management } = joiner
  if (joiner.cluster !== null) return [stop('joinCheck.alreadyMember', { cluster: joiner.cluster })]
  if (management === null) return [stop('joinCheck.noAddress')]
  const own = hostOf(management)
  return [
    ...rivals(own, facts.rivals),
    ...byDhcp(management),
    ...clusterIpOf(clusterIp, management),
    ...(clusterIp !== null && [own, ...joiner.otherAddresses].includes(clusterIp)
      ? [stop('joinCheck.clusterIpIsHost', { address: clusterIp, host: joiner.name })]
      : taken(clusterIp, clusterIpTaken)),
    ...(probeIp !== null && (probeIp === clusterIp || probeIp === own)
      ? [stop('joinCheck.probeIsOurs', { address: probeIp })]
      : probeIp !== null && probeAnswers === false
        ? [warn('joinCheck.probeSilent', { address: probeIp })]
        : []),
    ...disk(joiner, true),
  ]
}

const hostOf = ({ address }: Management): string => address.split('/')[0]!

function membership({ joiner, cluster }: JoinFacts): JoinFinding[] {
  if (joiner.cluster === null) return []
  return [
    joiner.cluster === cluster.id
      ? stop('joinCheck.alreadyMember', { cluster: cluster.id })
      : stop('joinCheck.otherCluster', { cluster: joiner.cluster }),
  ]
}

/** Its VMs are in nobody's books: their names, addresses and disks could be another's. */
function ownVms({ vms }: JoinerFacts): JoinFinding[] {
  if (vms.length === 0) return []
  const shown = vms.slice(0, 5).join(', ')
  return [stop('joinCheck.ownVms', { count: vms.length, names: vms.length > 5 ? `${shown}, …` : shown })]
}

/** A host may be as old as the oldest and as new as the newest: while a cluster is upgraded it has both. */
function versions({ joiner, cluster }: JoinFacts): JoinFinding[] {
  const known = cluster.hosts.map((host) => host.versions.vmp).toSorted(compareVersions)
  const [oldest, newest] = [known[0], known.at(-1)]
  const mine = joiner.versions.vmp
  if (oldest === undefined || newest === undefined) return []
  const params = { version: mine, oldest, newest }
  if (compareVersions(mine, oldest) < 0) return [stop('joinCheck.olderVersion', params)]
  if (compareVersions(mine, newest) > 0) return [stop('joinCheck.newerVersion', params)]
  const series = (version: string): string => version.split('.').slice(0, 2).join('.')
  const theirs = cluster.hosts.map((host) => host.versions.etcd)
  if (theirs.some((each) => series(each) === series(joiner.versions.etcd))) return []
  return [stop('joinCheck.etcdVersion', { version: joiner.versions.etcd, cluster: theirs[0]! })]
}

/** 0.9.1 before 0.10.0, 1.0.0-rc.1 before 1.0.0. */
export function compareVersions(one: string, other: string): number {
  const [a = '', preA] = one.split(/-(.*)/s)
  const [b = '', preB] = other.split(/-(.*)/s)
  const numbers = a.localeCompare(b, 'en', { numeric: true })
  if (numbers !== 0) return numbers
  if (preA === undefined || preB === undefined) return Number(preA === undefined) - Number(preB === undefined)
  return preA.localeCompare(preB, 'en', { numeric: true })
}

function names({ joiner, cluster }: JoinFacts): JoinFinding[] {
  const same = cluster.hosts.some(({ name }) => name.toLowerCase() === joiner.name.toLowerCase())
  return same ? [stop('joinCheck.nameTaken', { name: joiner.name })] : []
}

function addresses({ joiner, cluster, rivals: others }: JoinFacts): JoinFinding[] {
  const { management } = joiner
  if (management === null) return [stop('joinCheck.noAddress')]
  const own = hostOf(management)
  const mine = [own, ...joiner.otherAddresses]
  const clashes = cluster.hosts.flatMap(({ name, addresses: theirs }) =>
    theirs
      .filter((each) => mine.includes(each))
      .map((address) => stop('joinCheck.addressTaken', { address, host: name })),
  )
  const { clusterIp, probeIp } = cluster
  return [
    ...clashes,
    ...(clusterIp !== null && mine.includes(clusterIp)
      ? [stop('joinCheck.clusterIpIsHost', { address: clusterIp, host: joiner.name })]
      : []),
    ...(probeIp !== null && mine.includes(probeIp) ? [stop('joinCheck.probeIsOurs', { address: probeIp })] : []),
    // Whoever has the address of a host in the cluster has been named already.
    ...(clashes.length > 0 ? [] : rivals(own, others)),
    ...byDhcp(management),
  ]
}

function rivals(address: string, others: readonly string[] | null): JoinFinding[] {
  if (others === null) return [warn('joinCheck.notMeasured', { what: 'joinCheck.what.rivals' })]
  return others.length === 0 ? [] : [stop('joinCheck.addressRival', { address, macs: others.join(', ') })]
}

const byDhcp = ({ method, address }: Management): JoinFinding[] =>
  method === 'dhcp' ? [warn('joinCheck.addressByDhcp', { address })] : []

function subnet({ joiner, cluster: { controller } }: JoinFacts): JoinFinding[] {
  const { management } = joiner
  if (management === null) return []
  const [mine, theirs] = [parseNetwork4(management.address), parseNetwork4(controller.address)]
  if (mine.base === theirs.base && mine.prefix === theirs.prefix) return []
  const params = { host: management.address, controller: controller.address }
  // Each takes the other for near, or one of them does: the length of the prefix is what is wrong.
  const near = isWithin(hostOf(management), controller.address) || isWithin(hostOf(controller), management.address)
  return [stop(near ? 'joinCheck.prefixDiffers' : 'joinCheck.otherSubnet', params)]
}

function isWithin(address: string, network: string): boolean {
  const { base, prefix } = parseNetwork4(network)
  return parseNetwork4(`${address}/${prefix}`).base === base
}

/** A cluster IP that the hosts' subnet does not hold is reached by nobody: the controller would seem offline. */
function clusterIpOf(clusterIp: string | null, { address }: Management): JoinFinding[] {
  if (clusterIp === null) return []
  const { base, prefix } = parseNetwork4(address)
  const network = `${formatAddress4(base)}/${prefix}`
  if (!isWithin(clusterIp, address)) return [stop('joinCheck.clusterIpOutside', { address: clusterIp, network })]
  const number = parseAddress4(clusterIp)
  const last = base + 2 ** (32 - prefix) - 1
  // RFC 3021: a network of two has neither.
  const unusable = prefix < 31 && (number === base || number === last)
  return unusable ? [stop('joinCheck.clusterIpUnusable', { address: clusterIp, network })] : []
}

function taken(clusterIp: string | null, macs: readonly string[] | null): JoinFinding[] {
  if (clusterIp === null) return []
  if (macs === null) return [warn('joinCheck.notMeasured', { what: 'joinCheck.what.clusterIp' })]
  return macs.length === 0 ? [] : [stop('joinCheck.clusterIpTaken', { address: clusterIp, macs: macs.join(', ') })]
}

function layer2({ joiner, cluster: { controller }, there, back }: JoinFacts): JoinFinding[] {
  const { management } = joiner
  if (management === null) return []
  return [...seen(there, controller, hostOf(management)), ...seen(back, management, hostOf(controller))]
}

/** Who answers is the other itself: no router in between that answers for it, and nobody else with its address. */
function seen({ answered }: PathFacts, { address, mac }: Management, from: string): JoinFinding[] {
  const to = address.split('/')[0]!
  if (answered === null) return [warn('joinCheck.notMeasured', { what: 'joinCheck.what.layer2' })]
  if (answered.length === 0) return [stop('joinCheck.notSameLayer2', { from, to })]
  const others = answered.filter((each) => each !== mac.toLowerCase())
  return others.length === 0 ? [] : [stop('joinCheck.answeredByOther', { address: to, from, macs: others.join(', ') })]
}

function trip({ there, back }: JoinFacts): JoinFinding[] {
  const measured = [there.trip, back.trip].filter((each) => each !== null)
  if (measured.length === 0) return [warn('joinCheck.notMeasured', { what: 'joinCheck.what.trip' })]
  const average = Math.max(...measured.map((each) => each.average))
  const lost = Math.max(...measured.map((each) => each.lost))
  return [
    ...graded(average, limits.trip, 'joinCheck.slowTrip', { milliseconds: round(average) }),
    ...graded(lost, limits.lost, 'joinCheck.packetsLost', { percent: round(lost) }),
  ]
}

function mtu({ joiner, cluster: { controller }, there, back }: JoinFacts): JoinFinding[] {
  const { management } = joiner
  if (management === null) return []
  const expected = Math.min(management.mtu, controller.mtu)
  const narrow = [
    { path: there, from: hostOf(management), to: hostOf(controller) },
    { path: back, from: hostOf(controller), to: hostOf(management) },
  ].flatMap(({ path, from, to }) =>
    path.mtu === null || path.mtu >= expected
      ? []
      : [stop('joinCheck.pathMtu', { from, to, expected, path: path.mtu })],
  )
  const unknown = there.mtu === null && back.mtu === null
  return [
    ...narrow,
    ...(unknown ? [warn('joinCheck.notMeasured', { what: 'joinCheck.what.mtu' })] : []),
    ...(management.mtu === controller.mtu
      ? []
      : [warn('joinCheck.mtuDiffers', { host: management.mtu, controller: controller.mtu })]),
  ]
}

function clock({ joiner, cluster: { ahead } }: JoinFacts): JoinFinding[] {
  if (ahead === null) return [warn('joinCheck.notMeasured', { what: 'joinCheck.what.clock' })]
  const here = new Date(joiner.time)
  const params = {
    seconds: round(Math.abs(ahead) / 1000),
    host: here.toISOString(),
    controller: new Date(here.getTime() - ahead).toISOString(),
  }
  return graded(Math.abs(ahead), limits.clock, 'joinCheck.clock', params)
}

function disk({ disk: measured }: JoinerFacts, votes: boolean): JoinFinding[] {
  // It may have to vote later, when another is lost: then a slow disk is worth a word, and stops nothing today.
  const soft = (finding: JoinFinding): JoinFinding => (votes ? finding : { ...finding, severity: 'warn' })
  if (measured === null) return [warn('joinCheck.notMeasured', { what: 'joinCheck.what.disk' })]
  const { sync, free } = measured
  const space = { free: binarySize(free), least: binarySize(limits.free.warn) }
  return [
    ...graded(sync, limits.sync, 'joinCheck.slowDisk', { milliseconds: round(sync) }),
    ...(free < limits.free.stop
      ? [stop('joinCheck.diskSpace', space)]
      : free < limits.free.warn
        ? [warn('joinCheck.diskSpace', space)]
        : []),
  ].map(soft)
}

function graded(
  value: number,
  limit: { readonly warn: number; readonly stop: number },
  code: JoinCode,
  params: Params,
): JoinFinding[] {
  if (value > limit.stop) return [stop(code, params)]
  return value > limit.warn ? [warn(code, params)] : []
}

const round = (value: number): number => Number(value.toPrecision(3))
