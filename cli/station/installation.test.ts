import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePort } from '../../lib/__fixtures__/free-port.ts'
import { startApi } from '../../api/server.ts'
import type { Api } from '../../api/server.ts'
import { enrolHost } from '../../host/enrol.ts'
import { smallHost } from '../../installer/configuration/__fixtures__/document.ts'
import { answerDigest, factsDigest } from '../../installer/plan/digests.ts'
import { planInstallation } from '../../installer/plan/plan.ts'
import { client } from '../../lib/contract/client.ts'
import { stationTransport } from '../../lib/station/transport.ts'
import { openProofKey } from '../../lib/station/proof-key.ts'
import { disk, fitServer } from '../../preflight/__fixtures__/facts.ts'
import { shippedPolicy } from '../../preflight/policies.ts'
import { reportOf } from '../../preflight/report/__fixtures__/reports.ts'
import { hostContract, installContract } from '../../pxe/contract/install.ts'
import { liveContract } from '../../pxe/contract/live.ts'
import type { Machine, Station as StationInfo } from '../../pxe/contract/machines.ts'
import { openStation } from '../../pxe/station.ts'
import type { Station } from '../../pxe/station.ts'
import { localClient } from '../station-client.ts'
import { addRoutes } from './routes.ts'

const now = (): Date => new Date()
const folder = mkdtempSync(join(tmpdir(), 'vmp-installation-'))
const socket = join(folder, 'station.sock')
const mac = '02:00:00:00:00:01'

let station: Station
let api: Api

beforeAll(async () => {
  const port = await freePort()
  const address = '127.0.0.1'
  const policy = shippedPolicy('host')
  station = await openStation({
    state: folder,
    images: join(folder, 'images'),
    address,
    names: ['localhost'],
    httpPort: 1,
    httpsPort: port,
    policy,
    orders: () => ({ dhcpServers: [], cluster: null }),
    planning: { plan: planInstallation, factsDigest, answerDigest },
    parallel: 4,
    imageKeys: [],
    now,
  })
  const { key, chain } = station.certificate
  const info = (): StationInfo => expect.unreachable()
  api = await startApi({
    routes: (app, listener) => addRoutes(app, listener, station, info, { version: '0', policy, now }),
    tls: { key, chain, address, port },
    socket,
  })
})

afterAll(async () => {
  await api.close()
  station.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a machine is approved, gets its installation, tells how it goes, and its host makes it installed: over real HTTPS', async () => {
  const administrator = localClient(socket)
  const key = await openProofKey(join(folder, 'live.key'), now)
  const url = new URL(station.url)
  const transport = stationTransport(url, station.certificate.ca, key)
  const live = client({ ...liveContract, ...installContract }, transport)
  const show = (): Promise<Machine> => administrator.machine({ params: { machine: 'm1' } })

  const evidence = { uuid: null, serial: 'S1', macs: [mac], bootMac: mac }
  const { nonce } = await live.nonce({ body: { evidence } })
  const clock = { rtc: null, system: now().toISOString(), ahead: 0 }
  const { machineId } = await live.enrol({
    body: { nonce, publicKey: key.publicKey, evidence, clock, image: 'i', source: 'http' },
  })
  await live.preflightStart({ body: { run: 'run-00001' } })
  expect(await show()).toMatchObject({ state: 'checking', installation: null })
  const facts = { ...fitServer, disks: [disk({ size: 64e9 }), disk({ name: 'sdb', size: 64e9 })] }
  await live.preflightReport({ body: { run: 'run-00001', report: reportOf(facts) } })
  expect(await live.installation({})).toMatchObject({ phase: 'none', answer: null })

  const document =
    'version: 1\ndisks: { system: { size: { min: 32 } } }\nidentity: { rootPasswordHash: "$6$a$hidden" }\n'
  await administrator.putAnswer({ params: { answer: 'site' }, body: { document } })
  // A wrong answer is refused as a whole, with its place; what was there stays.
  const wrong = { params: { answer: 'site' }, body: { document: `${document}nane: x\n` } }
  await expect(administrator.putAnswer(wrong)).rejects.toMatchObject({ code: 'answer.unknownKey', params: { line: 4 } })
  expect((await administrator.answers({})).answers).toMatchObject([{ name: 'site', version: 1 }])
  const planned = await administrator.plan({ params: { machine: 'm1', answer: 'site' }, query: {} })
  expect(planned).toMatchObject({ name: 'node01', problems: [], plan: { problems: [], code: null } })
  const approval = { machines: ['m1'], answer: 'site', unfitReason: 'a test' }
  expect(await administrator.approve({ body: approval })).toEqual({ approved: ['m1'], refused: [] })

  const { id, phase, plan, answer } = await live.installation({})
  const own = planInstallation({ facts, answer: answer!, machine: machineId, rearmed: false, code: null })
  expect({ phase, digest: plan?.digest }).toEqual({ phase: 'ready', digest: own.digest })
  await live.installStart({ body: { installation: id!, plan: own.digest } })
  const event = { task: 'install', run: 'r', at: now().toISOString(), step: 'image' } as const
  await live.installEvents({ body: { installation: id!, events: [{ ...event, seq: 1, type: 'started' }] } })
  expect(await show()).toMatchObject({ state: 'installing', installation: { progress: { step: 'image' } } })

  const machineKey = await openProofKey(join(folder, 'machine.key'), now)
  await live.machineKey({ body: { installation: id!, publicKey: machineKey.publicKey } })
  await live.installEnd({ body: { installation: id!, outcome: 'written', step: null, problem: null } })
  const hostTransport = stationTransport(url, station.certificate.ca, machineKey)
  const host = client(hostContract, hostTransport)
  const report = { installation: id!, name: 'node01', image: 'i', slot: 'a', verified: true } as const
  await host.hostReport({ body: { ...report, hooks: [], problems: [], arrays: [], addresses: ['192.0.2.7'] } })
  const installed = await show()
  expect(installed).toMatchObject({ state: 'installed', live: null, host: { name: 'node01', verified: true } })
  expect(JSON.stringify(installed)).not.toContain('hidden')

  // Neither key may do what is the other's.
  const stranger = client(hostContract, transport)
  await expect(stranger.hostBeat({ body: { uptime: 1, memoryFree: 1, addresses: [] } })).rejects.toMatchObject({
    code: 'host.unknown',
  })
  const { entries } = await administrator.audit({ query: {} })
  expect(entries.map(({ who, action }) => `${who}: ${action}`)).toEqual([
    'root: answer',
    'root: approve',
    'station: start',
    'station: installed',
  ])
  transport.close()
  hostTransport.close()
})

test('the host of an adopted machine is heard by the key that its disks record: over real HTTPS', async () => {
  const administrator = localClient(socket)
  const key = await openProofKey(join(folder, 'second-live.key'), now)
  const machineKey = await openProofKey(join(folder, 'second-machine.key'), now)
  const url = new URL(station.url)
  const transport = stationTransport(url, station.certificate.ca, key)
  const live = client(liveContract, transport)
  const evidence = { uuid: null, serial: 'S2', macs: ['02:00:00:00:00:02'], bootMac: null }
  const { nonce } = await live.nonce({ body: { evidence } })
  const clock = { rtc: null, system: now().toISOString(), ahead: 0 }
  await live.enrol({ body: { nonce, publicKey: key.publicKey, evidence, clock, image: 'i', source: 'iso' } })
  await live.preflightStart({ body: { run: 'run-00002' } })
  const installation = 'installed-elsewhere'
  const { thumbprint: hostKey } = machineKey
  const marker = { state: 'installed', machine: 'own-1', installation, cluster: null, host: 'node09', hostKey } as const
  const facts = { ...fitServer, disks: [disk({ marker })] }
  await live.preflightReport({ body: { run: 'run-00002', report: reportOf(facts) } })

  const hostTransport = stationTransport(url, station.certificate.ca, machineKey)
  const host = client(hostContract, hostTransport)
  const beat = { body: { uptime: 1, memoryFree: 1, addresses: ['192.0.2.9'] } }
  await expect(host.hostBeat(beat)).rejects.toMatchObject({ code: 'host.unknown' })
  const documentFile = join(folder, 'host.json')
  writeFileSync(documentFile, JSON.stringify({ ...smallHost, station: null }))
  const enrol = () =>
    enrolHost({
      station: { url, pin: station.certificate.pin },
      keyFile: join(folder, 'second-machine.key'),
      documentFile,
      now,
      run: async () => ({ stdout: '', stderr: '' }),
      signal: new AbortController().signal,
    })
  expect(await enrol()).toEqual({ known: false })
  await administrator.adopt({ params: { machine: 'm2' } })
  expect(await enrol()).toEqual({ known: true })
  expect(JSON.parse(readFileSync(documentFile, 'utf8'))).toMatchObject({ station: { url: url.origin } })
  expect(await host.hostBeat(beat)).toEqual({ state: 'installed' })
  const show = await administrator.machine({ params: { machine: 'm2' } })
  expect(show).toMatchObject({ state: 'installed', talking: true, address: '192.0.2.9', live: null })
  expect(show.installation).toMatchObject({ id: installation, outcome: 'adopted', hostKey: true })
  transport.close()
  hostTransport.close()
})
