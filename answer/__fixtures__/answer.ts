/** A whole answer for tests: one host by DHCP, on whatever disks are meant unmistakably. */
import type { Answer } from '../schema.ts'

export const plainAnswer: Answer = {
  version: 1,
  name: 'default',
  identity: {
    name: 'node01',
    locale: 'C.UTF-8',
    timezone: 'Etc/UTC',
    keyboard: 'us',
    rootPasswordHash: null,
    sshKeys: [],
  },
  disks: {
    system: {},
    data: null,
    cache: null,
    raid: { system: 'auto', data: 'auto' },
    wipe: [],
    sizes: { state: null, cluster: null, local: null },
  },
  network: {
    management: { port: { boot: true }, bond: null, vlan: null, mtu: null, address: { method: 'dhcp' } },
    storage: null,
    dns: [],
    search: [],
    ntp: [],
  },
  cluster: { mode: 'none', name: null, address: null, probe: null, controller: null },
  preflight: { policy: null, warnings: 'accept' },
  hooks: { kvm: { nested: true }, scripts: [] },
  after: { bootOrder: 'network', finish: 'reboot' },
}

/** The same with other wishes for disks. */
export const answerWith = (disks: Partial<Answer['disks']>): Answer => ({
  ...plainAnswer,
  disks: { ...plainAnswer.disks, ...disks },
})
