import { describe, expect, test } from 'vitest'
import { bondedHost, wiredHost } from '../../../installer/configuration/__fixtures__/document.ts'
import type { HostDocument, HostNetwork } from '../../../installer/configuration/document.ts'
import { networkFiles } from '../../../installer/configuration/network.ts'
import { deletions, releases, resets } from './apply.ts'

const withNetworks = (management: Partial<HostNetwork>, storage: Partial<HostNetwork> | null = {}): HostDocument => {
  const { network } = wiredHost
  return {
    ...wiredHost,
    network: {
      ...network,
      management: { ...network.management, ...management },
      storage: storage === null ? null : { ...network.storage!, ...storage },
    },
  }
}
const static4: Partial<HostNetwork> = { address: { method: 'static', address: '10.0.0.6/24', gateway: null } }
/** As words for `ip`, in any order. */
const words = (changes: readonly { args: readonly string[] }[]): string[] =>
  changes.map(({ args }) => args.join(' ')).toSorted((a, b) => a.localeCompare(b))
const deleted = (from: HostDocument, to: HostDocument) => words(deletions(networkFiles(from), networkFiles(to)))
const reset = (from: HostDocument, to: HostDocument) => words(resets(networkFiles(from), networkFiles(to)))

// wiredHost: VLAN 10 on eno1 for management; a bond of two with 9000 bytes for storage.
describe('devices that go', () => {
  const cases: [string, HostDocument, string[]][] = [
    ['none for another address', withNetworks({ address: { method: 'dhcp' } }), []],
    ['none for other ports of a bond', withNetworks({}, { ports: ['ens1f0np0'] }), []],
    ['the VLAN, when it is another', withNetworks({ vlan: 11 }), ['link delete mgmt.10']],
    ['the VLAN, when it is none', withNetworks({ vlan: null }), ['link delete mgmt.10']],
    ['the VLAN, when it moves to another port', withNetworks({ ports: ['eno2'] }), ['link delete mgmt.10']],
    ['the bond, when it is of another kind', withNetworks({}, { bond: 'active-backup' }), ['link delete bond1']],
    ['the bond, when there is no storage network', withNetworks({}, null), ['link delete bond1']],
  ]
  test.each(cases)('%s', (_, to, expected) => {
    expect(deleted(wiredHost, to)).toEqual(expected)
  })

  test('all of them on the way to quite another network, and back; never the bridge that VMs hang on', () => {
    const other = { ...wiredHost, network: bondedHost.network }
    for (const [from, to] of [
      [wiredHost, other],
      [other, wiredHost],
    ] as const) {
      expect(deleted(from, to)).not.toEqual([])
      expect(deleted(from, to)).not.toContain('link delete vmp0')
    }
  })
})

describe('what networkd leaves as it was is put right', () => {
  test('an MTU that nobody says any more', () => {
    expect(reset(wiredHost, withNetworks({}, { mtu: null }))).toEqual([
      'link set bond1 mtu 1500',
      'link set ens1f0np0 mtu 1500',
      'link set ens1f1np1 mtu 1500',
    ])
    expect(reset(wiredHost, withNetworks({}, { mtu: 4000 }))).toEqual([])
  })

  test('a port that leaves its bond, a VLAN that leaves the bridge', () => {
    const released = (from: HostDocument, to: HostDocument) => words(releases(networkFiles(from), networkFiles(to)))
    const fewer = withNetworks({}, { ports: ['ens1f0np0'] })
    expect(reset(wiredHost, fewer)).toEqual(['link set ens1f1np1 mtu 1500'])
    expect(released(wiredHost, fewer)).toEqual(['link set ens1f1np1 nomaster'])
    expect(released(wiredHost, withNetworks({ vlan: 11 }))).toEqual(['link set mgmt.10 nomaster'])
    expect(released(withNetworks({ vlan: null }), wiredHost)).toEqual(['link set eno1 nomaster'])
    expect(released(wiredHost, withNetworks(static4))).toEqual([])
  })

  test('the address of the bridge, which is that of its first port', () => {
    expect(reset(wiredHost, withNetworks({ ports: ['eno2'] }))).toEqual(['link set vmp0 address 52:54:00:00:00:02'])
  })
})
