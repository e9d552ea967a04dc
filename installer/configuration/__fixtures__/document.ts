import type { HostDocument } from '../document.ts'

/** A host with one port, as a rehearsal has it. */
export const smallHost: HostDocument = {
  version: 1,
  machine: 'machine-0001',
  installation: 'installation-0001',
  installedAt: '2026-01-01T00:00:00.000Z',
  name: 'node01',
  locale: 'C.UTF-8',
  timezone: 'Etc/UTC',
  keyboard: 'us',
  rootPasswordHash: '$6$saltsalt$0123456789abcdefghijklmnopqrstuvwxyz',
  sshKeys: [],
  ports: [{ name: 'eno1', mac: '52:54:00:00:00:01' }],
  network: {
    management: { ports: ['eno1'], bond: null, vlan: null, mtu: null, address: { method: 'dhcp' } },
    storage: null,
    dns: [],
    search: [],
  },
  time: { servers: [] },
  station: null,
  imageKeys: [],
  storage: { arrays: [], volumes: [] },
  kernelArguments: [],
  tunedProfile: null,
  hooks: { kvm: { nested: true }, scripts: [] },
  cluster: { mode: 'none', name: null, address: null, probe: null, controller: null },
}

const ports = [
  { name: 'eno1', mac: '52:54:00:00:00:01' },
  { name: 'eno2', mac: '52:54:00:00:00:02' },
  { name: 'ens1f0np0', mac: '52:54:00:00:00:03' },
  { name: 'ens1f1np1', mac: '52:54:00:00:00:04' },
]

/** A static address in a VLAN over one port, storage by itself over a bond with jumbo frames. */
export const wiredHost: HostDocument = {
  ...smallHost,
  ports,
  network: {
    management: {
      ports: ['eno1'],
      bond: null,
      vlan: 10,
      mtu: null,
      address: { method: 'static', address: '10.0.0.5/24', gateway: '10.0.0.1' },
    },
    storage: {
      ports: ['ens1f0np0', 'ens1f1np1'],
      bond: '802.3ad',
      vlan: null,
      mtu: 9000,
      address: { method: 'static', address: '10.9.0.5/24', gateway: null },
    },
    dns: ['10.0.0.2', '10.0.0.3'],
    search: ['site.example', 'example'],
  },
  time: { servers: ['10.0.0.2'] },
}

/** Both networks over one bond, told apart by the storage network's VLAN. */
export const bondedHost: HostDocument = {
  ...smallHost,
  ports,
  network: {
    ...smallHost.network,
    management: { ports: ['eno1', 'eno2'], bond: 'active-backup', vlan: null, mtu: null, address: { method: 'dhcp' } },
    storage: { ports: ['eno2', 'eno1'], bond: 'active-backup', vlan: 20, mtu: 9000, address: { method: 'dhcp' } },
  },
}
