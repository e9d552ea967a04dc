/** Does the network that the machine stands in work, and is it the one that was meant? */
import { check } from '../check.ts'
import type { Nic } from '../facts/schema/nics.ts'
import { listed } from '../support/listed.ts'
import { wiredPorts } from '../support/nics.ts'

export const networkAround = check({
  id: 'networkAround',
  needs: ['nics'],
  asks: ['network'],
  problems: ['addressInUse', 'gatewaySilent', 'otherDhcp', 'mtuLower', 'probeSilent', 'vlanUnexpected'],
  remarks: { untried: 'unknown', probeUntried: 'unknown' },
  *run({ facts: { nics }, policy: { thresholds }, around: { network } }) {
    const wanted = thresholds.network
    if (network === null) yield { problem: 'untried' }
    for (const { address, mac } of network?.addressesInUse ?? [])
      yield { problem: 'addressInUse', params: { mac }, measured: address }
    if (network?.gateway?.reachable === false) yield { problem: 'gatewaySilent', measured: network.gateway.address }
    const servers = network?.dhcpServers ?? []
    if (servers.length > 0) yield { problem: 'otherDhcp', measured: listed(servers) }
    if (network?.mtu && network.mtu.path < network.mtu.expected)
      yield {
        problem: 'mtuLower',
        params: { target: network.mtu.target },
        measured: `${network.mtu.path} B`,
        threshold: `≥ ${network.mtu.expected} B`,
      }
    if (network?.probe?.reachable === false) yield { problem: 'probeSilent', measured: network.probe.address }
    if (network !== null && network.probe === null && wanted.probe !== null)
      yield { problem: 'probeUntried', params: { address: wanted.probe } }

    if (wanted.vlan === null) return
    for (const { name, lldp } of managementPorts(nics))
      if (lldp !== null && lldp.vlan !== null && lldp.vlan !== wanted.vlan)
        yield {
          problem: 'vlanUnexpected',
          subject: name,
          params: { switch: lldp.system ?? '?', port: lldp.port ?? '?' },
          measured: String(lldp.vlan),
          threshold: String(wanted.vlan),
        }
  },
})

/** The port that the machine was started through; without one, all that have link. */
function managementPorts(nics: readonly Nic[]): Nic[] {
  const ports = wiredPorts(nics).filter(({ link }) => link === true)
  const boot = ports.filter((port) => port.boot)
  return boot.length > 0 ? boot : ports
}
