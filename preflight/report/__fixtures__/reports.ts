/** Reports for tests: a fit server, one with much to complain of, and one whose hardware says hostile things of itself. */
import { disk, fitServer, GiB, nic } from '../../__fixtures__/facts.ts'
import { nothingAround } from '../../around.ts'
import { countsOf } from '../../evaluate.ts'
import type { Facts } from '../../facts/schema.ts'
import type { Finding } from '../../finding.ts'
import { reportVersion } from '../../report.ts'
import type { CheckResult, Report } from '../../report.ts'

const passing = (check: string): CheckResult => ({ check, status: 'pass', findings: [] })

export const finding = (code: string, severity: Finding['severity'], more: Partial<Finding> = {}): Finding => ({
  code,
  severity,
  subject: null,
  params: {},
  measured: null,
  threshold: null,
  vendorRemedies: [],
  ...more,
})

/** A report whose counts and verdict are those of its results. */
export function reportOf(facts: Facts, results: readonly CheckResult[] = [], more: Partial<Report> = {}): Report {
  const counts = countsOf(results)
  return {
    version: reportVersion,
    id: '0193a2c4-0000-7000-8000-000000000001',
    program: '0.1.0',
    machine: { id: null, name: 'rack2-07' },
    policy: { name: 'host', digest: 'ab'.repeat(32) },
    startedAt: '2026-03-02T06:00:00Z',
    finishedAt: '2026-03-02T06:00:04Z',
    took: 4210,
    verdict: counts.fail > 0 ? 'unfit' : 'fit',
    counts,
    checks: [...results],
    fixes: [],
    deep: [],
    around: nothingAround,
    facts,
    ...more,
  }
}

export const fitReport = reportOf(fitServer, ['virtualization', 'memory', 'systemDisk', 'nic', 'clock'].map(passing))

const virtualizationOption: Finding['vendorRemedies'] = [
  {
    vendor: 'Maker',
    applies: 'Server 1',
    menu: ['System Setup', 'System BIOS', 'Processor Settings'],
    option: 'Virtualization Technology',
    value: 'Enabled',
    source: { title: 'Server 1 Setup Guide, page 41', url: 'https://example.com/server1/setup.pdf' },
  },
]

export const busyServer: Facts = {
  ...fitServer,
  system: {
    ...fitServer.system,
    vendor: 'Maker Electronic Information Industry Co., Ltd.',
    product: 'Server 1 Gen5',
    serial: 'CN7792113K0042',
    board: { vendor: 'Maker', product: '0YWR7D', serial: '.CN7792113K0042.' },
    chassis: { type: 'Rack Mount Chassis', serial: 'CN7792113K0042', assetTag: null },
  },
  cpu: { ...fitServer.cpu, model: 'Intel(R) Xeon(R) Gold 6230 CPU @ 2.10GHz', sockets: 2, cores: 40, threads: 80 },
  memory: {
    ...fitServer.memory,
    installed: 12 * 32 * GiB,
    slots: 24,
    dimms: Array.from({ length: 12 }, (_, index) => ({
      locator: `A${index + 1}`,
      bank: null,
      size: 32 * GiB,
      type: 'DDR4',
      speed: 2933,
      manufacturer: 'Hynix',
      part: 'HMA84GR7CJR4N-WM',
      serial: `5382${1000 + index}`,
    })),
  },
  disks: [
    disk({ model: 'MZ7KH960HAJR0D3', serial: 'S47NNA0M100123', vendor: 'ATA' }),
    ...['sdb', 'sdc', 'sdd', 'sde'].map((name, index) =>
      disk({
        name,
        model: 'ST4000NM017A-2TR101',
        serial: `WS2300${index}`,
        size: 4e12,
        rotational: true,
        transport: 'sas',
        contents: [
          { path: `/dev/${name}1`, kind: 'filesystem', type: 'ext4', label: 'backup', uuid: null, size: 4e12 },
          {
            path: `/dev/${name}2`,
            kind: 'raid-member',
            type: 'linux_raid_member',
            label: 'old:0',
            uuid: null,
            size: 1,
          },
        ],
        health: { ...disk().health!, reallocated: index, wear: null },
      }),
    ),
  ],
  raid: {
    controllers: [{ name: 'PERC H730P', driver: 'megaraid_sas', pciAddress: '0000:18:00.0', firmware: '25.5.9.0001' }],
    arrays: [
      { name: 'sdf', kind: 'controller', level: 'raid5', size: 12e12, state: 'degraded', members: [], missing: 1 },
    ],
    disks: ['0', '1', '2'].map((slot) => ({
      name: `megaraid,${slot}`,
      model: 'ST6000NM0034',
      serial: `S4D0000${slot}`,
      size: 6e12,
      health: disk().health,
    })),
  },
  nics: [
    nic({ boot: true, firmware: '8.30 0x80004d2f 1.2926.0', driver: 'i40e' }),
    nic({
      name: 'eno2',
      mac: '02:00:00:00:00:0b',
      speed: 100,
      duplex: 'half',
      errors: { received: 12, sent: 0, crc: 12 },
      lldp: { system: 'sw-3', port: 'ge-0/0/17', description: null, vlan: 120 },
    }),
    nic({ name: 'ens1f0np0', mac: '02:00:00:00:00:0c', link: false, speed: null, duplex: null }),
  ],
  bmc: {
    ...fitServer.bmc,
    sensors: Array.from({ length: 40 }, (_, index) => ({
      name: index === 3 ? 'PSU2 Status' : `Fan${index + 1}A`,
      value: index === 3 ? null : 5400 + index,
      unit: index === 3 ? null : 'RPM',
      reading: index === 3 ? 'Failure detected' : null,
      state: index === 3 ? ('critical' as const) : ('ok' as const),
    })),
    events: {
      count: 214,
      last: [
        { at: '02/27/2026 10:11:12', sensor: 'PSU2 Status', event: 'Power Supply AC lost' },
        { at: '02/28/2026 01:20:00', sensor: 'Intrusion', event: 'General Chassis intrusion' },
      ],
    },
  },
  unread: [{ source: 'lldpcli', reason: 'lldpcli did not finish within 5 s and was ended.\nIt hangs.' }],
}

const bad = (check: string, findings: readonly Finding[]): CheckResult => ({
  check,
  status: findings[0]!.severity,
  findings: [...findings],
})

export const unfitReport = reportOf(
  busyServer,
  [
    bad('virtualization', [finding('virtualization.off', 'fail', { vendorRemedies: virtualizationOption })]),
    bad('memory', [finding('memory.tooLittle', 'fail', { measured: '3 GiB', threshold: '≥ 3.5 GiB' })]),
    passing('systemDisk'),
    bad(
      'dataOnDisks',
      ['sdb', 'sdc', 'sdd', 'sde'].map((name) =>
        finding('dataOnDisks.content', 'warn', {
          subject: name,
          measured: 'ext4 "backup", linux_raid_member "old:0"',
          params: { serial: `WS-${name}`, size: '4 TB' },
        }),
      ),
    ),
    bad('nic', [
      finding('nic.halfDuplex', 'warn', { subject: 'eno2', measured: 'half' }),
      finding('nic.slowStorage', 'advice', { measured: '1 Gb/s', threshold: '≥ 10 Gb/s' }),
    ]),
    bad('powerRestore', [finding('powerRestore.unknown', 'unknown')]),
    passing('identity'),
    passing('clock'),
  ],
  {
    fixes: [
      {
        fix: 'clock',
        outcome: 'changed',
        before: '2020-01-01T00:00:09Z',
        after: '2026-03-02T06:00:00Z',
        problem: null,
      },
      { fix: 'powerRestore', outcome: 'failed', before: 'always-off', after: null, problem: 'the controller refused' },
    ],
    deep: [
      {
        test: 'disks',
        subject: 'sdb',
        outcome: 'passed',
        took: 61.2,
        covered: 12.25,
        figures: [
          { name: 'throughput', value: 214.512, unit: 'MB/s' },
          { name: 'p99', value: 12.1, unit: 'ms' },
        ],
        problem: null,
      },
    ],
  },
)

const script = `</title></style></script><script>window.owned=1</script><img src=x onerror="window.owned=2">'"`
const turned = '\u202Eevil\u2066\u200Fserial\u0007\u0000'
const long = 'W'.repeat(256)

/** What a serial number may be when somebody wants to own the reader's browser, or to spoil the page. */
export const hostileReport = reportOf(
  {
    ...busyServer,
    system: { ...busyServer.system, vendor: script, product: long, serial: turned, version: '{{constructor}}' },
    disks: [disk({ model: long, serial: script }), disk({ name: script, serial: turned })],
    nics: [nic({ name: long, driver: script, lldp: { system: turned, port: long, description: null, vlan: 1 } })],
    unread: [{ source: script, reason: `${script}\n${long}` }],
  },
  [
    bad('memory', [
      finding('memory.tooLittle', 'fail', { subject: script, measured: long, threshold: turned }),
      finding('memory.tooLittle', 'fail', { subject: long, measured: script }),
    ]),
    bad(script, [
      finding(`${script}.x`, 'warn', {
        vendorRemedies: [
          {
            vendor: script,
            applies: long,
            menu: [script, long],
            option: turned,
            value: script,
            source: { title: script, url: 'javascript:window.owned=3' },
          },
        ],
      }),
    ]),
  ],
  { machine: { id: null, name: script }, id: script, program: script, policy: { name: script, digest: script } },
)

/** Reports of `count` servers of one model with names of their own, all alike but for what `change` makes of each. */
export function fleetReports(count: number, change: (facts: Facts, index: number) => Facts): Report[] {
  return Array.from({ length: count }, (_, index) => {
    const own = { ...busyServer, system: { ...busyServer.system, serial: `S-${index}` } }
    return { ...unfitReport, id: `r-${index}`, machine: { id: null, name: `node-${index}` }, facts: change(own, index) }
  })
}
