import { describe, expect, test } from 'vitest'
import { describe as describeProblem } from '../../lib/errors.ts'
import { compareVersions, createFindings, joinFindings } from './checks.ts'
import type { JoinFinding } from './checks.ts'
import type { ClusterFacts, CreateFacts, JoinerFacts, JoinFacts, PathFacts } from './facts.ts'

const versions = { vmp: '0.2.0', etcd: '3.5.16' }
const joiner: JoinerFacts = {
  name: 'node03',
  versions,
  management: { address: '192.0.2.13/24', method: 'static', mac: '02:00:00:00:00:03', mtu: 1500 },
  otherAddresses: ['198.51.100.13'],
  time: '2026-01-01T00:00:00.000Z',
  cluster: null,
  vms: [],
  disk: { sync: 2, free: 20 * 2 ** 30 },
}
const cluster: ClusterFacts = {
  id: 'c1',
  clusterIp: '192.0.2.100',
  probeIp: '192.0.2.1',
  hosts: [
    { name: 'node01', addresses: ['192.0.2.11', '198.51.100.11'], versions },
    { name: 'node02', addresses: ['192.0.2.12', '198.51.100.12'], versions },
  ],
  controller: { address: '192.0.2.11/24', method: 'static', mac: '02:00:00:00:00:01', mtu: 1500 },
  ahead: 20,
  votes: true,
}
const path = (mac: string): PathFacts => ({ answered: [mac], mtu: 1500, trip: { average: 0.3, worst: 0.9, lost: 0 } })
const good: JoinFacts = {
  joiner,
  cluster,
  there: path('02:00:00:00:00:01'),
  back: path('02:00:00:00:00:03'),
  rivals: [],
}

const codes = (findings: readonly JoinFinding[]): string[] =>
  findings.map(({ code, severity }) => `${severity} ${code.replace('joinCheck.', '')}`)
const found = (change: {
  joiner?: Partial<JoinerFacts>
  cluster?: Partial<ClusterFacts>
  there?: Partial<PathFacts>
  back?: Partial<PathFacts>
  rivals?: JoinFacts['rivals']
}): string[] =>
  codes(
    joinFindings({
      joiner: { ...good.joiner, ...change.joiner },
      cluster: { ...good.cluster, ...change.cluster },
      there: { ...good.there, ...change.there },
      back: { ...good.back, ...change.back },
      rivals: change.rivals === undefined ? good.rivals : change.rivals,
    }),
  )
const management = (change: Partial<NonNullable<JoinerFacts['management']>>) => ({
  joiner: { management: { ...joiner.management!, ...change } },
})
const trip = (average: number, lost = 0) => ({ there: { trip: { average, worst: average, lost } } })
const host = (name: string, addresses: string[], of = versions) => ({ name, addresses, versions: of })
const ofVersions = (...all: string[]) => ({
  cluster: { hosts: all.map((vmp, index) => host(`node1${index}`, [`192.0.2.2${index}`], { ...versions, vmp })) },
})

test('nothing speaks against a host that fits', () => {
  expect(joinFindings(good)).toEqual([])
})

describe('a join is stopped, or warned of, when', () => {
  const cases: [string, Parameters<typeof found>[0], string[]][] = [
    ['the host is a member', { joiner: { cluster: 'c1' } }, ['stop alreadyMember']],
    ['the host is in another cluster', { joiner: { cluster: 'c2' } }, ['stop otherCluster']],
    ['the host has VMs', { joiner: { vms: ['web'] } }, ['stop ownVms']],
    ['the host is older', ofVersions('0.3.0'), ['stop olderVersion']],
    ['the host is newer', ofVersions('0.1.9'), ['stop newerVersion']],
    ['the cluster is being upgraded to its version', ofVersions('0.1.9', '0.2.0'), []],
    ['the cluster is being upgraded past its version', ofVersions('0.2.0', '0.10.0'), []],
    ['etcd is of another series', { joiner: { versions: { vmp: '0.2.0', etcd: '3.6.0' } } }, ['stop etcdVersion']],
    ['etcd differs in the last number', { joiner: { versions: { vmp: '0.2.0', etcd: '3.5.21' } } }, []],
    ['a host has its name', { joiner: { name: 'node01' } }, ['stop nameTaken']],
    ['it has no address', { joiner: { management: null } }, ['stop noAddress']],
    [
      'a host has its address',
      { cluster: { hosts: [host('node02', ['192.0.2.13'])] }, rivals: ['x'] },
      ['stop addressTaken'],
    ],
    ['a host has its other address', { joiner: { otherAddresses: ['198.51.100.12'] } }, ['stop addressTaken']],
    ['it has the cluster IP', { cluster: { clusterIp: '192.0.2.13' } }, ['stop clusterIpIsHost']],
    ['it has the probe IP', { cluster: { probeIp: '198.51.100.13' } }, ['stop probeIsOurs']],
    ['a stranger has its address', { rivals: ['02:00:00:00:00:99'] }, ['stop addressRival']],
    ['its address is from a DHCP server', management({ method: 'dhcp' }), ['warn addressByDhcp']],
    ['it is in another network', management({ address: '203.0.113.13/24' }), ['stop otherSubnet']],
    ['its mask is wider', management({ address: '192.0.2.13/16' }), ['stop prefixDiffers']],
    ['its mask is narrower', management({ address: '192.0.2.13/28' }), ['stop prefixDiffers']],
    ['the cluster IP is outside', { cluster: { clusterIp: '192.0.3.100' } }, ['stop clusterIpOutside']],
    ['the cluster IP is the broadcast', { cluster: { clusterIp: '192.0.2.255' } }, ['stop clusterIpUnusable']],
    ['the cluster IP is the network', { cluster: { clusterIp: '192.0.2.0' } }, ['stop clusterIpUnusable']],
    ['there is no cluster IP', { cluster: { clusterIp: null } }, []],
    ['nobody answers there', { there: { answered: [] } }, ['stop notSameLayer2']],
    ['nobody answers on the way back', { back: { answered: [] } }, ['stop notSameLayer2']],
    ['a router answers for it', { back: { answered: ['02:00:00:00:00:77'] } }, ['stop answeredByOther']],
    ['two answer', { there: { answered: ['02:00:00:00:00:01', '02:00:00:00:00:77'] } }, ['stop answeredByOther']],
    ['the trip is long', trip(11), ['warn slowTrip']],
    ['the trip is too long', trip(81), ['stop slowTrip']],
    ['some packets are lost', trip(1, 5), ['warn packetsLost']],
    ['many packets are lost', trip(1, 25), ['stop packetsLost']],
    ['large packets do not arrive', { there: { mtu: 1400 } }, ['stop pathMtu']],
    ['large packets do not come back', { back: { mtu: 1400 } }, ['stop pathMtu']],
    ['the MTUs differ', management({ mtu: 9000 }), ['warn mtuDiffers']],
    ['the clock is a little behind', { cluster: { ahead: -3000 } }, ['warn clock']],
    ['the clock is an hour ahead', { cluster: { ahead: 3_600_000 } }, ['stop clock']],
    ['the disk is slow', { joiner: { disk: { sync: 30, free: 2 ** 40 } } }, ['warn slowDisk']],
    ['the disk is far too slow', { joiner: { disk: { sync: 800, free: 2 ** 40 } } }, ['stop slowDisk']],
    ['space is short', { joiner: { disk: { sync: 1, free: 2 * 2 ** 30 } } }, ['warn diskSpace']],
    ['there is no space', { joiner: { disk: { sync: 1, free: 2 ** 20 } } }, ['stop diskSpace']],
  ]
  test.each(cases)('%s', (_, change, expected) => {
    expect(found(change)).toEqual(expected)
  })

  test('a host that would not vote: its disk stops nothing', () => {
    const disk = { sync: 800, free: 2 ** 20 }
    expect(found({ joiner: { disk }, cluster: { votes: false } })).toEqual(['warn slowDisk', 'warn diskSpace'])
  })

  test('what could not be measured is said, and stops nothing', () => {
    const nothing: PathFacts = { answered: null, mtu: null, trip: null }
    const findings = joinFindings({
      joiner: { ...joiner, disk: null },
      cluster: { ...cluster, ahead: null },
      there: nothing,
      back: nothing,
      rivals: null,
    })
    expect(new Set(codes(findings))).toEqual(new Set(['warn notMeasured']))
    expect(findings.map(({ params }) => params['what'])).toEqual(
      ['rivals', 'layer2', 'layer2', 'trip', 'mtu', 'clock', 'disk'].map((what) => `joinCheck.what.${what}`),
    )
  })

  test('the clocks of both are shown', () => {
    const [finding] = joinFindings({ ...good, cluster: { ...cluster, ahead: 3_600_000 } })
    expect(finding?.params).toEqual({
      seconds: 3600,
      host: '2026-01-01T00:00:00.000Z',
      controller: '2025-12-31T23:00:00.000Z',
    })
  })
})

describe('creating a cluster', () => {
  const create: CreateFacts = {
    joiner,
    clusterIp: '192.0.2.100',
    probeIp: '192.0.2.1',
    clusterIpTaken: [],
    probeAnswers: true,
    rivals: [],
  }
  const cases: [string, Partial<CreateFacts>, string[]][] = [
    ['a host that fits', {}, []],
    [
      'without cluster IP and probe IP',
      { clusterIp: null, probeIp: null, clusterIpTaken: null, probeAnswers: null },
      [],
    ],
    ['with VMs of its own: they stay', { joiner: { ...joiner, vms: ['web'] } }, []],
    ['in a cluster', { joiner: { ...joiner, cluster: 'c1' } }, ['stop alreadyMember']],
    ['without an address', { joiner: { ...joiner, management: null } }, ['stop noAddress']],
    ['with a cluster IP of another network', { clusterIp: '203.0.113.1' }, ['stop clusterIpOutside']],
    ['with its own address as cluster IP', { clusterIp: '192.0.2.13' }, ['stop clusterIpIsHost']],
    ['with a cluster IP in use', { clusterIpTaken: ['02:00:00:00:00:77'] }, ['stop clusterIpTaken']],
    ['with the cluster IP as probe IP', { probeIp: '192.0.2.100' }, ['stop probeIsOurs']],
    ['with its own address as probe IP', { probeIp: '192.0.2.13', probeAnswers: true }, ['stop probeIsOurs']],
    ['with a silent probe IP', { probeAnswers: false }, ['warn probeSilent']],
    ['with a rival', { rivals: ['02:00:00:00:00:77'] }, ['stop addressRival']],
    ['with a slow disk', { joiner: { ...joiner, disk: { sync: 800, free: 2 ** 40 } } }, ['stop slowDisk']],
  ]
  test.each(cases)('%s', (_, change, expected) => {
    expect(codes(createFindings({ ...create, ...change }))).toEqual(expected)
  })
})

test('every finding has its words, with all parameters filled in', () => {
  const all = [
    ...joinFindings({
      joiner: { ...joiner, name: 'node01', vms: ['a', 'b', 'c', 'd', 'e', 'f'], cluster: 'c2' },
      cluster: { ...cluster, ahead: 5000, clusterIp: '192.0.3.1' },
      there: { answered: [], mtu: 1400, trip: { average: 20, worst: 30, lost: 10 } },
      back: { answered: ['02:00:00:00:00:77'], mtu: 1400, trip: null },
      rivals: null,
    }),
    ...joinFindings({
      ...good,
      joiner: { ...joiner, management: { ...joiner.management!, address: '10.0.0.1/8', mtu: 9000 } },
    }),
  ]
  expect(all.length).toBeGreaterThan(12)
  for (const finding of all)
    for (const language of ['en', 'zh'] as const)
      for (const text of Object.values(describeProblem(finding, language))) expect(text).not.toMatch(/[{}]|joinCheck\./)
  expect(all.find(({ code }) => code === 'joinCheck.ownVms')?.params['names']).toBe('a, b, c, d, e, …')
})

test('versions are compared by their numbers', () => {
  const sorted = ['1.0.0', '0.10.0', '1.0.0-rc.2', '0.9.1', '1.0.0-rc.10', '0.9'].toSorted(compareVersions)
  expect(sorted).toEqual(['0.9', '0.9.1', '0.10.0', '1.0.0-rc.2', '1.0.0-rc.10', '1.0.0'])
})
