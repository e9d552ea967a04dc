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
