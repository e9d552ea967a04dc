/**
 * The host's network for systemd-networkd. Ports are known by their MAC; over them a bond, over that a VLAN, and for the
 * management network a bridge on top, which bears the address, so that VMs can be put on the same network.
 */
import { VmpError } from '../../lib/errors.ts'
import { render } from '../../lib/template.ts'
import type { HostDocument, HostNetwork } from './document.ts'
import type { RenderedFile } from './file.ts'

/** Bears the address of the management network. */
export const managementBridge = 'vmp0'

type Role = 'management' | 'storage'

/** What a network ends in: the interface that bears its address. */
export function interfaceOf(document: HostDocument, role: Role): string | null {
  if (role === 'management') return managementBridge
  const { storage } = document.network
  return storage === null ? null : topOf(document, 'storage', storage)
}

/** @throws VmpError `hook.network.portsShared`, `hook.network.noPort`. */
export function networkFiles(document: HostDocument): RenderedFile[] {
  const { management, storage } = document.network
  refuseShared(document)
  for (const name of [...management.ports, ...(storage?.ports ?? [])]) macOf(document, name)
  const networks: [Role, HostNetwork][] = [
    ['management', management],
    ...(storage ? [['storage', storage] as [Role, HostNetwork]] : []),
  ]
  return [
    ...document.ports.map((port) => file(`10-vmp-${port.name}.link`, 'port.link', port)),
    ...basesOf(document).flatMap((base) => baseFiles(document, base)),
    ...networks.flatMap(([role, network]) => vlanFiles(document, role, network)),
    ...bridgeFiles(document),
  ]
}

/** The ports of one or both networks, and what is made of them. */
interface Base {
  readonly name: string
  readonly ports: readonly string[]
  readonly mode: string | null
  readonly mtu: number | null
  readonly roles: readonly Role[]
}

const same = (one: HostNetwork, other: HostNetwork): boolean =>
  one.bond === other.bond && one.ports.toSorted().join(' ') === other.ports.toSorted().join(' ')

const baseName = (role: Role, { bond, ports }: HostNetwork): string =>
  bond === null ? ports[0]! : role === 'management' ? 'bond0' : 'bond1'

function basesOf({ network: { management, storage } }: HostDocument): Base[] {
  const shared = storage !== null && same(management, storage)
  const base = (role: Role, network: HostNetwork, mtus: (number | null)[], roles: Role[]): Base => {
    const asked = mtus.filter((mtu) => mtu !== null)
    return {
      name: baseName(role, network),
      ports: network.bond === null ? network.ports.slice(0, 1) : network.ports,
      mode: network.bond,
      // What lies on top may have less, but never more.
      mtu: asked.length === 0 ? null : Math.max(...asked, mtus.includes(null) ? 1500 : 0),
      roles,
    }
  }
  if (shared) return [base('management', management, [management.mtu, storage.mtu], ['management', 'storage'])]
  return [
    base('management', management, [management.mtu], ['management']),
    ...(storage === null ? [] : [base('storage', storage, [storage.mtu], ['storage'])]),
  ]
}

/** Of what a network has for itself, above a base that may have been given more for the other network's sake. */
function mtuOf(document: HostDocument, role: Role, { mtu }: HostNetwork): number | null {
  const base = basesOf(document).find(({ roles }) => roles.includes(role))
  // A VLAN takes its parent's MTU and a bridge that of its ports, unless told.
  return mtu ?? (base === undefined || base.mtu === null ? null : 1500)
}

/** Two networks may share all their ports, when VLANs tell them apart; they never share some of them. */
function refuseShared({ network: { management, storage } }: HostDocument): void {
  if (storage === null) return
  const common = storage.ports.filter((port) => management.ports.includes(port))
  if (common.length === 0 || (same(management, storage) && management.vlan !== storage.vlan)) return
  throw new VmpError('hook.network.portsShared', { ports: common.join(', ') })
}

const vlanName = (role: Role, id: number): string => `${role === 'management' ? 'mgmt' : 'storage'}.${id}`

/** Below the bridge, where there is one. */
function topOf(document: HostDocument, role: Role, network: HostNetwork): string {
  if (network.vlan !== null) return vlanName(role, network.vlan)
  return basesOf(document).find(({ roles }) => roles.includes(role))!.name
}

const macOf = ({ ports }: HostDocument, name: string): string => {
  const port = ports.find((each) => each.name === name)
  if (port === undefined) throw new VmpError('hook.network.noPort', { port: name })
  return port.mac
}

function baseFiles(document: HostDocument, base: Base): RenderedFile[] {
  const { name, ports, mode, mtu } = base
  const over = whatIsOver(document, base)
  if (mode === null) return [network(`20-vmp-${name}`, { name, mtu, lldp: true, physical: true, ...over })]
  return [
    ...ports.map((port) => network(`20-vmp-${port}`, { name: port, mtu, lldp: true, physical: true, bond: name })),
    // The first port's address: a DHCP server knows the host by it, whichever port is active.
    device(`25-vmp-${name}`, {
      name,
      kind: 'bond',
      mac: macOf(document, ports[0]!),
      mtu,
      bond: { mode, lacp: mode === '802.3ad' },
    }),
    network(`25-vmp-${name}`, { name, mtu, ...over }),
  ]
}

/** VLANs, the bridge, or the storage network's address, as far as they stand on this base directly. */
function whatIsOver(document: HostDocument, { name, roles }: Base): Partial<NetworkData> {
  const { management, storage } = document.network
  const vlans = [
    ...(roles.includes('management') && management.vlan !== null ? [vlanName('management', management.vlan)] : []),
    ...(roles.includes('storage') && storage && storage.vlan !== null ? [vlanName('storage', storage.vlan)] : []),
  ]
  const bears = storage !== null && roles.includes('storage') && topOf(document, 'storage', storage) === name
  const bridged = roles.includes('management') && management.vlan === null
  return {
    vlans,
    ...(bridged ? { bridge: managementBridge } : {}),
    ...(bears ? addressed(document, 'storage', storage) : {}),
  }
}

function vlanFiles(document: HostDocument, role: Role, network_: HostNetwork): RenderedFile[] {
  const { vlan } = network_
  const mtu = mtuOf(document, role, network_)
  if (vlan === null) return []
  const name = vlanName(role, vlan)
  const over = role === 'management' ? { bridge: managementBridge } : addressed(document, role, network_)
  return [
    device(`30-vmp-${name}`, { name, kind: 'vlan', mtu, vlan }),
    network(`30-vmp-${name}`, { name, mtu, ...over }),
  ]
}

function bridgeFiles(document: HostDocument): RenderedFile[] {
  const { management } = document.network
  const name = managementBridge
  const mac = macOf(document, management.ports[0]!)
  const mtu = mtuOf(document, 'management', management)
  return [
    // The port's own address, so that the DHCP server knows the host as it knew the machine.
    device(`40-vmp-${name}`, { name, kind: 'bridge', mac, mtu, bridge: true }),
    network(`40-vmp-${name}`, {
      name,
      mtu,
      online: management.address.method === 'none' ? 'no' : 'routable',
      ...addressed(document, 'management', management),
    }),
  ]
}

/** The way out, names and searching belong to the management network; the storage network reaches its own members only. */
function addressed(document: HostDocument, role: Role, { address }: HostNetwork): Partial<NetworkData> {
  const { dns, search } = document.network
  const first = role === 'management'
  const names = first ? { dns, search } : {}
  if (address.method === 'dhcp')
    return { ...names, dhcp: { hostname: document.name, dns: first && dns.length === 0 ? 'yes' : 'no', routes: first } }
  if (address.method === 'none') return names
  return { ...names, address: address.address, gateway: first ? address.gateway : null }
}

interface NetworkData {
  name: string
  /** A port, which its .link file named; a device of another kind may not be taken for it. */
  physical: boolean
  /** Whether networkd-wait-online waits for it. */
  online: 'routable' | 'no'
  mtu: number | null
  lldp: boolean
  bond: string | null
  bridge: string | null
  vlans: readonly string[]
  address: string | null
  gateway: string | null
  dns: readonly string[]
  search: readonly string[]
  dhcp: { hostname: string; dns: 'yes' | 'no'; routes: boolean } | null
}

interface DeviceData {
  name: string
  kind: 'bond' | 'vlan' | 'bridge'
  mac: string | null
  mtu: number | null
  bond: { mode: string; lacp: boolean } | null
  vlan: number | null
  bridge: boolean
}

const file = (name: string, template: string, data: Readonly<Record<string, unknown>>): RenderedFile => ({
  path: `/etc/systemd/network/${name}`,
  text: render(`host/network/${template}.hbs`, 'ini', data),
})

const network = (name: string, data: Pick<NetworkData, 'name'> & Partial<NetworkData>): RenderedFile =>
  file(`${name}.network`, 'device.network', {
    physical: false,
    online: 'no',
    mtu: null,
    lldp: false,
    bond: null,
    bridge: null,
    vlans: [],
    address: null,
    gateway: null,
    dns: [],
    search: [],
    dhcp: null,
    ...data,
  })

const device = (name: string, data: Pick<DeviceData, 'name' | 'kind'> & Partial<DeviceData>): RenderedFile =>
  file(`${name}.netdev`, 'device.netdev', { mac: null, mtu: null, bond: null, vlan: null, bridge: false, ...data })
