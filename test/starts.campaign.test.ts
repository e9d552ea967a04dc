/** An installed server is started again and again, with any of its disks gone, and by a station that forgot it: it keeps its disks. */
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { moveDisk } from '../lab/disk.ts'
import { power } from '../lab/power.ts'
import type { PowerAction } from '../lab/power.ts'
import { save } from '../lab/save.ts'
import { labPaths, readLab } from '../lab/state.ts'
import { labDown, labUp, restartStation } from './boots.ts'
import { clientOf, installTimeoutMs, machineOf, startHost } from './installs.ts'
import { until } from './until.ts'

const lab = 'startstest'
const boot = { firmware: 'bios', medium: 'pxe', dhcp: 'full' } as const
/** Four make RAID 10. */
const disks = [1, 2, 3, 4]
const starts = 10
/** Milliseconds for one start of a server that is made in software. */
const startMs = 600_000

let scratch: string
let installed: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'vmp-starts-'))
  installed = join(scratch, 'installed')
  const options = ['--disks', disks.map(() => '64G').join(','), '--cpus', '1', '--until', 'installed']
  const { servers } = await labUp(lab, boot, [...options, '--timeout', `${installTimeoutMs / 1000}s`])
  say('installed', servers[0]!.states)
  await power(lab, '1', 'off')
  await save(lab, installed)
  await labDown(lab)
}, installTimeoutMs + startMs)
afterEach(() => labDown(lab))
afterAll(() => rm(scratch, { recursive: true }))

const say = (what: string, figures: unknown): void =>
  void process.stderr.write(`${JSON.stringify({ what, figures })}\n`)

/** The server as it was when it had been installed, switched off. */
async function begin(): Promise<void> {
  await labUp(lab, boot, ['--from', installed, '--until', 'started'])
  await power(lab, '1', 'off')
}

/** How often a host offered a login on the serial line. */
async function logins(): Promise<number> {
  const { guest } = (await readLab(lab))!.servers[0]!
  return (await readFile(guest.serialLog, 'latin1')).split(/\S login: /).length - 1
}

/** Starts the host until one can log in to it. @returns seconds */
async function startToLogin(action: PowerAction): Promise<number> {
  const since = performance.now()
  const before = await logins()
  await power(lab, '1', action)
  await until('its login', startMs / 1000, async () => ((await logins()) > before ? true : undefined))
  return Math.round((performance.now() - since) / 100) / 10
}

/** Starts the host, and looks whether the station sent the firmware to the disk. @returns seconds */
async function startSent(start: typeof startToLogin, action: PowerAction): Promise<number> {
  const since = new Date().toISOString()
  const seconds = await start(action)
  const { timeline } = await clientOf(lab).doctor({ params: { machine: (await machineOf(lab)).id } })
  expect(timeline.filter(({ at }) => at >= since).map(({ key }) => key)).toContain('machine.diskScript')
  return seconds
}

/** When each of its disks was written last. */
async function writtenAt(): Promise<number[]> {
  const { guest } = (await readLab(lab))!.servers[0]!
  return Promise.all(guest.disks.map(async ({ file }) => (await stat(file)).mtimeMs))
}

test.each(disks)('without disk %i it starts, and says which arrays lack a disk', { timeout: startMs }, async (disk) => {
  await begin()
  await moveDisk(lab, '1', 'pull', String(disk))
  const seconds = await startHost(lab, 'on')
  const { state, host } = await machineOf(lab)
  say(`without disk ${disk}`, { seconds, arrays: host?.arrays })
  expect(state).toBe('installed')
  expect(host).toMatchObject({ verified: true })
  expect(host?.arrays.map((array) => array.state)).toEqual(['degraded', 'degraded'])
})

test(
  `its firmware asks the network ${starts} times, and starts its disk each time`,
  { timeout: starts * startMs },
  async () => {
    await begin()
    const { installation } = await machineOf(lab)
    const seconds = [await startSent(startToLogin, 'on')]
    while (seconds.length < starts - 1) seconds.push(await startSent(startToLogin, 'reset'))
    // The last has the time to try all of itself again.
    seconds.push(await startSent((action) => startHost(lab, action), 'reset'))
    say('starts', seconds)
    const after = await machineOf(lab)
    expect(after).toMatchObject({ state: 'installed', host: { verified: true } })
    expect(after.installation?.id).toBe(installation?.id)
  },
)

test(
  'a station that lost its database starts it live, finds it unfit by its marker, and nothing is written',
  { timeout: startMs },
  async () => {
    await begin()
    const before = await writtenAt()
    const { stationState } = labPaths(lab)
    await restartStation(lab, async () => {
      for (const file of ['station.db', 'station.db-wal', 'station.db-shm'])
        await rm(join(stationState, file), { force: true })
    })
    await power(lab, '1', 'on')
    const machine = await until('checked', startMs / 1000, async () => {
      const found = await machineOf(lab)
      return found.report === null ? undefined : found
    })
    expect(machine.state).toBe('checked')
    const { verdict, checks } = await clientOf(lab).report({ params: { machine: machine.id }, query: {} })
    const { findings = [] } = checks.find(({ check }) => check === 'dataOnDisks') ?? {}
    expect(verdict).toBe('unfit')
    expect(findings.map(({ code }) => code)).toEqual(disks.map(() => 'dataOnDisks.foreignMarker'))
    await power(lab, '1', 'off')
    expect(await writtenAt()).toEqual(before)
  },
)
