import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { VmpError } from '../../lib/errors.ts'
import type { run } from '../../lib/exec.ts'
import type { StepEvent } from '../../lib/steps.ts'
import { smallHost } from '../../installer/configuration/__fixtures__/document.ts'
import { fitReport } from '../../preflight/report/__fixtures__/reports.ts'
import { machine } from '../__fixtures__/machine.ts'
import { localClient } from '../station-client.ts'
import { supportSteps } from './bundle.ts'
import type { StationThere, SupportWorld } from './bundle.ts'

let folder: string
let station: Server | undefined
/** What else is in the journal. */
let planted = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-support-'))
})
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true })
  await new Promise((resolve) => (station === undefined ? resolve(undefined) : station.close(resolve)))
  station = undefined
  planted = ''
})

const put = (file: string, content: unknown): void => {
  const path = join(folder, file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
}

const hash = '$y$j9T$saltsaltsalt$0123456789abcdefghijklmnopqrstuvwxyzABCDEFG'
const privateKey = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIGtleWtleWtleQ==\n-----END PRIVATE KEY-----'
/** Each of them stands somewhere in what is collected. */
const secrets = [
  hash,
  'plain-old-hash',
  'GtleWtleWtleQ',
  'one-time-word',
  'script-with-a-word',
  'hunter2',
  'jwk-private-half-jwk-private-half-jwk-private',
  'T000/B000/hook-key',
  'bearer-token-of-somebody',
]

/** What programs print; the journal is where secrets land that nobody meant to tell. */
const tool: typeof run = async (command, args) => {
  if (command === 'lvs') throw new VmpError('command.timeout', { command, seconds: 15 })
  const said =
    command === 'journalctl'
      ? `vmp.nonce=one-time-word root:${hash}:1 ${planted}\n${privateKey}\nAuthorization: Bearer bearer-token-of-somebody\n{"msg":"{\\"password\\":\\"hunter2\\"}"}`
      : `${[command, ...args].join(' ')} --password=hunter2`
  return { stdout: said, stderr: '' }
}

function world(commandLine: string, stations: readonly StationThere[] = []): SupportWorld {
  return {
    run: tool,
    now: () => new Date('2026-03-04T05:06:07Z'),
    version: '1.2.3',
    machine: 'node01',
    commandLine,
    folder: join(folder, 'run'),
    hostFolders: {
      root: folder,
      system: join(folder, 'system'),
      state: join(folder, 'state'),
      esps: join(folder, 'esps'),
      run: join(folder, 'run'),
    },
    report: async () => fitReport,
    stations,
  }
}

/** Unpacked as whoever gets it does, its files by their names. */
async function unpacked(about: SupportWorld, sink?: (event: StepEvent) => void) {
  const { pack } = await supportSteps.run(about, { sink })
  const file = join(folder, 'bundle.tar.gz')
  writeFileSync(file, pack.archive)
  execFileSync('tar', ['-xzf', file, '-C', folder])
  const read = (name: string): string => readFileSync(join(folder, pack.name, name), 'utf8')
  const all = execFileSync('tar', ['-xzOf', file], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  for (const secret of secrets) expect(all).not.toContain(secret)
  return { pack, read, names: pack.parts.map(({ name }) => name) }
}

const disk = 'vmp.source=disk vmp.slot=b vmp.image=image-2'

test('of an installed host: what it is, its slots, its installation; and no secret', async () => {
  planted = 'plain-old-hash'
  const text = { text: '#!/bin/sh\necho script-with-a-word' }
  const script = { name: 'site', phase: 'first-boot', script: text, timeout: 300, optional: false }
  const hooks = { ...smallHost.hooks, scripts: [script] }
  put('state/slots/b/host.json', { ...smallHost, rootPasswordHash: 'plain-old-hash', hooks })
  put('state/slots/b/machine.key', '{"kty":"OKP","crv":"Ed25519","d":"jwk-private-half-jwk-private-half-jwk-private"}')
  put('state/shared/installation.jsonl', '{"type":"done","step":"finish"}\n')
  put('state/shared/host-status.json', { note: 'token=hunter2' })
  put('system/loader/slots', 'committed=a\na=image-1\nb=image-2\ntrying=b\n')
  put('system/images/image-2/manifest.json', '{"id":"image-2"}')
  const { pack, read, names } = await unpacked(world(disk))
  expect(pack.name).toBe('vmp-support-node01-20260304-050607')
  expect(JSON.parse(read('vmp.json'))).toMatchObject({ version: '1.2.3', is: 'host', image: 'image-2' })
  expect(JSON.parse(read('host/document.json'))).toMatchObject({ name: 'node01', rootPasswordHash: '[hidden]' })
  expect(read('upgrade/slots.txt')).toContain('trying=b')
  expect(read('host/installation.jsonl')).toContain('"finish"')
  expect(JSON.parse(read('report.json'))).toMatchObject({ verdict: fitReport.verdict })
  expect(read('logs/journal.txt')).toContain('vmp.nonce=[hidden]')
  for (const name of ['storage/mdstat.txt', 'network/firewall.txt', 'boot/firmware-entries.txt', 'upgrade/images.json'])
    expect(names).toContain(name)
  // What one part cannot tell costs only that part, and is said in front.
  expect(read('README.txt')).toMatch(/storage\/volumes.txt .*lvs/)
  expect(names.filter((name) => name.startsWith('station'))).toEqual([])
})

test('a host document that cannot be read tells nothing of itself', async () => {
  put('state/slots/b/host.json', `{"rootPasswordHash": plain-old-hash`)
  const { read } = await unpacked(world(disk))
  expect(read('host/document.json')).toBe('(the host document is no JSON)\n')
})

test('of a live system: its installation, its clocks, its report', async () => {
  put('run/installation/standing.json', { end: { outcome: 'failed' }, bundle: `=== journal\n${privateKey}\nthe end` })
  put('run/installation/events', '{"type":"failed","step":"image"}')
  put('run/clock.json', { ahead: 4 })
  put('run/live.key', '{"d":"jwk-private-half-jwk-private-half-jwk-private"}')
  const { read, names } = await unpacked(world('boot=vmp vmp.source=http vmp.nonce=one-time-word'))
  expect(read('installation/log-bundle.txt')).toContain('the end')
  expect(read('installation/events.jsonl')).toContain('"image"')
  expect(read('live/clocks.json')).toContain('4')
  expect(names).toContain('report.json')
})

test('disks are not read while they are written', async () => {
  put('run/installation/standing.json', { end: null })
  let asked = 0
  const report = async () => {
    asked += 1
    return fitReport
  }
  const notes: string[] = []
  const about = { ...world('vmp.source=iso'), report }
  const { names } = await unpacked(about, ({ message }) => void (message && notes.push(message.key)))
  expect({ asked, notes, report: names.includes('report.json') }).toEqual({
    asked: 0,
    notes: ['support.installing'],
    report: false,
  })
})

test('a check that fails costs the report alone, and says why', async () => {
  const report = () => Promise.reject(new VmpError('disk.full', { path: '/x' }))
  const { read } = await unpacked({ ...world('vmp.source=iso'), report })
  expect(read('report.json')).toMatch(/^\(.*\/x/)
})

/** A station that answers what administrators may ask. */
async function stationAnswering(answers: Record<string, unknown>): Promise<StationThere> {
  const socket = join(folder, 'station.sock')
  station = createServer(({ method, url }, response) => {
    const answer = answers[`${method} ${url}`]
    if (answer === undefined) response.writeHead(500).end('{"code":"internal","params":{"detail":"password=hunter2"}}')
    else response.end(JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => station!.listen(socket, resolve))
  return { lab: null, isHere: false, client: localClient(socket) }
}

test('of a station: machines, who did what, what failed there; and no address of a webhook', async () => {
  const failure = { step: 'image', problem: { code: 'internal', params: {} }, presumed: false, bundle: true }
  const installation = { id: 'i1', phase: 'ended', failure }
  const hook = { number: 1, url: 'https://chat.example/services/T000/B000/hook-key', events: [] }
  const there = await stationAnswering({
    'GET /api/v1/machines': { machines: [{ ...machine, installation }] },
    'GET /api/v1/webhooks': { webhooks: [hook] },
    'GET /api/v1/audit?limit=2000': {
      entries: [
        { id: 1, who: 'root', action: 'approve', details: { count: 1 } },
        { id: 2, who: 'root', action: 'webhook.removed', details: { url: 'https://old.example/T000/B000/hook-key' } },
      ],
    },
    [`GET /api/v1/machines/${machine.id}/installations/i1/bundle`]: {
      text: `=== events\n${privateKey}\nimage broke, told ${hook.url} of it`,
    },
  })
  const { read, names } = await unpacked(world('quiet', [there]))
  expect(JSON.parse(read('vmp.json'))).toMatchObject({ is: 'other' })
  const [first] = JSON.parse(read('station/machines.json')) as (typeof machine)[]
  expect(first).toMatchObject({ name: 'm1' })
  expect(first).not.toHaveProperty('facts')
  expect(read('station/audit.json')).toContain('approve')
  expect(read('station/webhooks.json')).toContain('https://chat.example/…')
  expect(read('station/machines/m1/log-bundle.txt')).toContain('image broke')
  // The station's own machine need not be fit for anything.
  expect(names).not.toContain('report.json')
  // What it does not answer is said, by code.
  expect(read('station/rules.json')).toMatch(/^\(/)
})

test('a station that is not there says so in each part', async () => {
  const there = { lab: null, isHere: false, client: localClient(join(folder, 'none.sock')) }
  const { pack } = await unpacked(world('quiet', [there]))
  const about = pack.parts.filter(({ name }) => name.startsWith('station/'))
  expect(about.length).toBeGreaterThan(5)
  for (const { problem } of about) expect(problem).not.toBeNull()
})

test('cancelled it ends, and makes nothing', async () => {
  const cancel = new AbortController()
  const sink = ({ type, step }: StepEvent): void => {
    if (step === 'collect' && type === 'progress') cancel.abort()
  }
  await expect(supportSteps.run(world('quiet'), { signal: cancel.signal, sink })).rejects.toMatchObject({
    code: 'cancelled',
  })
})
