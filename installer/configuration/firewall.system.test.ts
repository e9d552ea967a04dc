/** The rules as the kernel keeps them: what is listed answers, all else is as if nobody were there. Needs root. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommandError, run } from '../../lib/exec.ts'
import { addNamespace, batch, deleteNamespace, execArgs } from '../../lib/tools/ip.ts'
import { bondedHost, smallHost, wiredHost } from './__fixtures__/document.ts'
import { firewallFiles } from './firewall.ts'

const host = `vmp-fw-host-${process.pid}`
const site = `vmp-fw-site-${process.pid}`
const timeout = 30_000
let folder: string

const inside = (namespace: string, program: string, args: string[]) =>
  run('ip', execArgs(namespace, program, args), { timeout })

function rulesOf(document: typeof smallHost): string {
  const path = join(folder, 'nftables.conf')
  writeFileSync(path, firewallFiles(document)[0]!.text)
  return path
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-firewall-'))
  await addNamespace(host)
  await addNamespace(site)
  await batch(host, [
    ['link', 'add', 'vmp0', 'type', 'veth', 'peer', 'name', 'out', 'netns', site],
    ['addr', 'add', '10.111.0.1/24', 'dev', 'vmp0'],
    ['link', 'set', 'vmp0', 'up'],
    ['link', 'set', 'lo', 'up'],
  ])
  await batch(site, [
    ['addr', 'add', '10.111.0.2/24', 'dev', 'out'],
    ['link', 'set', 'out', 'up'],
  ])
})
afterAll(async () => {
  await deleteNamespace(host)
  await deleteNamespace(site)
  rmSync(folder, { recursive: true })
})

/** Nobody listens: a packet that comes through is refused, one that is dropped is answered by nobody. */
async function knock(port: number): Promise<string> {
  const program = `const socket = require('node:net').connect({ host: '10.111.0.1', port: ${port}, timeout: 700 })
    .on('error', (error) => { console.log(error.code); process.exit() })
    .on('timeout', () => { console.log('silent'); process.exit() })`
  return (await inside(site, process.execPath, ['-e', program])).stdout.trim()
}

test.each([
  ['one port', smallHost],
  ['a VLAN and a bond', wiredHost],
  ['both networks over one bond', bondedHost],
])('the rules of a host with %s are what nft takes, also the second time', async (_, document) => {
  const path = rulesOf(document)
  await inside(host, 'nft', ['--file', path])
  await inside(host, 'nft', ['--file', path])
  const { stdout } = await inside(host, 'nft', ['list', 'table', 'inet', 'vmp'])
  expect(stdout.match(/policy drop/g)).toHaveLength(2)
})

test('before the rules a host answers on every port; with them on those that are listed, and to ping', async () => {
  await run('ip', execArgs(host, 'nft', ['flush', 'ruleset']), { timeout })
  expect(await Promise.all([22, 80, 443].map(knock))).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'ECONNREFUSED'])
  await inside(host, 'nft', ['--file', rulesOf(smallHost)])
  expect(await Promise.all([22, 80, 443].map(knock))).toEqual(['ECONNREFUSED', 'silent', 'ECONNREFUSED'])
  await inside(site, 'ping', ['-n', '-c', '1', '-W', '2', '10.111.0.1'])
})

test('rules of others stay when ours are loaded', async () => {
  await inside(host, 'nft', ['add', 'table', 'inet', 'guests'])
  await inside(host, 'nft', ['--file', rulesOf(smallHost)])
  const { stdout } = await inside(host, 'nft', ['list', 'tables'])
  expect(stdout).toContain('table inet guests')
})

test('a damaged file changes nothing', async () => {
  const path = rulesOf(smallHost)
  await inside(host, 'nft', ['--file', path])
  writeFileSync(path, `${firewallFiles(smallHost)[0]!.text}\nnonsense {\n`)
  await expect(inside(host, 'nft', ['--file', path])).rejects.toBeInstanceOf(CommandError)
  expect(await knock(80)).toBe('silent')
})
