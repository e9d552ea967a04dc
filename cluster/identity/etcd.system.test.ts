/** What etcd, as a host has it, makes of our certificates: whom it lets read, whom it lets vote, and whose it takes no more. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../lib/__fixtures__/free-port.ts'
import { start } from '../../lib/exec.ts'
import type { RunningProcess } from '../../lib/exec.ts'
import { until } from '../../test/until.ts'
import { etcdPrograms } from '../etcd/__fixtures__/binary.ts'
import { makeAuthority, revocationList } from './authority.ts'
import type { Authority } from './authority.ts'
import { commonNames, issue } from './certificate.ts'
import type { Issued, Role } from './certificate.ts'
import { makePrivateKey, makeRequest } from './request.ts'

type Pair = Issued & { readonly key: string }

const now = new Date()
const reach = { addresses: ['127.0.0.1'], names: ['node01'] }
const folder = mkdtempSync(join(tmpdir(), 'vmp-identity-'))
let authority: Authority
let etcd: RunningProcess
let ports: { readonly client: number; readonly peer: number }
let pairs: Record<'host' | 'peer' | 'client' | 'removed' | 'elsewhere', Pair>

async function pair(role: Role, host: string, to = reach): Promise<Pair> {
  const key = await makePrivateKey()
  return { key, ...(await issue(authority, await makeRequest(key), { cluster: 'c1', host, role }, to, now)) }
}

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text, { mode: 0o600 })
  return join(folder, name)
}

beforeAll(async () => {
  authority = await makeAuthority('c1', now)
  pairs = {
    host: await pair('host', 'h1'),
    peer: await pair('etcd-peer', 'h1'),
    client: await pair('etcd-client', 'h2'),
    removed: await pair('etcd-client', 'h3'),
    elsewhere: await pair('etcd-peer', 'h4', { addresses: ['192.0.2.4'], names: [] }),
  }
  ports = { client: await freePort(), peer: await freePort() }
  const ca = file('ca.crt', authority.certificate)
  const list = await revocationList(authority, [{ serial: pairs.removed.serial, at: now }], now)
  const revoked = file('revoked.crl', list)
  const [clientUrl, peerUrl] = [`https://127.0.0.1:${ports.client}`, `https://127.0.0.1:${ports.peer}`]
  const options = {
    name: 'h1',
    'data-dir': join(folder, 'data'),
    'listen-client-urls': clientUrl,
    'advertise-client-urls': clientUrl,
    'listen-peer-urls': peerUrl,
    'initial-advertise-peer-urls': peerUrl,
    'initial-cluster': `h1=${peerUrl}`,
    'cert-file': file('host.crt', pairs.host.certificate),
    'key-file': file('host.key', pairs.host.key),
    'client-cert-auth': 'true',
    'trusted-ca-file': ca,
    'client-crl-file': revoked,
    'peer-cert-file': file('peer.crt', pairs.peer.certificate),
    'peer-key-file': file('peer.key', pairs.peer.key),
    'peer-client-cert-auth': 'true',
    'peer-trusted-ca-file': ca,
    'peer-crl-file': revoked,
    'peer-cert-allowed-cn': commonNames['etcd-peer'],
  }
  const args = Object.entries(options).map(([name, value]) => `--${name}=${value}`)
  etcd = await start((await etcdPrograms()).etcd, args, { logFile: join(folder, 'log') })
  await until('etcd answers', 30, async () => ((await ask('client', pairs.client)) === 200 ? true : undefined))
})
afterAll(async () => {
  await etcd?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** The status of the answer; null when it was not let in. */
function ask(door: 'client' | 'peer', who: Pair | null): Promise<number | null> {
  const [method, path] = door === 'client' ? ['POST', '/v3/kv/range'] : ['GET', '/members']
  const identity = who === null ? {} : { key: who.key, cert: who.certificate }
  return new Promise((resolve) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: ports[door],
        method,
        path,
        ca: authority.certificate,
        agent: false,
        timeout: 5000,
        ...identity,
      },
      (response) => {
        response.resume()
        resolve(response.statusCode ?? null)
      },
    )
    call.once('timeout', () => call.destroy())
    call.once('error', () => resolve(null))
    call.end(method === 'POST' ? JSON.stringify({ key: 'YQ==' }) : undefined)
  })
}

test('hosts and clients of the cluster read and write, nobody else, and none that was taken back', async () => {
  expect(await ask('client', pairs.client)).toBe(200)
  expect(await ask('client', pairs.host)).toBe(200)
  expect(await ask('client', pairs.removed)).toBeNull()
  expect(await ask('client', null)).toBeNull()
})

test('only peers speak as peers, from an address that their certificate has', async () => {
  expect(await ask('peer', pairs.peer)).toBe(200)
  expect(await ask('peer', pairs.host)).toBeNull()
  expect(await ask('peer', pairs.client)).toBeNull()
  expect(await ask('peer', pairs.elsewhere)).toBeNull()
  expect(await ask('peer', null)).toBeNull()
})
