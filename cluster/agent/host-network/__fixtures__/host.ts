/** A host in memory: a folder for its files, a kernel that knows addresses, a networkd that reads the files when it is told. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { smallHost } from '../../../../installer/configuration/__fixtures__/document.ts'
import type { HostDocument } from '../../../../installer/configuration/document.ts'
import { networkFiles } from '../../../../installer/configuration/network.ts'
import type { Clock } from '../../../../lib/clock.ts'
import { VmpError } from '../../../../lib/errors.ts'
import type { run } from '../../../../lib/exec.ts'
import { log } from '../../../../lib/log.ts'
import { mkdirSync } from 'node:fs'
import { hostNetwork } from '../changes.ts'
import type { Ended } from '../record.ts'

export const oldDocument: HostDocument = {
  ...smallHost,
  network: {
    ...smallHost.network,
    management: {
      ...smallHost.network.management,
      address: { method: 'static', address: '192.0.2.5/24', gateway: null },
    },
  },
}

type Agent = ReturnType<typeof hostNetwork>

export function fakeHost() {
  const folder = mkdtempSync(join(tmpdir(), 'vmp-host-network-'))
  const documentFile = join(folder, 'state/host.json')
  const root = join(folder, 'root')
  mkdirSync(join(folder, 'state'))
  writeFileSync(documentFile, JSON.stringify(oldDocument))

  let boot = 1
  let time = 0
  let timers = new Set<{ readonly at: number; readonly call: () => void }>()
  let kernel = ''
  let commands = 0
  let dies = Infinity
  let failing: (command: string) => boolean = () => false
  let agent: Agent
  let ending = new AbortController()
  let rivals: string[] = []
  const ended: Ended[] = []

  const networkFolder = join(root, 'etc/systemd/network')
  const readFiles = (): string =>
    /^Address=(.*)$/m.exec(readFileSync(join(networkFolder, '40-vmp-vmp0.network'), 'utf8'))?.[1] ?? ''

  const runTool: typeof run = async (command, args) => {
    commands += 1
    if (commands >= dies) ending.abort()
    if (ending.signal.aborted) throw new VmpError('cancelled')
    if (failing(command)) throw new VmpError('command.missing', { command })
    if (command === 'networkctl') kernel = readFiles()
    const [local = '', prefix] = kernel.split('/')
    const about = {
      ifname: 'vmp0',
      flags: ['UP', 'LOWER_UP'],
      link_type: 'ether',
      mtu: 1500,
      address: '02:00:00:00:00:01',
    }
    const inet = { family: 'inet', local, prefixlen: Number(prefix), scope: 'global' }
    const stdout = args[0] === '-j' ? JSON.stringify([{ ...about, addr_info: local === '' ? [] : [inet] }]) : ''
    return { stdout, stderr: '' }
  }

  const clock: Clock = {
    now: () => time,
    after(milliseconds, call) {
      const timer = { at: time + milliseconds, call }
      const mine = timers
      mine.add(timer)
      return () => void mine.delete(timer)
    },
  }

  function startAgent(): void {
    ending = new AbortController()
    agent = hostNetwork({
      run: runTool,
      root,
      documentFile,
      boot: `boot ${boot}`,
      uptime: () => time / 1000,
      now: () => new Date(Date.parse('2026-01-01T00:00:00Z') + time),
      newId: () => `trial at ${time}`,
      clock,
      inUse: async () => rivals,
      onEnded: (each) => ended.push(each),
      logger: log('test'),
      signal: ending.signal,
    })
  }

  /** Until the agent waits for time to pass, or for somebody. */
  async function quiet(): Promise<void> {
    for (let turn = 0; turn < 100_000; turn += 1) {
      if (timers.size > 0) return
      const isIdle = await Promise.race([agent.idle().then(() => true), turnOfLoop(false)])
      if (isIdle && timers.size === 0) return
    }
    throw new Error('the agent neither ends nor waits')
  }

  /** /etc is rendered and networkd started, as at a boot. */
  function render(): void {
    const document = JSON.parse(readFileSync(documentFile, 'utf8')) as HostDocument
    rmSync(root, { recursive: true, force: true })
    mkdirSync(networkFolder, { recursive: true })
    for (const { path, text } of networkFiles(document)) writeFileSync(join(root, path), text)
    kernel = readFiles()
  }
  render()
  startAgent()

  return {
    documentFile,
    agent: () => agent,
    address: () => kernel,
    ended,
    commands: () => commands,
    document: () => JSON.parse(readFileSync(documentFile, 'utf8')) as HostDocument,
    /** Of every file of the network, as networkd would find it. */
    files: () =>
      readdirSync(networkFolder).map((name) => `${name}\n${readFileSync(join(networkFolder, name), 'utf8')}`),
    fails(which: (command: string) => boolean): void {
      failing = which
    },
    rivals(macs: string[]): void {
      rivals = macs
    },
    async pass(seconds: number): Promise<void> {
      const until = time + seconds * 1000
      await quiet()
      for (;;) {
        const [next] = [...timers].sort((a, b) => a.at - b.at)
        if (next === undefined || next.at > until) break
        timers.delete(next)
        time = next.at
        next.call()
        await turnOfLoop()
        await quiet()
      }
      time = until
    },
    /** Time passes, and timers are late: the machine was too busy. */
    hangs(seconds: number): void {
      time += seconds * 1000
    },
    /** At its nth command from now the agent is killed, with that command not done. */
    diesAt(command: number): void {
      dies = commands + command
    },
    /** Killed where it is; another is started, some seconds later. */
    async restartAgent(after = 3): Promise<void> {
      ending.abort()
      await agent.idle()
      timers = new Set()
      dies = Infinity
      time += after * 1000
      startAgent()
      await agent.resume()
    },
    /** Power gone and back: other boot, its seconds begin anew. */
    async restartMachine(): Promise<void> {
      ending.abort()
      await agent.idle()
      timers = new Set()
      dies = Infinity
      boot += 1
      time = 20_000
      render()
      startAgent()
      await agent.resume()
    },
    remove(): void {
      ending.abort()
      rmSync(folder, { recursive: true })
    },
  }
}
