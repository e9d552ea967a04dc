/** Hosts in network namespaces on one switch, each with etcd of the image as VMP configures it. Needs root. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run, start } from '../../../lib/exec.ts'
import type { RunningProcess } from '../../../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs } from '../../../lib/tools/ip.ts'
import { makeAuthority, revocationList } from '../../identity/authority.ts'
import { issue } from '../../identity/certificate.ts'
import { makePrivateKey, makeRequest } from '../../identity/request.ts'
import { clientUrl, memberEnvironment, peerUrl } from '../configuration.ts'
import type { MemberConfiguration } from '../configuration.ts'
import { gateway } from '../gateway.ts'
import type { Gateway } from '../gateway.ts'
import type { Member } from '../members.ts'
import { etcdPrograms } from './binary.ts'
import type { EtcdPrograms } from './binary.ts'

export interface TestHost {
  readonly name: string
  readonly address: string
  readonly folder: string
  readonly dataFolder: string
  readonly peerUrl: string
  readonly gateway: Gateway
  /** @param members None: it begins a cluster. */
  start(members: readonly Member[], more?: Readonly<Record<string, string>>): Promise<void>
  /** As by a power cut. */
  kill(): Promise<void>
  readonly exited: Promise<unknown>
  log(): string
  /** Its interface has another address from now on, and its certificate says so. */
  move(last: number): Promise<void>
}

export interface TestHosts {
  readonly hosts: readonly TestHost[]
  readonly programs: EtcdPrograms
  readonly folder: string
  /** Takes a client's certificate back at all members; returns a way in with it, and what gives it back. */
  revokedGateway(host: TestHost): Promise<{ readonly gateway: Gateway; revoke(): Promise<void> }>
  close(): Promise<void>
}

const now = new Date()

export async function testHosts(count: number): Promise<TestHosts> {
  const programs = await etcdPrograms()
  const folder = mkdtempSync(join(tmpdir(), 'vmp-etcd-hosts-'))
  // RFC 2544: of no real network.
  const subnet = `198.18.${(process.pid % 250) + 1}`
  const name = (of: string): string => `vmp-etcd-${of}-${process.pid}`
  const outside = `vmpe${process.pid}`
  const names = Array.from({ length: count }, (_, index) => `h${index + 1}`)

  await addNamespace(name('switch'))
  await batch(name('switch'), [
    ['link', 'add', 'br0', 'type', 'bridge', 'stp_state', '0', 'forward_delay', '0'],
    ['link', 'set', 'br0', 'up'],
  ])
  const plug = async (port: string): Promise<void> =>
    batch(name('switch'), [['link', 'set', port, 'master', 'br0', 'up']])
  const timeout = 15_000
  await run('ip', ['link', 'add', outside, 'type', 'veth', 'peer', 'name', 'test', 'netns', name('switch')], {
    timeout,
  })
  await run('ip', ['addr', 'add', `${subnet}.254/24`, 'dev', outside], { timeout })
  await run('ip', ['link', 'set', outside, 'up'], { timeout })
  await plug('test')

  const authority = await makeAuthority('c1', now)
  const certify = async (host: string, role: 'etcd-peer' | 'etcd-client', addresses: readonly string[]) => {
    const key = await makePrivateKey()
    const identity = { cluster: 'c1', host, role }
    const issued = await issue(authority, await makeRequest(key), identity, { addresses, names: [] }, now)
    return { key, ...issued }
  }
  const client = await certify('test', 'etcd-client', [])
  const way = (to: string, { key, certificate }: { readonly key: string; readonly certificate: string }): Gateway => {
    const tls = { authority: authority.certificate, certificate, key }
    return gateway(clientUrl(to), () => tls)
  }
  const file = (...parts: string[]): string => join(folder, ...parts)
  writeFileSync(file('ca.crt'), authority.certificate)
  const writeRevoked = async (serials: readonly string[]): Promise<void> =>
    writeFileSync(
      file('revoked.crl'),
      await revocationList(
        authority,
        serials.map((serial) => ({ serial, at: now })),
        now,
      ),
    )
  await writeRevoked([])

  const hosts = await Promise.all(
    names.map(async (host, index): Promise<TestHost> => {
      await addNamespace(name(host))
      await batch(name(host), [
        ['link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', host, 'netns', name('switch')],
        ['addr', 'add', `${subnet}.${index + 1}/24`, 'dev', 'eth0'],
        ['link', 'set', 'eth0', 'up'],
        ['link', 'set', 'lo', 'up'],
      ])
      await plug(host)
      mkdirSync(file(host), { recursive: true })
      const certifyHost = async (address: string): Promise<void> => {
        const { key, certificate } = await certify(host, 'etcd-peer', [address, '127.0.0.1'])
        writeFileSync(file(host, 'key'), key)
        writeFileSync(file(host, 'crt'), certificate)
      }
      let address = `${subnet}.${index + 1}`
      await certifyHost(address)
      let running: RunningProcess | undefined
      let open = way(address, client)
      const logFile = file(host, 'log')
      const dataFolder = file(host, 'etcd')
      return {
        name: host,
        folder: file(host),
        dataFolder,
        get address() {
          return address
        },
        get peerUrl() {
          return peerUrl(address)
        },
        get gateway() {
          return open
        },
        get exited() {
          return running?.exited ?? Promise.resolve()
        },
        async start(members, more = {}) {
          const own = { name: host, peerUrl: peerUrl(address) }
          const others = members
            .filter((other) => other.name !== host && !other.peerUrls.includes(own.peerUrl))
            .map((other) => ({ name: other.name, peerUrl: other.peerUrls[0]! }))
          const configuration: MemberConfiguration = {
            name: host,
            dataFolder,
            address,
            certificates: {
              authority: file('ca.crt'),
              certificate: file(host, 'crt'),
              key: file(host, 'key'),
              revoked: file('revoked.crl'),
            },
            cluster: { token: 'c1', state: members.length === 0 ? 'new' : 'existing', members: [...others, own] },
          }
          const env = { ...memberEnvironment(configuration), GOMAXPROCS: '2', ...more }
          running = await start('ip', execArgs(name(host), programs.etcd, []), {
            env: { ...process.env, ...env },
            logFile,
          })
        },
        async kill() {
          if (running === undefined) return
          if (existsSync(`/proc/${running.pid}`)) process.kill(running.pid, 'SIGKILL')
          await running.exited
          running = undefined
        },
        log: () => readFileSync(logFile, 'utf8'),
        async move(last) {
          const to = `${subnet}.${last}`
          await batch(name(host), [
            ['addr', 'del', `${address}/24`, 'dev', 'eth0'],
            ['addr', 'add', `${to}/24`, 'dev', 'eth0'],
          ])
          address = to
          await certifyHost(to)
          open.close()
          open = way(to, client)
        },
      }
    }),
  )
  return {
    hosts,
    programs,
    folder,
    async revokedGateway(host) {
      const other = await certify('other', 'etcd-client', [])
      return { gateway: way(host.address, other), revoke: () => writeRevoked([other.serial]) }
    },
    async close() {
      for (const host of hosts) {
        await host.kill()
        host.gateway.close()
        await deleteNamespace(name(host.name))
      }
      await deleteNamespace(name('switch'))
      await run('ip', ['link', 'delete', outside], { timeout }).catch(() => undefined)
      rmSync(folder, { recursive: true })
    },
  }
}
