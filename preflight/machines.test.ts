/**
 * Machines as people published them, from their tools' output to the facts. Where each comes from stands at the head of its
 * file in facts/__fixtures__. What was not published is missing there, so many of these also show what a missing source costs.
 */
import { rmSync } from 'node:fs'
import { Check } from 'typebox/value'
import { expect, onTestFinished, test } from 'vitest'
import { host } from './__fixtures__/judge.ts'
import { nothingAround } from './around.ts'
import { checks } from './checks.ts'
import { runCheck } from './evaluate.ts'
import { plant } from './facts/__fixtures__/tree.ts'
import { collectFacts } from './facts/collect.ts'
import { Facts } from './facts/schema.ts'
import type { MemoryFacts } from './facts/schema/memory.ts'

const GiB = 1024 ** 3

const times = (count: number, each: object): object[] => Array.from({ length: count }, () => each)

/** Groups of slots with as much memory as each other. */
function evenly(...names: string[]): unknown {
  return expect.toSatisfy(
    (channels: MemoryFacts['channels']) =>
      channels.map(({ name }) => name).join() === names.join() &&
      new Set(channels.map(({ size, dimms }) => `${size} ${dimms}`)).size === 1,
  )
}

/** The machine, what it is known by, that as facts, and what the policy `host` must find. */
type Machine = readonly [name: string, characteristic: string, facts: object, found: readonly string[]]

const machines: readonly Machine[] = [
  [
    'dell-r710',
    'two sockets, eight cores with two threads each, VT-x; 4 of 18 slots filled, evenly; BMC described',
    {
      system: { product: 'PowerEdge R710', serial: '861YZ4J' },
      cpu: { sockets: 2, cores: 8, threads: 16 },
      virtualization: { flag: 'vmx', guest: false },
      memory: { installed: 8 * GiB, slots: 18, ecc: 'multi-bit', channels: evenly('A', 'B') },
      bmc: { present: true },
    },
    [],
  ],
  [
    'dell-r640',
    'two groups of twelve slots, half of them filled; memory runs at less than its speed',
    {
      memory: {
        installed: 96 * GiB,
        slots: 24,
        dimms: times(12, { size: 8 * GiB, speed: 2400 }),
        channels: evenly('A', 'B'),
      },
      bmc: { present: true },
    },
    [],
  ],
  [
    'dell-r910',
    'four ten-core sockets; a volume of a PERC as the only disk; one of four ports has a link',
    {
      system: { product: 'PowerEdge R910' },
      cpu: { sockets: 4, cores: 40, threads: 40, numaNodes: 4 },
      power: {
        idle: {
          driver: 'intel_idle',
          states: [{ name: 'C0' }, { name: 'NHM-C1' }, { name: 'NHM-C3' }, { name: 'NHM-C6' }],
        },
      },
      disks: [{ name: 'sda', model: 'PERC H700', transport: 'raid', rotational: true, size: 1_798_651_772_928 }],
      nics: [{ link: true, speed: 1000 }, { link: null }, { link: null }, { link: null }],
    },
    [
      'warn powerSaving.idleStates (NHM-C3 (20 µs), NHM-C6 (200 µs))',
      'note raid.levelHidden sda',
      'advice nic.noSecond (1)',
    ],
  ],
  [
    'dell-c8220x',
    'a SATA disk on a kernel whose paths name no ATA port; neither bridge, VLAN, InfiniBand nor co-processor is a NIC',
    {
      cpu: { sockets: 2, cores: 16, numaNodes: 2 },
      disks: [{ model: 'ST9250610NS', transport: 'sata', driver: 'ahci' }],
      nics: [{ name: 'eth0' }, { name: 'eth1' }],
    },
    ['warn raid.oneDisk sda (250 GB)'],
  ],
  [
    'dell-c6145',
    'AMD-V; two threads share a core; eight NUMA nodes in four sockets; names without their trailing blanks',
    {
      system: { vendor: 'Dell', product: 'PowerEdge C6145' },
      cpu: { vendor: 'AuthenticAMD', sockets: 4, cores: 32, threads: 64, numaNodes: 8 },
      virtualization: { flag: 'svm' },
    },
    [],
  ],
  [
    'dell-e6410',
    'a laptop with two cores of two threads',
    { system: { product: 'Latitude E6410', chassis: { type: 'Laptop' } }, cpu: { sockets: 1, cores: 2, threads: 4 } },
    [],
  ],
  [
    'dell-fx160',
    'a small machine of one GiB, and one of two slots filled',
    {
      system: { chassis: { type: 'Desktop' } },
      memory: { installed: GiB, slots: 2, ecc: 'none' },
      bmc: { present: false },
    },
    ['fail memory.tooLittle (1 GiB)'],
  ],
  [
    'hpe-dl360p-gen8',
    'slots by processor, written with two blanks; no board named; iLO described',
    {
      system: { vendor: 'HP', product: 'ProLiant DL360p Gen8', board: { product: null } },
      memory: { slots: 24, installed: 64 * GiB, channels: evenly('1', '2') },
      bmc: { present: true },
    },
    [],
  ],
  [
    'hpe-microserver-gen10',
    'one of two channels empty; the size is written in GB; no BMC',
    {
      system: { vendor: 'HPE' },
      memory: {
        installed: 8 * GiB,
        ecc: 'multi-bit',
        channels: [
          { name: 'A', dimms: 1 },
          { name: 'B', dimms: 0 },
        ],
      },
      bmc: { present: false },
    },
    ['warn memory.unequal (A: 8 GiB, B: 0 B)', 'advice powerRestore.noBmc'],
  ],
  [
    'lenovo-sr645',
    'AMD EPYC: 16 of 32 slots filled, eight a processor; serial numbers withheld',
    {
      system: { vendor: 'Lenovo', product: 'ThinkSystem SR645', serial: null, uuid: null },
      memory: { installed: 512 * GiB, slots: 32, dimms: times(16, { speed: 2933 }), channels: evenly('1', '2') },
      bmc: { present: true },
    },
    ['warn powerRestore.unknown'],
  ],
  [
    'lenovo-edge-e320',
    'a notebook whose name stands in the version; both channels alike',
    {
      system: { product: '1298A8G', version: 'ThinkPad Edge E320', chassis: { type: 'Notebook' } },
      memory: { installed: 8 * GiB, ecc: 'none', channels: evenly('A', 'B') },
    },
    [],
  ],
  [
    'huawei-rh2288-v3',
    'four of eight channels filled, two a processor; "<BAD INDEX>" is nothing; BMC over BT',
    {
      system: { vendor: 'Huawei', product: 'RH2288 V3' },
      memory: { installed: 64 * GiB, slots: 16, channels: times(8, { dimms: expect.toBeOneOf([0, 1]) }) },
      bmc: { present: true },
    },
    [],
  ],
  [
    'inspur-nf5280m6',
    'sixteen channels with one module each; processors described after the memory',
    {
      memory: { installed: 512 * GiB, slots: 32, ecc: 'single-bit', channels: times(16, { size: 32 * GiB, dimms: 1 }) },
    },
    [],
  ],
  [
    'oracle-x5-2',
    'slots by processor, told by the bank alone; the rest of the cores is hidden from its Linux',
    {
      cpu: { sockets: 2, cores: 8, threads: 16 },
      memory: { installed: 256 * GiB, channels: evenly('0', '1') },
      system: { uuid: '080020ff-ffff-ffff-ffff-0010e0bcd192' },
    },
    [],
  ],
  [
    'supermicro-6018r',
    'two memory arrays; half of the channels empty; the speed as configured, by its old name',
    {
      system: { vendor: 'Supermicro', version: '0123456789' },
      memory: { slots: 8, dimms: times(4, { size: 16 * GiB, speed: 2133 }) },
      bmc: { present: true },
    },
    [],
  ],
  [
    'supermicro-4029gp',
    'two ports of 10 Gb/s cards, one with a link of 1 Gb/s, one down',
    {
      cpu: { sockets: 2, cores: 16, threads: 32 },
      power: { turbo: true },
      nics: [
        { driver: 'i40e', link: true, speed: 1000, duplex: 'full' },
        { driver: 'i40e', link: null, speed: null },
      ],
    },
    [],
  ],
  [
    'supermicro-h8qg6',
    'the two dies of a socket number their cores alike: eight cores a socket, not four',
    { cpu: { sockets: 4, cores: 32, threads: 32, numaNodes: 8 }, virtualization: { flag: 'svm' } },
    [],
  ],
  [
    'sun-x2200-m2',
    'Opterons with a BMC; a firmware that numbers what it should name',
    {
      system: { vendor: 'Sun Microsystems', chassis: { assetTag: 'To Be Filled By O.E.M.' } },
      memory: { installed: 32 * GiB, slots: 16, channels: evenly('0', '1') },
      bmc: { present: true },
    },
    [],
  ],
  [
    'asus-core2',
    'a desktop whose firmware names neither maker, product nor serial number',
    {
      system: { vendor: 'System manufacturer', product: 'System Product Name', serial: 'System Serial Number' },
      memory: { installed: 4 * GiB, ecc: 'none' },
      bmc: { present: false },
    },
    ['warn identity.blankSerial (System Serial Number)', 'advice memory.advised (4 GiB)'],
  ],
  [
    'mini-pc-j3455',
    'a mini PC whose firmware says "Default string" wherever a name belongs; 4 GiB',
    {
      system: { vendor: 'Default string', product: 'Default string', board: { product: 'Aptio CRB' } },
      memory: { installed: 4 * GiB, slots: 2, ecc: 'none', channels: [] },
      bmc: { present: false },
    },
    ['advice memory.advised (4 GiB)', 'advice powerRestore.noBmc'],
  ],
  [
    'amd-epyc-7451',
    'two sockets, 96 threads, eight NUMA nodes, deep idle state C2, governor performance; no SMBIOS at all',
    {
      cpu: { sockets: 2, cores: 48, threads: 96, numaNodes: 8, microcode: '0x8001227' },
      power: {
        idle: {
          driver: 'acpi_idle',
          states: [{ name: 'POLL' }, { name: 'C1' }, { name: 'C2', latency: 100, enabled: true }],
        },
        frequency: { driver: 'acpi-cpufreq', governors: ['performance'] },
        turbo: true,
      },
      system: { vendor: null },
    },
    ['warn powerSaving.idleStates (C2 (100 µs))'],
  ],
  [
    'intel-i7-1165g7',
    'intel_pstate with governor powersave, preference balance_power and bias normal',
    {
      cpu: { sockets: 1, cores: 4, threads: 8 },
      power: {
        frequency: { driver: 'intel_pstate', governors: ['powersave'], preferences: ['balance_power'] },
        bias: [6],
        turbo: true,
      },
    },
    ['warn powerSaving.governor (powersave)', 'warn powerSaving.bias (balance_power, energy_perf_bias 6)'],
  ],
  [
    'cloudstack-kvm',
    'a guest without nested virtualization; virtio disk and NIC; no idle states',
    {
      cpu: { sockets: 2, cores: 2 },
      virtualization: { flag: null, guest: true },
      power: { idle: { driver: null, states: [] } },
      disks: [{ name: 'vda', transport: 'virtio', size: 20 * GiB, serial: 'f9e021d3fbfe4b3c9256' }],
      nics: [{ name: 'ens3', link: true, speed: null }],
    },
    ['fail virtualization.guest', 'fail systemDisk.none (vda 21.5 GB)', 'fail memory.tooLittle (2 GiB)'],
  ],
  [
    'vmware-vm',
    'a guest without topology: two threads are two cores of one socket; one of 64 slots filled',
    {
      cpu: { sockets: 1, cores: 2, threads: 2 },
      virtualization: { flag: null, guest: true },
      memory: { installed: 4 * GiB, slots: 64, dimms: [{ locator: 'RAM slot #0', speed: null }], channels: [] },
    },
    ['fail virtualization.guest'],
  ],
  [
    'hyperv-vm',
    'a guest of 64 slots, with a UUID that is none',
    {
      system: { vendor: 'Microsoft Corporation', uuid: '3445dee7-45d0-1244-95dd-34faa067c1be33e' },
      memory: { installed: GiB, slots: 64 },
    },
    ['fail memory.tooLittle (1 GiB)', 'warn identity.blankUuid (3445dee7-45d0-1244-95dd-34faa067c1be33e)'],
  ],
]

async function factsOf(name: string): Promise<Facts> {
  const { root, run } = plant(name)
  onTestFinished(() => rmSync(root, { recursive: true }))
  const now = () => new Date('2026-03-01T00:00:00Z')
  return collectFacts({ root, run, now, signal: new AbortController().signal, elapsed: () => 0 })
}

/** How bad, what, and of which: `fail systemDisk.none`, `warn nic.errors eno1`. */
function findingsOf(facts: Facts): string[] {
  const subject = { facts, unread: facts.unread, policy: host, around: nothingAround }
  return checks
    .flatMap((check) => runCheck(check, subject).findings)
    .map(({ severity, code, subject: of, measured }) =>
      [severity, code, of, measured === null ? null : `(${measured})`].filter((part) => part !== null).join(' '),
    )
}

/** Milliseconds; a machine of 96 processors is a thousand files, and the computer may be busy. */
const patience = 30_000

test.each(machines)('%s: %s', { timeout: patience }, async (name, _, characteristic, found) => {
  const facts = await factsOf(name)
  expect(Check(Facts, facts)).toBe(true)
  expect(facts).toMatchObject(characteristic)
  await expect(`${JSON.stringify(facts, null, 2)}\n`).toMatchFileSnapshot(`facts/__golden__/${name}.json`)
  expect(findingsOf(facts)).toEqual(expect.arrayContaining([...found]))
  await expect(`${findingsOf(facts).join('\n')}\n`).toMatchFileSnapshot(`__golden__/findings/${name}.txt`)
})
