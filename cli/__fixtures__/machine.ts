import { blankFacts, disk, GiB, nic } from '../../preflight/__fixtures__/facts.ts'
import type { Machine } from '../../pxe/contract/machines.ts'

/** A machine as the API shows it: heard, described, and with a finding. */
export const machine: Machine = {
  id: '11111111-0000-4000-8000-000000000001',
  name: 'm1',
  state: 'discovered',
  since: '2026-01-01T00:00:00.000Z',
  talking: true,
  lastSeenAt: '2026-01-01T00:01:00.000Z',
  evidence: {
    uuid: '4c4c4544-0042-3510-8054-b4c04f564433',
    serial: 'S1',
    macs: ['02:00:00:00:00:0a', '02:00:00:00:00:0b'],
  },
  vendor: 'Maker',
  product: 'Server 1',
  firmware: 'uefi',
  secureBoot: true,
  address: '192.0.2.7',
  loader: null,
  live: {
    bootId: 'b1',
    startedAt: '2026-01-01T00:00:30.000Z',
    shortCode: 'ABC-DEF',
    enrolledFromMedia: false,
    source: 'http',
    image: 'image-1',
    addresses: ['192.0.2.7', '198.51.100.7'],
    clock: { rtc: null, system: '2026-01-01T00:00:29.000Z', ahead: 0 },
  },
  facts: {
    ...blankFacts,
    system: { ...blankFacts.system, vendor: 'Maker', product: 'Server 1', serial: 'S1' },
    firmware: { ...blankFacts.firmware, mode: 'uefi', secureBoot: true },
    cpu: { ...blankFacts.cpu, model: 'CPU 1', sockets: 2, cores: 8, threads: 16 },
    memory: { ...blankFacts.memory, installed: 64 * GiB, usable: 62 * GiB },
    disks: [disk({ model: 'Disk 1', serial: 'D1', size: 960_197_124_096 })],
    nics: [
      nic({ driver: 'igb', speed: 1000, boot: true }),
      nic({ name: 'eno2', mac: '02:00:00:00:00:0b', driver: null, link: false, speed: null, duplex: null }),
    ],
    bmc: { ...blankFacts.bmc, present: true, address: '192.0.2.200' },
  },
  factsAt: '2026-01-01T00:00:32.000Z',
  report: null,
  checking: null,
  recheck: null,
  findings: [{ key: 'finding.uuidShared', params: { uuid: 'u', machines: 'm1, m2' } }],
  lastEvent: { at: '2026-01-01T00:00:32.000Z', key: 'machine.took', params: { address: '192.0.2.7' } },
}
