import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { smallHost as hostDocument } from '../installer/configuration/__fixtures__/document.ts'
import type { HostDocument } from '../installer/configuration/document.ts'
import { makeAuthority } from '../lib/station/__fixtures__/authority.ts'
import { openProofKey } from '../lib/station/proof-key.ts'
import { enrolHost } from './enrol.ts'

let folder: string
let server: Server
let station: { url: URL; pin: string }
let knows: boolean
let commands: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vmp-enrol-'))
  knows = true
  commands = []
  await openProofKey(join(folder, 'machine.key'), () => new Date())
  const authority = await makeAuthority()
  server = createServer(await authority.issue(), ({ url, headers }, response) => {
    const isTime = url === '/api/v1/time'
    const isFine = isTime || (knows && headers.authorization?.startsWith('VMP-Proof '))
    const body = isTime ? { now: new Date().toISOString() } : { state: 'installed' }
    response.writeHead(isFine ? 200 : 401).end(JSON.stringify(isFine ? body : { code: 'host.unknown', params: {} }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  station = { url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`), pin: authority.pin }
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

const documentFile = () => join(folder, 'host.json')
const written = () => JSON.parse(readFileSync(documentFile(), 'utf8')) as HostDocument

function enrol(before: Partial<HostDocument>, pin = station.pin) {
  writeFileSync(documentFile(), JSON.stringify({ ...hostDocument, ...before }))
  return enrolHost({
    station: { ...station, pin },
    keyFile: join(folder, 'machine.key'),
    documentFile: documentFile(),
    now: () => new Date(),
    run: async (command, args) => {
      commands.push([command, ...args].join(' '))
      return { stdout: '', stderr: '' }
    },
    signal: new AbortController().signal,
  })
}

const old = { url: 'https://192.0.2.1:8443', pin: 'ab'.repeat(32) }

test('a host without a station reports to this one, which keeps its clock', async () => {
  expect(await enrol({ station: null, time: { servers: [] } })).toEqual({ known: true })
  const now = { url: station.url.origin, pin: station.pin }
  expect(written()).toEqual({ ...hostDocument, station: now, time: { servers: ['127.0.0.1'] } })
  expect(commands).toEqual(['systemctl restart vmp-host.service'])
})

test('one of another station leaves it, with its clock; time servers of the site stay', async () => {
  await enrol({ station: old, time: { servers: ['192.0.2.1'] } })
  expect(written()).toMatchObject({ station: { pin: station.pin }, time: { servers: ['127.0.0.1'] } })
  await enrol({ station: old, time: { servers: ['192.0.2.1', 'ntp.example'] } })
  expect(written()).toMatchObject({ station: { pin: station.pin }, time: { servers: ['192.0.2.1', 'ntp.example'] } })
})

test('a station that has not adopted the machine yet is told all the same, and it is said', async () => {
  knows = false
  expect(await enrol({ station: old })).toEqual({ known: false })
  expect(written()).toMatchObject({ station: { pin: station.pin } })
})

test('whoever has another pin is not believed, and nothing is changed', async () => {
  await expect(enrol({ station: old }, 'cd'.repeat(32))).rejects.toMatchObject({ code: 'live.pinMismatch' })
  expect(written().station).toEqual(old)
  expect(commands).toEqual([])
})
