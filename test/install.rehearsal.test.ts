import { afterEach, expect, test } from 'vitest'
import { moveDisk } from '../lab/disk.ts'
import { labDown, labUp } from './boots.ts'
import { expectHardware } from './seen-hardware.ts'
import { installTimeoutMs, machineOf, startHost, stepSeconds } from './installs.ts'

const lab = 'installtest'
/** Starts from the network that must keep the disk; `VMP_STARTS=10` tries all that were promised. */
const starts = Number(process.env['VMP_STARTS'] ?? 1)
const startMs = 300_000

afterEach(() => labDown(lab))

/** Beside a DHCP server of the site, which is the harder way. */
const boot = { firmware: 'uefi', medium: 'pxe', dhcp: 'proxy' } as const
const options = ['--until', 'installed', '--cpus', '1', '--timeout', `${installTimeoutMs / 1000}s`]

test(
  'a bare server with two disks becomes a host, starts from its disk again and again, and with either disk gone',
  { timeout: installTimeoutMs + (starts + 2) * startMs },
  async () => {
    const result = await labUp(lab, boot, options)
    expect(result.servers).toMatchObject([{ reached: true, state: 'installed', retries: 0 }])
    // Approved it is for less than a second: whoever looks now and then may miss that.
    expect(Object.keys(result.servers[0]!.states)).toEqual(expect.arrayContaining(['installing', 'installed']))
    process.stderr.write(`${JSON.stringify({ ...result.servers[0]!.states, steps: await stepSeconds(lab) })}\n`)
    await expectHardware(lab, boot)
    const { host, installation } = await machineOf(lab)
    expect(installation).toMatchObject({ phase: 'ended', outcome: 'installed', failure: null })
    expect(installation?.approvedBy).toMatch(/./)
    expect(host).toMatchObject({ name: 'host01', slot: 'a', verified: true, problems: [] })
    expect(host?.arrays.map(({ state }) => state)).toEqual(expect.arrayContaining(['optimal']))
    expect(host?.hooks.find(({ hook }) => hook === 'kvm')).toMatchObject({ phase: 'first-boot', problem: null })

    // Firmware asks the station at each start: it must be sent to its disk.
    for (let start = 1; start <= starts; start++) await startHost(lab, 'reset')
    expect((await machineOf(lab)).installation?.id).toBe(installation?.id)

    await moveDisk(lab, '1', 'pull', '1')
    await startHost(lab)
    const degraded = (await machineOf(lab)).host?.arrays.filter(({ state }) => state === 'degraded')
    expect(degraded?.length).toBeGreaterThan(0)
    expect(await machineOf(lab)).toMatchObject({ state: 'installed', host: { verified: true } })
  },
)
