import { expect, test } from 'vitest'
import { bondedHost, smallHost, wiredHost } from '../../../installer/configuration/__fixtures__/document.ts'
import type { HostNetwork } from '../../../installer/configuration/document.ts'
import { describe as describeProblem, toProblem } from '../../../lib/errors.ts'
import { refuseNonsense } from './refuse.ts'
import type { Networks, Surroundings } from './refuse.ts'

const around: Surroundings = {
  clusterIp: '10.0.0.100',
  probeIp: '10.0.0.1',
  addresses: [{ host: 'node02', address: '10.0.0.6' }],
}
const { network } = wiredHost
const management = (change: Partial<HostNetwork>): Networks => ({
  ...network,
  management: { ...network.management, ...change },
})
const storage = (change: Partial<HostNetwork>): Networks => ({
  ...network,
  storage: { ...network.storage!, ...change },
})
const fixed = (address: string, gateway: string | null = null): Partial<HostNetwork> => ({
  address: { method: 'static', address, gateway },
})
const refusal = (wanted: Networks, of = around): string => {
  try {
    refuseNonsense(wiredHost, wanted, of)
    return 'taken'
  } catch (error) {
    const problem = toProblem(error)
    for (const language of ['en', 'zh'] as const)
      expect(describeProblem(problem, language).what).not.toMatch(/[{}]|hostNetwork\./)
    return String(problem.params['problem'] ?? problem.code).replace('hostNetwork.', '')
  }
}

const cases: [string, Networks, string][] = [
  ['another address', management(fixed('10.0.0.7/24', '10.0.0.1')), 'taken'],
  ['an address by DHCP', management({ address: { method: 'dhcp' } }), 'taken'],
  ['another VLAN', management({ vlan: 11 }), 'taken'],
  ['no VLAN', management({ vlan: null }), 'taken'],
  ['a bond of the one port, which can grow', management({ bond: 'active-backup' }), 'taken'],
  ['another MTU', management({ mtu: 1400 }), 'taken'],
  ['no storage network', { ...network, storage: null }, 'taken'],
  ['a wider network', management(fixed('10.0.0.5/23', '10.0.1.1')), 'taken'],
  ['what it has', structuredClone(network), 'same'],
  ['no address', management({ address: { method: 'none' } }), 'problem.noAddress'],
  ['no port', management({ ports: [] }), 'problem.schema'],
  ['something else', { management: 1 } as unknown as Networks, 'problem.schema'],
  ['two ports without a bond', management({ ports: ['eno1', 'eno2'] }), 'problem.ports'],
  ['a port twice', management({ ports: ['eno1', 'eno1'], bond: '802.3ad' }), 'problem.ports'],
  ['a port that is not there', management({ ports: ['eno9'] }), 'hook.network.noPort'],
  ['a port of the other network', management({ ports: ['ens1f0np0'] }), 'hook.network.portsShared'],
  ['a bond of no kind', management({ bond: 'round-robin' }), 'problem.bond'],
  ['VLAN 0', management({ vlan: 0 }), 'problem.vlan'],
  ['VLAN 4095', management({ vlan: 4095 }), 'problem.vlan'],
  ['an MTU of 500', management({ mtu: 500 }), 'problem.mtu'],
  ['an MTU of 10,000', storage({ mtu: 10_000 }), 'problem.mtu'],
  ['an address without a prefix', management(fixed('10.0.0.7')), 'problem.prefix'],
  ['a prefix of 31', management(fixed('10.0.0.7/31')), 'problem.prefix'],
  ['a number above 255', management(fixed('10.0.0.256/24')), 'problem.address'],
  ['octal numbers', management(fixed('10.0.0.07/24')), 'problem.address'],
  ['the network itself', management(fixed('10.0.0.0/24')), 'problem.address'],
  ['the broadcast', management(fixed('10.0.0.255/24')), 'problem.address'],
  ['loopback', management(fixed('127.0.0.2/8')), 'problem.address'],
  ['multicast', management(fixed('224.0.0.5/24')), 'problem.address'],
  ['link-local', management(fixed('169.254.1.1/16')), 'problem.address'],
  ['a gateway elsewhere', management(fixed('10.0.0.7/24', '10.0.1.1')), 'problem.gateway'],
  ['itself as gateway', management(fixed('10.0.0.7/24', '10.0.0.7')), 'problem.gateway'],
  ['the broadcast as gateway', management(fixed('10.0.0.7/24', '10.0.0.255')), 'problem.gateway'],
  ['a name server of no kind', { ...network, dns: ['0.0.0.0'] }, 'problem.dns'],
  ['storage within management', storage(fixed('10.0.0.9/28')), 'problem.overlap'],
  ['management within storage', management(fixed('10.9.0.77/28')), 'problem.overlap'],
  ['the address of another host', management(fixed('10.0.0.6/24')), 'addressTaken'],
  ['the cluster IP', management(fixed('10.0.0.100/24')), 'addressTaken'],
  ['the probe IP', management(fixed('10.0.0.1/24')), 'addressTaken'],
  ['a network without the cluster IP', management(fixed('10.7.0.5/24')), 'clusterIpOutside'],
]
test.each(cases)('%s', (_, wanted, expected) => {
  expect(refusal(wanted)).toBe(expected)
})

test('a host that is single may go to any network, and none of these hosts is nonsense to another', () => {
  expect(() => refuseNonsense(wiredHost, management(fixed('10.7.0.5/24')), null)).not.toThrow()
  expect(() => refuseNonsense({ ...wiredHost, ports: bondedHost.ports }, bondedHost.network, null)).not.toThrow()
  expect(() => refuseNonsense(wiredHost, smallHost.network, null)).not.toThrow()
})
