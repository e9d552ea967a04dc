/**
 * A host with two ports on two switches, with systemd-networkd as the image has it, and a person at another machine. The minute
 * to confirm in is a few seconds here.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { smallHost } from '../../../installer/configuration/__fixtures__/document.ts'
import type { HostDocument, HostNetwork } from '../../../installer/configuration/document.ts'
import { run, start } from '../../../lib/exec.ts'
import type { RunningProcess } from '../../../lib/exec.ts'
import { paths } from '../../../lib/paths.ts'
import {
  addNamespace,
  batch,
  deleteNamespace,
  execArgs,
  links,
  namespacePids,
  namespaces,
} from '../../../lib/tools/ip.ts'
import { until } from '../../../test/until.ts'
import type { AgentOptions } from './__fixtures__/agent.ts'

const name = (part: string): string => `vmp-hostnet-${part}`
const all = ['host', 'switch', 'person'].map(name)
const fixture = (file: string): string => join(import.meta.dirname, '__fixtures__', file)

let folder: string
let root: string
let documentFile: string
let machine: RunningProcess
let agent: RunningProcess | undefined
let ports: Map<string, string>

async function remove(): Promise<void> {
  const there = await namespaces()
  for (const namespace of all.filter((each) => there.includes(each))) {
    for (const pid of await namespacePids(namespace)) process.kill(pid, 'SIGKILL')
    await deleteNamespace(namespace)
  }
}

beforeAll(async () => {
  await remove()
  folder = mkdtempSync(join(tmpdir(), 'vmp-hostnet-'))
  root = join(folder, 'machine/root')
  documentFile = join(folder, 'state/host.json')
  for (const namespace of all) await addNamespace(namespace)
  await mkdir(join(folder, 'machine'))
  await mkdir(dirname(documentFile))
  for (const [lan, port, address] of [
    ['lan1', 'eth0', '192.0.2.200/24'],
    ['lan2', 'eth1', '203.0.113.200/24'],
  ] as const) {
    await batch(name('switch'), [
      ['link', 'add', lan, 'type', 'bridge', 'forward_delay', '0', 'mcast_snooping', '0'],
      ['link', 'set', lan, 'up'],
      ['link', 'add', `h-${lan}`, 'type', 'veth', 'peer', 'name', port, 'netns', name('host')],
      ['link', 'add', `p-${lan}`, 'type', 'veth', 'peer', 'name', lan, 'netns', name('person')],
      ['link', 'set', `h-${lan}`, 'master', lan, 'up'],
      ['link', 'set', `p-${lan}`, 'master', lan, 'up'],
    ])
    await batch(name('person'), [
      ['link', 'set', lan, 'up'],
      ['address', 'add', address, 'dev', lan],
    ])
  }
  ports = new Map((await links(name('host'))).map((link) => [link.name, link.mac]))
  const squashfs = paths.state('images', 'current', 'host.squashfs')
  const unshare = [
    '--mount',
    '--propagation',
    'private',
    process.execPath,
    fixture('machine.ts'),
    squashfs,
    join(folder, 'machine'),
  ]
  const log = join(folder, 'started.log')
  machine = await start('ip', execArgs(name('host'), 'unshare', unshare), { logFile: log })
  await until('the machine runs', 60, () => (readFileSync(log, 'utf8').includes('ready') ? true : undefined))
})
afterAll(async () => {
  await remove()
  rmSync(folder, { recursive: true, force: true })
})

const document = (change: Partial<HostNetwork> = {}): HostDocument => ({
  ...smallHost,
  ports: ['eth0', 'eth1'].map((port) => ({ name: port, mac: ports.get(port)! })),
  network: {
    ...smallHost.network,
    management: {
      ports: ['eth0'],
      bond: null,
      vlan: null,
      mtu: null,
      address: { method: 'static', address: '192.0.2.5/24', gateway: null },
      ...change,
    },
  },
})

const within = (...args: string[]) =>
  run('nsenter', ['--target', String(machine.pid), '--mount', '--net', ...args], { timeout: 30_000 })

/** As at a boot: the old settings, a VM on the bridge. */
beforeEach(async () => {
  writeFileSync(documentFile, JSON.stringify(document()))
  for (const file of ['network-trial.json', 'network-last.json'])
    rmSync(join(dirname(documentFile), file), { force: true })
  await within(process.execPath, fixture('apply.ts'), JSON.stringify({ root, document: document() }))
  await startAgent()
  await run('ip', ['-n', name('host'), 'link', 'add', 'vm0', 'type', 'veth', 'peer', 'name', 'guest'], {
    timeout: 5000,
  })
  await run('ip', ['-n', name('host'), 'link', 'set', 'vm0', 'master', 'vmp0', 'up'], { timeout: 5000 })
})
afterEach(async () => {
  await agent?.stop()
  await run('ip', ['-n', name('host'), 'link', 'delete', 'vm0'], { timeout: 5000 })
})

async function startAgent(more: Partial<AgentOptions> = {}): Promise<void> {
  const options: AgentOptions = { root, documentFile, boot: 'this boot', confirm: 6, ...more }
  const log = join(folder, `agent-${performance.now()}.log`)
  const args = [
    '--target',
    String(machine.pid),
    '--mount',
    '--net',
    process.execPath,
    fixture('agent.ts'),
    JSON.stringify(options),
  ]
  agent = await start('nsenter', args, { logFile: log })
  await until('the agent runs', 30, () => (readFileSync(log, 'utf8').includes('listening') ? true : undefined))
}

/** From the person's machine. */
async function ask(address: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  const words = body === undefined ? [] : [JSON.stringify(body)]
  const args = execArgs(name('person'), process.execPath, [fixture('ask.ts'), `http://${address}:443${path}`, ...words])
  return JSON.parse((await run('ip', args, { timeout: 10_000 })).stdout) as Record<string, unknown>
}

/** What the kernel has: addresses and MTU of the bridge, and what is plugged into it. */
async function inForce() {
  const { stdout } = await run('ip', ['-n', name('host'), '-j', 'addr', 'show'], { timeout: 5000 })
  const devices = JSON.parse(stdout) as {
    ifname: string
    mtu: number
    address: string
    master?: string
    addr_info: { family: string; local: string; prefixlen: number }[]
  }[]
  const bridge = devices.find(({ ifname }) => ifname === 'vmp0')!
  return {
    addresses: bridge.addr_info
      .filter(({ family }) => family === 'inet')
      .map(({ local, prefixlen }) => `${local}/${prefixlen}`),
    mac: bridge.address,
    mtu: bridge.mtu,
    portMtus: ['eth0', 'eth1'].map((port) => devices.find(({ ifname }) => ifname === port)!.mtu),
    plugged: devices
      .filter(({ master }) => master === 'vmp0')
      .map(({ ifname }) => ifname)
      .toSorted((a, b) => a.localeCompare(b)),
  }
}
const old = () => ({
  addresses: ['192.0.2.5/24'],
  mac: ports.get('eth0')!,
  mtu: 1500,
  portMtus: [1500, 1500],
  plugged: ['eth0', 'vm0'],
})

const begin = async (change: Partial<HostNetwork>): Promise<void> => {
  expect(await ask('192.0.2.5', '/begin', document(change).network)).toMatchObject({ id: 'trial' })
}
const static4 = (address: string): Partial<HostNetwork> => ({ address: { method: 'static', address, gateway: null } })
/** Another port, on another switch, another network and MTU: all that these namespaces can change at once. */
const elsewhere = { ports: ['eth1'], mtu: 1400, ...static4('203.0.113.5/24') }
const ended = (ending: string) => () =>
  ask('192.0.2.5', '/').then((status) =>
    (status['last'] as { ending?: string } | null)?.ending === ending ? true : undefined,
  )

test('settings that are confirmed through themselves stay, and VMs keep their plugs', async () => {
  await begin(elsewhere)
  await until('the new address answers', 15, () => ask('203.0.113.5', '/'))
  expect(await ask('203.0.113.5', '/confirm', {})).toEqual({})
  const fresh = {
    addresses: ['203.0.113.5/24'],
    mac: ports.get('eth1'),
    mtu: 1400,
    portMtus: [1500, 1400],
    plugged: ['eth1', 'vm0'],
  }
  expect(await inForce()).toEqual(fresh)
  expect((await ask('203.0.113.5', '/document'))['network']).toEqual(document(elsewhere).network)
  // Longer than it would have had to be confirmed in.
  await agent!.stop()
  await startAgent()
  expect(await inForce()).toEqual(fresh)
})

test('settings that nobody confirms are gone by themselves, whole', async () => {
  await begin(elsewhere)
  await until('the new address answers', 15, () => ask('203.0.113.5', '/'))
  await until('the old settings are back', 30, ended('notConfirmed'))
  expect(await inForce()).toEqual(old())
  expect((await ask('192.0.2.5', '/document'))['network']).toEqual(document().network)
})

test('a confirmation that comes in the old way, or too late, is refused', async () => {
  // Both addresses are reached by the person, and the host still answers for the old one.
  await begin({ mtu: 1400, ...static4('192.0.2.6/24') })
  await until('the new address answers', 15, () => ask('192.0.2.6', '/'))
  await run('ip', ['-n', name('host'), 'address', 'add', '192.0.2.5/24', 'dev', 'vmp0'], { timeout: 5000 })
  expect(await ask('192.0.2.5', '/confirm', {})).toMatchObject({ code: 'hostNetwork.otherWay' })
  await until('the old settings are back', 30, ended('notConfirmed'))
  expect(await ask('192.0.2.5', '/confirm', {})).toMatchObject({ code: 'hostNetwork.noTrial' })
  expect(await inForce()).toEqual(old())
})

test.each(['nft', 'ip -j link show', 'networkctl reload'])(
  'an agent killed at %s: the next one brings the old settings back',
  async (command) => {
    await agent!.stop()
    const diesAt = command === 'nft' ? `nft --file ${join(root, 'etc/nftables.conf')}` : command
    await startAgent({ diesAt })
    await begin(elsewhere)
    expect(await agent!.exited).toMatchObject({ signal: 'SIGKILL' })
    await startAgent()
    expect(await ask('192.0.2.5', '/')).toMatchObject({ trial: null, last: { ending: 'interrupted' } })
    expect(await inForce()).toEqual(old())
  },
)

test('an agent killed while it waits: the next one keeps to the time', async () => {
  await begin(elsewhere)
  await until('the new address answers', 15, () => ask('203.0.113.5', '/'))
  process.kill(agent!.pid, 'SIGKILL')
  await agent!.exited
  expect(await inForce()).toMatchObject({ addresses: ['203.0.113.5/24'] })
  await startAgent()
  await until('the old settings are back', 30, ended('notConfirmed'))
  expect(await inForce()).toEqual(old())
})
