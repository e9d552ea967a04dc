import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { start } from '../lib/exec.ts'
import type { StepEvent } from '../lib/steps.ts'
import { links, namespacePids, namespaces } from '../lib/tools/ip.ts'
import { qmpCommand } from '../lib/tools/qmp.ts'
import { moveDisk } from './disk.ts'
import { allLabs, down } from './down.ts'
import { serverIdentity } from './identity.ts'
import { list } from './list.ts'
import { labNamespace, siteNamespace } from './network.ts'
import { findServer, isOn, power, requireLab } from './power.ts'
import { endProcess, identify, isRunning } from './process.ts'
import { save } from './save.ts'
import { screen } from './screen.ts'
import { labPaths, readLab } from './state.ts'
import type { SeenMachine } from './station.ts'
import { up } from './up.ts'
import type { LabPorts, LabRequest } from './up.ts'

const lab = 'selftest'
let folder: string
let seen: SeenMachine[] = []
let approved: string[] = []

/** Stands in for `vmp serve` where only the lab itself is tried: a program that runs, and says who was seen. */
function ports(): LabPorts {
  return {
    vmp: [process.execPath, '-e', 'setInterval(() => {}, 1000)', '--'],
    images: join(folder, 'images'),
    connect: () => ({
      info: () => Promise.resolve({ url: 'https://station', pin: '00', image: 'test-1' }),
      machines: () => Promise.resolve(seen),
      putAnswer: () => Promise.resolve(),
      approve: (id) => {
        approved.push(id)
        return Promise.resolve()
      },
      doctor: () => Promise.resolve(['asked for an address']),
    }),
    makeMedium: () => Promise.reject(new Error('not asked for')),
  }
}

const request: LabRequest = {
  lab,
  servers: 1,
  firmware: 'bios',
  medium: 'pxe',
  dhcp: 'full',
  memoryMiB: 256,
  disks: [2 ** 30],
  nic: 'virtio',
  changes: new Map(),
  until: 'started',
  timeoutMs: 60_000,
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmplab-'))
  for (const [name, part] of Object.entries({ VMP_STATE: 'state', VMP_RUN: 'run', VMP_CACHE: 'cache' }))
    process.env[name] = join(folder, part)
  await mkdir(join(folder, 'images', 'test-1'), { recursive: true })
  await writeFile(join(folder, 'images', 'test-1', 'manifest.json'), '{}')
  await symlink('test-1', join(folder, 'images', 'current'))
})

afterEach(async () => {
  for (const left of [lab, 'another']) if ((await allLabs()).includes(left)) await down(left)
})
afterAll(async () => {
  await rm(folder, { recursive: true })
})

/** What the machine shows to others: its interfaces and namespaces. */
async function machine(): Promise<unknown> {
  return { links: await links(), namespaces: (await namespaces()).filter((name) => name.includes(lab)) }
}

test('up and down leave the machine as it was', async () => {
  const before = await machine()
  const result = await up({ ...request, servers: 2, dhcp: 'proxy', disks: [2 ** 30, 2 ** 30] }, ports())
  expect(result).toMatchObject({ lab, reached: true, servers: [{ name: `${lab}-1` }, { name: `${lab}-2` }] })
  expect(await links()).toEqual((before as { links: unknown }).links)
  const inside = (await links(labNamespace(lab))).map(({ name }) => name)
  expect(inside).toEqual(expect.arrayContaining(['br0', 'tap1', 'tap2', 'site']))
  expect(await namespacePids(siteNamespace(lab))).toHaveLength(1)

  const pids = await namespacePids(labNamespace(lab))
  expect(pids).toHaveLength(3)
  expect(await down(lab)).toEqual({ lab, processes: 4 })
  expect(await machine()).toEqual(before)
  expect(await Promise.all(pids.map(identify))).toEqual([undefined, undefined, undefined])
  expect(existsSync(labPaths(lab).run)).toBe(false)
  expect(existsSync(labPaths(lab).state)).toBe(false)
})

test('the power button, the screen and the list', async () => {
  await up(request, ports())
  const name = `${lab}-1`
  const listed = (await list(ports())).find((other) => other.lab === lab)
  expect(listed).toMatchObject({ lab, status: 'up', station: 'running', servers: [{ name, power: 'on', state: null }] })

  const server = findServer(await requireLab(lab), '1')
  const png = await screen(server, join(folder, 'screen.png'))
  expect((await readFile(png)).subarray(1, 4).toString()).toBe('PNG')
  await power(lab, name, 'reset')
  const first = server.process!
  await power(lab, name, 'cycle')
  expect(await isRunning(first)).toBe(false)
  const cycled = findServer(await requireLab(lab), name)
  expect(await isOn(cycled)).toBe(true)
  expect(await qmpCommand(cycled.guest.qmpSocket, 'query-status')).toMatchObject({ running: true })

  await power(lab, name, 'off')
  await power(lab, name, 'off')
  await expect(screen(findServer(await requireLab(lab), name), png)).rejects.toMatchObject({ code: 'lab.serverOff' })
  await expect(power(lab, name, 'reset')).rejects.toMatchObject({ code: 'lab.serverOff' })
  await power(lab, name, 'on')
  expect(await isOn(findServer(await requireLab(lab), name))).toBe(true)
  await expect(up(request, ports())).rejects.toMatchObject({ code: 'lab.alreadyUp' })
})

test('down finds what a crash left: processes nobody recorded, a namespace without a folder', async () => {
  await up(request, ports())
  const { station } = (await readLab(lab))!
  const pids = await namespacePids(labNamespace(lab))
  await rm(labPaths(lab).run, { recursive: true })
  expect(await allLabs()).toContain(lab)
  expect(await down(lab)).toEqual({ lab, processes: pids.length + 1 })
  expect(await isRunning(station!)).toBe(false)
  expect(await allLabs()).not.toContain(lab)
  await expect(down(lab)).rejects.toMatchObject({ code: 'lab.unknown' })
})

test('a failure before the servers run leaves nothing', async () => {
  const before = await machine()
  const failing = up({ ...request, nic: 'no-such-nic' }, ports())
  await expect(failing).rejects.toMatchObject({
    code: 'lab.serverFailed',
    params: { words: expect.stringContaining('no-such-nic') },
  })
  const noStation = {
    ...ports(),
    vmp: ['false'],
    connect: () => ({ ...ports().connect(''), info: () => Promise.reject(new Error('no')) }),
  }
  await expect(up(request, noStation)).rejects.toMatchObject({ code: 'lab.stationFailed' })
  expect(await machine()).toEqual(before)
  expect(await allLabs()).not.toContain(lab)
})

test('waits for the station to see each server, and says what it knows of one that does not come', async () => {
  const events: string[] = []
  const base = {
    id: 'm1',
    name: 'm1',
    macs: [],
    state: 'discovered',
    address: '10.77.0.50',
    shortCode: '1234',
    verdict: null,
    undecided: false,
    written: false,
    hostAt: null,
  }
  const lastEvent = { at: '2026-01-01T00:00:00Z', text: 'asked for an address' }
  seen = [{ ...base, uuid: null, discovered: false, lastEvent }]
  const run = up({ ...request, until: 'discovered', timeoutMs: 4000 }, ports(), {
    sink: (event) => {
      if (event.type === 'note') events.push(event.message!.key)
      if (event.type === 'done' && event.step === 'network')
        void readLab(lab).then(() => (seen = [{ ...seen[0]!, macs: [] }]))
    },
  })
  const result = await run
  expect(result).toMatchObject({ reached: false, servers: [{ reached: false, machine: null, doctor: [] }] })
  expect(existsSync(result.servers[0]!.screen!)).toBe(true)
  const { uuid } = result.servers[0]!
  await down(lab)

  seen = [{ ...base, uuid, discovered: true, lastEvent }]
  const reached = await up({ ...request, until: 'discovered' }, ports(), {
    sink: (event) => void (event.type === 'note' && events.push(event.message!.key)),
  })
  expect(reached).toMatchObject({
    reached: true,
    servers: [{ reached: true, shortCode: '1234', address: '10.77.0.50' }],
  })
  expect(events).toContain('lab.up.reached')
})

/** The lab's server, as its station sees it when it may be installed. */
function checked(): SeenMachine {
  const { mac, uuid } = serverIdentity(lab, 1)
  return {
    id: 'm1',
    name: 'm1',
    uuid,
    macs: [mac],
    state: 'checked',
    address: null,
    shortCode: null,
    discovered: true,
    verdict: 'fit',
    undecided: false,
    written: false,
    hostAt: null,
    lastEvent: null,
  }
}

test('installs what is checked, and is there when the host on the disk says that it is well', async () => {
  approved = []
  const machine = checked()
  seen = [machine]
  const past = new Date('2020-01-01T00:00:00Z')
  const answered = ports()
  const steps = [
    { ...machine, state: 'approved', verdict: null },
    { ...machine, state: 'installing', verdict: null },
    // What a host said before this start is not said by this one.
    { ...machine, state: 'installed', verdict: null, hostAt: past },
    { ...machine, state: 'installed', verdict: null, hostAt: new Date(Date.now() + 60_000) },
  ]
  const connect: LabPorts['connect'] = (socket) => ({
    ...answered.connect(socket),
    machines: async () => {
      const now = approved.length === 0 ? seen : [steps[0]!]
      if (approved.length > 0 && steps.length > 1) steps.shift()
      return now
    },
  })
  const result = await up({ ...request, until: 'installed' }, { ...answered, connect })
  expect(approved).toEqual(['m1'])
  expect(result).toMatchObject({ reached: true, servers: [{ reached: true, state: 'installed' }] })
  expect(Object.keys(result.servers[0]!.states)).toEqual(['checked', 'approved', 'installing', 'installed'])
})

/** @param written Whether its installation was whole when it went off. */
async function installAndOff(written: boolean): Promise<{ notes: string[]; result: Awaited<ReturnType<typeof up>> }> {
  approved = []
  const machine = checked()
  const installing = { ...machine, state: 'installing', verdict: null, written }
  const answered = ports()
  let offs = 0
  const machines = async (): Promise<SeenMachine[]> => {
    if (approved.length === 0) return [machine]
    if (offs === 0) {
      offs += 1
      await power(lab, '1', 'off')
      return [installing]
    }
    const host = { ...machine, state: 'installed', verdict: null, hostAt: new Date(Date.now() + 60_000) }
    return [(await isOn(findServer(await requireLab(lab), '1'))) ? host : installing]
  }
  const connect: LabPorts['connect'] = (socket) => ({ ...answered.connect(socket), machines })
  const notes: string[] = []
  const options = { sink: (event: StepEvent) => void (event.type === 'note' && notes.push(event.message!.key)) }
  return { notes, result: await up({ ...request, until: 'installed' }, { ...answered, connect }, options) }
}

test('a server whose answer switches it off when it is written is switched on again', async () => {
  const { notes, result } = await installAndOff(true)
  expect(result).toMatchObject({ reached: true, servers: [{ reached: true, state: 'installed' }] })
  expect(notes.filter((key) => key === 'lab.up.switchedOn')).toHaveLength(1)
})

test('a server that ends before it is written has failed', async () => {
  await expect(installAndOff(false)).rejects.toMatchObject({ code: 'lab.serverEnded' })
})

test('a medium that carries an answer file installs by itself: the lab gives the station none, and approves nothing', async () => {
  approved = []
  const media: unknown[] = []
  const answers: string[] = []
  const states = ['checked', 'approved', 'installing', 'installed']
  const answered = ports()
  const connect: LabPorts['connect'] = (socket) => ({
    ...answered.connect(socket),
    machines: () => {
      const state = states.length > 1 ? states.shift()! : states[0]!
      const hostAt = state === 'installed' ? new Date(Date.now() + 60_000) : null
      return Promise.resolve([{ ...seen[0]!, state, verdict: state === 'checked' ? ('fit' as const) : null, hostAt }])
    },
    putAnswer: (document) => Promise.resolve(void answers.push(document)),
  })
  const makeMedium: LabPorts['makeMedium'] = async (content, file) => {
    media.push(content)
    await writeFile(file, '')
  }
  const wanted = { ...request, medium: 'iso', until: 'installed', embeddedAnswer: 'site.yaml' } as const
  const result = await up(wanted, { ...answered, connect, makeMedium })
  expect(result).toMatchObject({ reached: true, servers: [{ reached: true, state: 'installed' }] })
  expect(media).toEqual([{ url: 'https://station', pin: '00', image: 'test-1', answer: 'site.yaml' }])
  expect({ approved, answers }).toEqual({ approved: [], answers: [] })
})

test('a medium that stops because its server is unfit is not waited for', async () => {
  seen = [{ ...seen[0]!, state: 'checked', verdict: 'unfit' }]
  const makeMedium: LabPorts['makeMedium'] = (_content, file) => writeFile(file, '')
  const wanted = { ...request, medium: 'iso', until: 'installed', embeddedAnswer: 'site.yaml' } as const
  await expect(up(wanted, { ...ports(), makeMedium })).rejects.toMatchObject({ code: 'lab.unfit' })
})

test('a server that is unfit is not installed', async () => {
  seen = [{ ...seen[0]!, verdict: 'unfit' }]
  await expect(up({ ...request, until: 'installed' }, ports())).rejects.toMatchObject({ code: 'lab.unfit' })
})

test('a disk is pulled from a server that runs, plugged in again, and stays out of one that starts without it', async () => {
  await up({ ...request, disks: [2 ** 30, 2 ** 30] }, ports())
  const disks = async () => {
    const { guest } = (await readLab(lab))!.servers[0]!
    const words = await qmpCommand(guest.qmpSocket, 'human-monitor-command', { 'command-line': 'info qtree' })
    return [...String(words).matchAll(/dev: scsi-hd, id "(\w+)"/g)].map(([, name = '']) => name).toSorted()
  }
  expect(await disks()).toEqual(['disk0', 'disk1'])
  await moveDisk(lab, '1', 'pull', '1')
  expect(await disks()).toEqual(['disk1'])
  await power(lab, '1', 'cycle')
  expect(await disks()).toEqual(['disk1'])
  await moveDisk(lab, '1', 'plug', '1')
  expect(await disks()).toEqual(['disk0', 'disk1'])
  await expect(moveDisk(lab, '1', 'pull', '3')).rejects.toMatchObject({ code: 'lab.badOption' })
})

test('a lab that was saved begins again under another name with the same servers and what was on their disks', async () => {
  await up(request, ports())
  const { serverState, stationState } = labPaths(lab, `${lab}-1`)
  await expect(save(lab, join(folder, 'kept'))).rejects.toMatchObject({ code: 'lab.stillOn' })
  await power(lab, '1', 'off')
  await writeFile(join(serverState, 'disk1.img'), 'customer')
  await writeFile(join(stationState, 'database'), 'machines')
  await save(lab, join(folder, 'kept'))
  await expect(save(lab, join(folder, 'kept'))).rejects.toMatchObject({ code: 'lab.folderExists' })
  const before = (await readLab(lab))!
  await down(lab)
  await up({ ...request, lab: 'another', firmware: 'uefi', disks: [], from: join(folder, 'kept') }, ports())
  const after = (await readLab('another'))!
  expect(after).toMatchObject({ subnet: before.subnet, identityOf: lab })
  const { name, uuid, firmware, nics } = before.servers[0]!.guest
  expect(after.servers[0]!.guest).toMatchObject({ name, uuid, firmware, nics })
  const [disk] = after.servers[0]!.guest.disks
  expect(await readFile(disk!.file, 'utf8')).toBe('customer')
  expect(await readFile(join(labPaths('another').stationState, 'database'), 'utf8')).toBe('machines')
})

test('a process that took over a recorded pid is left alone', async () => {
  const child = await start('sleep', ['60'])
  const identity = (await identify(child.pid))!
  await endProcess({ ...identity, startTime: identity.startTime + 1 }, 100)
  expect(await isRunning(identity)).toBe(true)
  await endProcess(identity, 1000)
  expect(await isRunning(identity)).toBe(false)
})
