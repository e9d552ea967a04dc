/** Facts for tests: one of which nothing is known, and a server of which everything is known and nothing is wrong. */
import { nothingAround } from '../around.ts'
import type { Around } from '../around.ts'
import type { Facts } from '../facts/schema.ts'
import { factsVersion } from '../facts/schema.ts'
import type { Disk } from '../facts/schema/disks.ts'
import type { Nic } from '../facts/schema/nics.ts'
import { noBmc } from '../facts/sources/bmc.ts'
import { noClock } from '../facts/sources/clock.ts'
import { noCpu } from '../facts/sources/cpu.ts'
import { noFirmware } from '../facts/sources/firmware.ts'
import { noMemory } from '../facts/sources/memory.ts'
import { noPower } from '../facts/sources/power.ts'
import { noRaid } from '../facts/sources/raid.ts'
import { noSystem } from '../facts/sources/system.ts'
import { noTpm } from '../facts/sources/tpm.ts'
import { noVirtualization } from '../facts/sources/virtualization.ts'

export const GiB = 1024 ** 3

/** Nothing could be read. */
export const blankFacts: Facts = {
  version: factsVersion,
  collectedAt: '2026-01-01T00:00:00Z',
  took: 100,
  sources: [],
  system: noSystem,
  firmware: noFirmware,
  tpm: noTpm,
  cpu: noCpu,
  virtualization: noVirtualization,
  power: noPower,
  memory: noMemory,
  disks: [],
  raid: noRaid,
  nics: [],
  bmc: noBmc,
  clock: noClock,
  unread: [],
}

/** An empty, healthy 960 GB SSD. */
export const disk = (more: Partial<Disk> = {}): Disk => ({
  name: 'sda',
  path: `/dev/${more.name ?? 'sda'}`,
  vendor: null,
  model: 'SSD',
  serial: `D-${more.name ?? 'sda'}`,
  wwn: null,
  size: 960e9,
  rotational: false,
  removable: false,
  readOnly: false,
  transport: 'sata',
  driver: 'ahci',
  health: {
    passed: true,
    warnings: [],
    temperature: 30,
    powerOnHours: 100,
    reallocated: 0,
    pending: 0,
    mediaErrors: 0,
    wear: 1,
    spare: 100,
  },
  contents: [],
  marker: null,
  boot: false,
  ...more,
})

/** A 10 Gb/s port with link and no error. */
export const nic = (more: Partial<Nic> = {}): Nic => ({
  name: 'eno1',
  mac: '02:00:00:00:00:0a',
  driver: 'ixgbe',
  firmware: '1.0',
  wired: true,
  link: true,
  speed: 10_000,
  duplex: 'full',
  supported: [1000, 10_000],
  partner: [],
  errors: { received: 0, sent: 0, crc: 0 },
  mtu: 1500,
  lldp: null,
  boot: false,
  pciAddress: null,
  pciId: null,
  ...more,
})

/** A server with nothing to complain of under any shipped policy. */
export const fitServer: Facts = {
  ...blankFacts,
  system: {
    ...noSystem,
    vendor: 'Maker',
    product: 'Server 1',
    serial: 'S1',
    uuid: '4c4c4544-0042-3510-8054-b4c04f564433',
  },
  firmware: { vendor: 'Maker', version: '2.1', date: '01/01/2025', mode: 'uefi', secureBoot: true },
  tpm: { present: true, version: '2.0' },
  cpu: { ...noCpu, vendor: 'GenuineIntel', model: 'CPU', sockets: 1, cores: 8, threads: 16, flags: ['ept', 'vmx'] },
  virtualization: {
    flag: 'vmx',
    guest: false,
    msr: { locked: true, enabled: true },
    module: 'kvm_intel',
    problem: null,
    device: true,
    usable: true,
    nested: true,
    iommu: { offered: true, active: true },
  },
  power: {
    idle: {
      driver: 'intel_idle',
      states: [
        { name: 'POLL', latency: 0, enabled: true },
        { name: 'C1', latency: 2, enabled: true },
      ],
    },
    frequency: {
      driver: 'intel_pstate',
      governors: ['performance'],
      available: ['performance', 'powersave'],
      preferences: ['performance'],
    },
    bias: [0],
    turbo: true,
  },
  memory: {
    installed: 64 * GiB,
    usable: 62 * GiB,
    slots: 4,
    dimms: ['A1', 'A2', 'B1', 'B2'].map((locator) => ({
      locator,
      bank: null,
      size: 16 * GiB,
      type: 'DDR4',
      speed: 2933,
      manufacturer: 'Maker',
      part: 'P',
      serial: `M-${locator}`,
    })),
    ecc: 'multi-bit',
    errors: { corrected: 0, uncorrected: 0 },
    channels: [
      { name: 'A', size: 32 * GiB, dimms: 2 },
      { name: 'B', size: 32 * GiB, dimms: 2 },
    ],
  },
  disks: ['sda', 'sdb', 'sdc', 'sdd'].map((name) => disk({ name })),
  nics: [nic({ boot: true }), nic({ name: 'eno2', mac: '02:00:00:00:00:0b' })],
  bmc: {
    ...noBmc,
    present: true,
    address: '192.0.2.9',
    powerRestore: 'always-on',
    sensors: [{ name: 'Inlet Temp', value: 22, unit: 'degrees C', reading: '22 degrees C', state: 'ok' }],
    events: { count: 0, last: [] },
  },
  clock: {
    rtc: '2026-01-01T00:00:00Z',
    system: '2026-01-01T00:00:00Z',
    reference: 'station',
    ahead: 0.2,
    rtcAhead: 0.4,
    settable: true,
    battery: 'good',
  },
}

/** Surroundings that were tried, with nothing wrong in them. */
export const quietAround: Around = {
  ...nothingAround,
  network: {
    dhcpServers: [],
    addressesInUse: [],
    gateway: { address: '192.0.2.1', reachable: true },
    mtu: { target: '192.0.2.1', expected: 1500, path: 1500 },
    probe: null,
  },
}
