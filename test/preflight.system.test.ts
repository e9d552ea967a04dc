import { afterEach, expect, test } from 'vitest'
import { labPaths, readLab } from '../lab/state.ts'
import { run } from '../lib/exec.ts'
import type { Report } from '../preflight/report.ts'
import { bootTimeoutMs, labDown, labUp, vmp } from './boots.ts'

const lab = 'preflighttest'
/** The live system asks late sources again after 20 s, three times; each round may take as long as its slowest source. */
const readAgainMs = 240_000
const timeout = bootTimeoutMs + readAgainMs + 180_000

afterEach(() => labDown(lab))

/** What `vmp preflight report` says of a server, found by its NIC: its UUID may be another's, too. */
async function reportOn(server: number): Promise<Report> {
  const { mac } = (await readLab(lab))!.servers[server - 1]!.guest.nics[0]!
  const args = ['preflight', 'report', mac, '--json', '--socket', labPaths(lab).stationSocket]
  return JSON.parse((await run(vmp, args, { timeout: 60_000 })).stdout) as Report
}

const findingsOf = ({ checks }: Report): string[] =>
  checks
    .flatMap(({ findings }) => findings.map(({ code, severity, subject }) => `${severity} ${code} ${subject ?? '-'}`))
    .toSorted()

/** What every rehearsal server shows under the policy `host`: QEMU's BMC keeps no power policy, its CPU one NIC of 1 Gb/s. */
const always = ['advice nic.noSecond -', 'warn powerRestore.unknown -']

test('servers with defects end with exactly the findings that these are', { timeout }, async () => {
  const defects = {
    '1': 'no-virtualization,memory=3G,rtc=2020-01-01',
    '2': 'uuid=1,disks=40G,content=1:ext4,nics=2,nolink=2,stick',
  }
  const changes = Object.entries(defects).flatMap(([server, change]) => ['--with', `${server}:${change}`])
  const options = ['--servers', '2', '--until', 'checked', ...changes]
  const result = await labUp(lab, { firmware: 'bios', medium: 'pxe', dhcp: 'full' }, options)
  expect(result.servers).toMatchObject([
    { reached: true, verdict: 'unfit' },
    { reached: true, verdict: 'unfit' },
  ])
  // A source that a busy machine was too slow for is `unknown` at first, and asked again by itself.
  const findings = (server: number) => async () => findingsOf(await reportOn(server))
  await expect
    .poll(findings(1), { timeout: readAgainMs, interval: 2000 })
    .toEqual(
      [
        ...always,
        'fail clock.off -',
        'fail identity.sharedUuid -',
        'fail memory.tooLittle -',
        'fail virtualization.guest -',
      ].toSorted(),
    )
  await expect
    .poll(findings(2), { timeout: readAgainMs, interval: 2000 })
    .toEqual(
      [
        ...always,
        'advice memory.advised -',
        'fail identity.sharedUuid -',
        'fail systemDisk.none -',
        'warn dataOnDisks.content sda',
      ].toSorted(),
    )
  const { checks, facts } = await reportOn(2)
  expect(new Set(facts.nics.map(({ link }) => link))).toEqual(new Set([false, true]))
  const named = checks.flatMap(({ findings }) => findings).find(({ code }) => code === 'dataOnDisks.content')
  expect(named?.measured).toContain('ext4 "customer"')

  // The same report is on the stick that was plugged in.
  const stick = (await readLab(lab))!.servers[1]!.guest.stick!
  const files = async () => (await run('mdir', ['-b', '-i', stick, '::'], { timeout: 10_000 })).stdout
  await expect.poll(files, { timeout: 60_000 }).toMatch(/-en\.html/)
  const [json = ''] = /\S+\.json/.exec(await files()) ?? []
  const { stdout } = await run('mtype', ['-i', stick, json], { timeout: 10_000 })
  expect((JSON.parse(stdout) as Report).facts.system.serial).toBe(facts.system.serial)
})
