import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { importJWK, jwtVerify } from 'jose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makeAuthority } from '../lib/station/__fixtures__/authority.ts'
import { log } from '../lib/log.ts'
import { openProofKey } from '../lib/station/proof-key.ts'
import type { ProofKey } from '../lib/station/proof-key.ts'
import { waker } from '../lib/waker.ts'
import type { HostReport } from '../pxe/contract/install.ts'
import { keepReporting, reportBackoff } from './reporting.ts'
import type { ReportingOptions } from './reporting.ts'

const logger = log('test')
logger.level = 'silent'
let folder: string
let key: ProofKey
let station: { url: URL; pin: string; heard: string[]; down: boolean; close: () => void }
let ending: AbortController
let running: Promise<void> | undefined

const report: HostReport = {
  installation: 'installation-0001',
  name: 'node01',
  image: '0.1.0-aaaa',
  slot: 'a',
  verified: true,
  hooks: [],
  problems: [],
  arrays: [{ name: 'system', state: 'optimal' }],
  addresses: [],
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-reporting-'))
  key = await openProofKey(join(folder, 'machine.key'), () => new Date())
  const authority = await makeAuthority()
  const heard: string[] = []
  const state = { down: false }
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const answer = (status: number, body: object) => response.writeHead(status).end(JSON.stringify(body))
    if (request.url === '/api/v1/time') return answer(200, { now: new Date().toISOString() })
    if (state.down) return answer(503, { code: 'internal', params: { detail: 'starting' } })
    const { method = '', url = '' } = request
    const token = request.headers.authorization?.replace('VMP-Proof ', '') ?? ''
    const { payload } = await jwtVerify(token, await importJWK(key.publicKey, 'EdDSA'), { maxTokenAge: 60 })
    if (payload['htm'] !== method || payload['htu'] !== url) return answer(401, { code: 'host.unknown', params: {} })
    const body = JSON.parse(await text(request)) as Partial<HostReport>
    heard.push(url.endsWith('report') ? `report ${body.arrays![0]!.state}` : 'beat')
    return answer(200, { state: 'installed' })
  }
  const server: Server = createServer(await authority.issue(), (request, response) => {
    serve(request, response).catch(() => response.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  station = {
    url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
    pin: authority.pin,
    heard,
    get down() {
      return state.down
    },
    set down(value) {
      state.down = value
    },
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
  ending = new AbortController()
})
afterEach(async () => {
  ending.abort()
  await running
  station.close()
  rmSync(folder, { recursive: true })
})

function start(more: Partial<ReportingOptions> = {}): ReportingOptions {
  const options: ReportingOptions = {
    station,
    keyFile: join(folder, 'machine.key'),
    report: () => report,
    beat: () => ({ uptime: 1, memoryFree: 1, addresses: [] }),
    waker: waker(),
    onHeard: () => {},
    takeTime: async () => {},
    now: () => new Date(),
    random: () => 0,
    logger,
    every: 20,
    ...more,
  }
  running = keepReporting(options, ending.signal)
  return options
}

const within = { timeout: 10_000 }

test('a host reports once, proved by its machine key, and then beats', async () => {
  start()
  await vi.waitFor(() => expect(station.heard.length).toBeGreaterThan(2), within)
  expect(station.heard.slice(0, 3)).toEqual(['report optimal', 'beat', 'beat'])
})

test('before there is anything to report it only beats; a change is reported at once', async () => {
  let now: HostReport | undefined
  const { waker } = start({ report: () => now, every: 60_000 })
  await vi.waitFor(() => expect(station.heard).toEqual(['beat']), within)
  now = report
  waker.wake()
  await vi.waitFor(() => expect(station.heard).toEqual(['beat', 'report optimal']), within)
  now = { ...report, arrays: [{ name: 'system', state: 'degraded' }] }
  waker.wake()
  await vi.waitFor(() => expect(station.heard).toEqual(['beat', 'report optimal', 'report degraded']), within)
})

test('a station that is down hears the report when it is up again', async () => {
  station.down = true
  const pauses: number[] = []
  const real = waker()
  start({
    waker: {
      wake: real.wake,
      async pause(milliseconds, signal) {
        pauses.push(milliseconds)
        if (pauses.length === 3) station.down = false
        await real.pause(Math.min(milliseconds, 20), signal)
      },
    },
  })
  await vi.waitFor(() => expect(station.heard[0]).toBe('report optimal'), within)
  expect(pauses.slice(0, 3)).toEqual([500, 1000, 2000])
})

test('a clock that is far off keeps no host from proving itself', async () => {
  start({ now: () => new Date(Date.now() + 7_200_000) })
  await vi.waitFor(() => expect(station.heard[0]).toBe('report optimal'), within)
})

test('the station tells its time before anything else is said', async () => {
  const times: Date[] = []
  start({
    takeTime: async (time) => {
      times.push(time)
      expect(station.heard).toEqual([])
    },
  })
  await vi.waitFor(() => expect(station.heard.length).toBeGreaterThan(0), within)
  expect(Math.abs(times[0]!.getTime() - Date.now())).toBeLessThan(30_000)
})

test('waiting grows to five minutes and no further, and hosts do not come in step', () => {
  expect([1, 2, 3, 9, 10, 5000].map((failures) => reportBackoff(failures, 1))).toEqual([
    1000, 2000, 4000, 256_000, 300_000, 300_000,
  ])
  expect(reportBackoff(1, 0)).toBe(500)
})
