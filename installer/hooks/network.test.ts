import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { CommandError, type run } from '../../lib/exec.ts'
import { bondedHost, wiredHost } from '../configuration/__fixtures__/document.ts'
import { hookRun } from './__fixtures__/run.ts'
import { runHooks } from './engine.ts'
import type { Hook, HookContext } from './hook.ts'
import { networkFilesHold, networkUp, type Ask } from './network.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-network-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

interface Site {
  addresses: [string, string][]
  filters?: boolean
  gateway?: 'pings' | 'silent' | 'arp'
}

const link = ([ifname, local]: [string, string]) => ({
  ifname,
  link_type: 'ether',
  flags: ['LOWER_UP'],
  addr_info: [{ family: 'inet', local, prefixlen: 24, scope: 'global' }],
})

/** What a host on that site sees; `started` once its services were started. */
function tools({ addresses, filters = true, gateway = 'pings' }: Site, before?: Site) {
  const calls: string[] = []
  let started = before === undefined
  const out = (stdout: string) => ({ stdout, stderr: '' })
  const tool: typeof run = async (command, args) => {
    const line = [command, ...args].join(' ')
    calls.push(line)
    const now = started ? { addresses, filters } : { addresses: before!.addresses, filters: before!.filters ?? true }
    if (line.startsWith('systemctl start')) started = true
    if (line === 'ip -j addr show') return out(JSON.stringify(now.addresses.map(link)))
    if (line.includes('route show default')) return out('[{"gateway":"10.0.0.254","dev":"vmp0"}]')
    if (line.includes('neigh show'))
      return out(gateway === 'arp' ? '[{"dst":"10.0.0.1","lladdr":"52:54:00:00:00:99"}]' : '[{"dst":"10.0.0.1"}]')
    if (command === 'ping') return out(`3 packets transmitted, ${gateway === 'pings' ? 3 : 0} received`)
    if (line.startsWith('nft list')) {
      if (!now.filters) throw new CommandError(command, args, 1, 'No such file or directory')
      return out('chain input {\n\t\ttype filter hook input priority filter; policy drop;\n')
    }
    return out('')
  }
  return { calls, tool }
}

const everybody: Ask = async () => true
/** Time flies: pauses are over at once, and a deadline passes after some of them. */
const hurried = (hook: Hook): Hook => {
  let clock = 0
  const real = performance.now.bind(performance)
  return {
    ...hook,
    async verify(context: HookContext) {
      performance.now = () => real() + clock
      try {
        return await hook.verify({
          ...context,
          pause: async (milliseconds) => {
            clock += milliseconds * 10
          },
        })
      } finally {
        performance.now = real
      }
    },
  }
}

const go = async (tool: typeof run, ask = everybody, document = wiredHost) =>
  (await runHooks(hookRun(folder, [], { document, run: tool, builtIn: [hurried(networkUp(ask))] })))[0]!

const whole: [string, string][] = [
  ['vmp0', '10.0.0.5'],
  ['bond1', '10.9.0.5'],
]

test('with its addresses, a firewall, a gateway and name servers that answer, the network holds', async () => {
  const { tool, calls } = tools({ addresses: whole })
  expect(await go(tool)).toMatchObject({ outcome: 'held', problem: null, output: 'the gateway 10.0.0.1 answers' })
  expect(calls).not.toContain(expect.stringContaining('systemctl start'))
})

test('services that do not run are started, and the addresses waited for', async () => {
  const { tool } = tools({ addresses: whole }, { addresses: [], filters: false })
  expect(await go(tool)).toMatchObject({ outcome: 'applied', problem: null })
})

test('another address than the document says is none', async () => {
  const wrong = { addresses: [['vmp0', '10.0.0.77'], whole[1]!] as [string, string][] }
  const { tool } = tools(wrong)
  const context = hookRun(folder, [], { document: wiredHost, run: tool })
  const hook = { ...networkUp(everybody), check: async () => true }
  expect(await runHooks({ ...context, builtIn: [hook] })).toMatchObject([
    { outcome: 'failed', problem: { code: 'hook.network.noAddress', params: { interface: 'vmp0' } } },
  ])
})

test('a gateway that answers no ping but ARP is there; one that answers neither is not', async () => {
  expect(await go(tools({ addresses: whole, gateway: 'arp' }).tool)).toMatchObject({ problem: null })
  expect(await go(tools({ addresses: whole, gateway: 'silent' }).tool)).toMatchObject({
    outcome: 'failed',
    problem: { code: 'hook.network.gateway', params: { gateway: '10.0.0.1' } },
  })
})

test('a firewall that cannot be loaded fails it', async () => {
  const { tool } = tools({ addresses: whole, filters: false })
  expect(await go(tool)).toMatchObject({ outcome: 'failed', problem: { code: 'hook.network.noFirewall' } })
})

test('a name server that does not answer is a warning that names it', async () => {
  const ask: Ask = async (server) => server === '10.0.0.2'
  expect(await go(tools({ addresses: whole }).tool, ask)).toMatchObject({
    outcome: 'held',
    problem: { code: 'hook.network.dns', params: { servers: '10.0.0.3' }, warning: true },
  })
})

test('with DHCP any address is the right one, and the gateway is the one it gave', async () => {
  const addresses: [string, string][] = [
    ['vmp0', '10.0.0.150'],
    ['storage.20', '10.9.0.150'],
  ]
  expect(await go(tools({ addresses }).tool, everybody, bondedHost)).toMatchObject({
    problem: null,
    output: 'the gateway 10.0.0.254 answers',
  })
})

const before = async (tool: typeof run, document = wiredHost) =>
  (await runHooks(hookRun(folder, [], { document, phase: 'target', run: tool, builtIn: [networkFilesHold] })))[0]!

test('before the first boot the rules are tried, and a network that cannot be is refused', async () => {
  const { tool, calls } = tools({ addresses: [] })
  expect(await before(tool)).toMatchObject({ outcome: 'applied', problem: null })
  expect(calls).toEqual([`nft --check --file ${join(folder, 'scratch/nftables.conf')}`])
  const refused: typeof run = (command, args) => Promise.reject(new CommandError(command, args, 1, 'syntax error'))
  expect(await before(refused)).toMatchObject({ problem: { code: 'hook.network.rules' } })
  expect(await before(tool, { ...wiredHost, ports: [] })).toMatchObject({ problem: { code: 'hook.network.noPort' } })
})
