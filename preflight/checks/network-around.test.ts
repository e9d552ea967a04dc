import { expect, test } from 'vitest'
import { nic } from '../__fixtures__/facts.ts'
import { findings, verdicts } from '../__fixtures__/judge.ts'
import type { NetworkAround } from '../around.ts'
import type { Nic } from '../facts/schema/nics.ts'
import { shippedPolicy } from '../policies.ts'

const quiet: NetworkAround = { dhcpServers: [], addressesInUse: [], gateway: null, mtu: null, probe: null }
const untried: NetworkAround = { dhcpServers: null, addressesInUse: null, gateway: null, mtu: null, probe: null }
const host = shippedPolicy('host')
const wanting = (network: Partial<typeof host.thresholds.network>) => ({
  ...host,
  thresholds: { ...host.thresholds, network: { ...host.thresholds.network, ...network } },
})
const around = (different: Partial<NetworkAround>) => ({ around: { network: { ...quiet, ...different } } })
const gateway = (reachable: boolean) => ({ address: '192.0.2.1', reachable })
const mtu = (path: number) => ({ target: '192.0.2.1', expected: 9000, path })

test.each<[Partial<NetworkAround>, string[]]>([
  [{}, []],
  [untried, []],
  [{ gateway: gateway(true) }, []],
  [{ gateway: gateway(false) }, ['fail gatewaySilent']],
  [{ addressesInUse: [{ address: '192.0.2.7', mac: '02:00:00:00:00:01' }] }, ['fail addressInUse']],
  [{ dhcpServers: ['192.0.2.3'] }, ['warn otherDhcp']],
  [{ mtu: mtu(9000) }, []],
  [{ mtu: mtu(8999) }, ['warn mtuLower']],
  [{ probe: { address: '192.0.2.1', reachable: true } }, []],
  [{ probe: { address: '192.0.2.1', reachable: false } }, ['warn probeSilent']],
])('%j: %j', (different, found) => {
  expect(verdicts('networkAround', {}, around(different))).toEqual(found)
})

test('what was seen is named', () => {
  const seen = around({
    addressesInUse: [{ address: '192.0.2.7', mac: '02:00:00:00:00:01' }],
    dhcpServers: ['192.0.2.3', '192.0.2.4'],
    mtu: mtu(1500),
  })
  expect(findings('networkAround', {}, seen)).toMatchObject([
    { measured: '192.0.2.7', params: { mac: '02:00:00:00:00:01' } },
    { measured: '192.0.2.3, 192.0.2.4' },
    { measured: '1500 B', threshold: '≥ 9000 B', params: { target: '192.0.2.1' } },
  ])
})

test('a network that nobody tried is only noted', () => {
  expect(verdicts('networkAround', {})).toEqual(['unknown untried'])
})

test('a probe IP that is asked for and was not tried is unknown', () => {
  const policy = wanting({ probe: '192.0.2.1' })
  expect(verdicts('networkAround', {}, { ...around({}), policy })).toEqual(['unknown probeUntried'])
  const probe = { address: '192.0.2.1', reachable: true }
  expect(verdicts('networkAround', {}, { ...around({ probe }), policy })).toEqual([])
})

const announcing = (vlan: number | null, more: Partial<Nic> = {}) =>
  nic({ lldp: { system: 'sw1', port: 'ge-0/0/1', description: null, vlan }, ...more })

test.each<[string, Nic[], number | null, string[]]>([
  ['the wanted VLAN', [announcing(7)], 7, []],
  ['another VLAN', [announcing(8)], 7, ['advice vlanUnexpected']],
  ['no VLAN', [announcing(null)], 7, []],
  ['nothing', [nic()], 7, []],
  ['another VLAN, and none is wanted', [announcing(8)], null, []],
  ['another VLAN on a port without link', [announcing(8, { link: false })], 7, []],
  [
    'another VLAN beside the port it was started through',
    [announcing(7, { boot: true }), announcing(8, { name: 'eno2' })],
    7,
    [],
  ],
  [
    'another VLAN where it was started through',
    [announcing(8, { boot: true }), announcing(7, { name: 'eno2' })],
    7,
    ['advice vlanUnexpected'],
  ],
])('a switch that announces %s', (_, nics, vlan, found) => {
  expect(verdicts('networkAround', { nics }, { ...around({}), policy: wanting({ vlan }) })).toEqual(found)
})
