import { createHash, generateKeyPairSync } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../../lib/__fixtures__/free-port.ts'
import { startApi } from '../../api/server.ts'
import { stationSource } from '../../host/upgrade/station.ts'
import { upgrade, upgradeCheck } from '../../host/upgrade/upgrade.ts'
import type { UpgradeHost } from '../../host/upgrade/upgrade.ts'
import { readRecord, writeRecord } from '../../installer/boot/record.ts'
import { smallHost } from '../../installer/configuration/__fixtures__/document.ts'
import { answerDigest, factsDigest } from '../../installer/plan/digests.ts'
import { planInstallation } from '../../installer/plan/plan.ts'
import { signatureOf } from '../../lib/image/signature.ts'
import type { RunOptions } from '../../lib/exec.ts'
import type { StepEvent } from '../../lib/steps.ts'
import { openProofKey } from '../../lib/station/proof-key.ts'
import { shippedPolicy } from '../../preflight/policies.ts'
import type { TransferEvent } from '../../pxe/boot/files.ts'
import type { Station as StationInfo } from '../../pxe/contract/machines.ts'
import { createBootHttp } from '../../pxe/http/server.ts'
import { installationRepository } from '../../pxe/machines/installations/repository.ts'
import { thumbprint } from '../../pxe/trust/proof.ts'
import { openStation } from '../../pxe/station.ts'
import type { Station } from '../../pxe/station.ts'
import { addRoutes } from './routes.ts'

const now = (): Date => new Date()
const address = '127.0.0.1'
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const names = ['vmlinuz', 'initrd', 'host.squashfs']
const strict = { older: false, unsigned: false }

/** Long enough to be sent in pieces. */
const contentOf = (name: string, id: string): Buffer => Buffer.alloc(1_000_000, `${name} of ${id};`)

function putImage(folder: string, id: string, { createdAt = '2026-02-01T00:00:00.000Z', signed = true } = {}): void {
  mkdirSync(folder, { recursive: true })
  const files = names.map((name) => {
    const content = contentOf(name, id)
    writeFileSync(join(folder, name), content)
    return { name, size: content.length, sha256: createHash('sha256').update(content).digest('hex') }
  })
  const about = { format: 1, id, version: '0.1.0', createdAt, suite: 'trixie', architecture: 'amd64', kernel: '6.12' }
  const manifest = Buffer.from(JSON.stringify({ ...about, files, packages: [], firmware: [] }))
  writeFileSync(join(folder, 'manifest.json'), manifest)
  if (signed) writeFileSync(join(folder, 'manifest.json.sig'), signatureOf(manifest, privateKey))
}

describe('an upgrade from the station', () => {
  let folder: string
  let station: Station
  let transfers: TransferEvent[]
  let closing: (() => Promise<void> | void)[]
  let host: UpgradeHost
  let events: StepEvent[]
  const path = (...parts: string[]): string => join(folder, ...parts)
  const images = (...parts: string[]): string => path('images', ...parts)
  const installed = (...parts: string[]): string => path('host/system/images', ...parts)

  /** A new image is the one to serve from one moment to the next. */
  const serveImage = (id: string, options?: { createdAt?: string; signed?: boolean }): void => {
    putImage(images(id), id, options)
    symlinkSync(id, images('.next'))
    renameSync(images('.next'), images('current'))
  }
  const source = () =>
    stationSource(
      {
        station: { url: new URL(station.url), pin: station.certificate.pin },
        keyFile: path('host/machine.key'),
        now,
        fetch,
        limits: { pause: 1, fruitless: 2 },
      },
      new AbortController().signal,
    )
  const start = async (allowed = strict) =>
    upgrade.run({ source: await source(), allowed, host }, { sink: (event) => events.push(event) })
  const isUntouched = (): void => {
    expect(readRecord(path('host/system'))).toMatchObject({ committed: 'a', images: { a: 'old' }, wanted: null })
    expect(existsSync(installed('new'))).toBe(false)
  }

  /** A host whose installation this station has seen through. */
  async function install(): Promise<void> {
    const key = await openProofKey(path('host/machine.key'), now)
    const { id: machine } = station.machines.create(now().toISOString())
    const at = now().toISOString()
    const nothing = {
      answer: null,
      plan: null,
      code: null,
      reason: null,
      rule: null,
      policy: null,
      boot: null,
      step: null,
      problem: null,
    }
    const digests = { answerDigest: 'd', factsDigest: 'd', planDigest: 'd' }
    const times = { approvedAt: at, startedAt: at, writtenAt: at, endedAt: at }
    installationRepository(station.database).create({
      ...nothing,
      ...digests,
      ...times,
      id: 'installation-0001',
      machine,
      phase: 'ended',
      outcome: 'installed',
      answerName: 'site',
      answerVersion: 1,
      rearmed: false,
      approvedBy: 'root',
      presumed: false,
      publicKey: key.publicKey,
      thumbprint: await thumbprint(key.publicKey),
    })
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-upgrade-station-'))
    transfers = []
    closing = []
    events = []
    mkdirSync(images())
    mkdirSync(path('host/system/loader/esp'), { recursive: true })
    const [httpPort, httpsPort] = [await freePort(address), await freePort(address)]
    const policy = shippedPolicy('host')
    station = await openStation({
      state: path('station'),
      images: images(),
      address,
      names: ['localhost'],
      httpPort,
      httpsPort,
      policy,
      orders: () => ({ dhcpServers: [], cluster: null }),
      planning: { plan: planInstallation, factsDigest, answerDigest },
      parallel: 1,
      imageKeys: [],
      now,
    })
    closing.push(() => station.close())
    const info = (): StationInfo => expect.unreachable()
    const { key, chain } = station.certificate
    const api = await startApi({
      routes: (app, listener) => addRoutes(app, listener, station, info, { version: '0', policy, now }),
      tls: { key, chain, address, port: httpsPort },
      socket: path('station.sock'),
    })
    closing.push(api.close)
    const boot = { address, port: httpPort, resolve: station.resolve }
    const files = await createBootHttp({ ...boot, onTransfer: (event) => transfers.push(event) })
    closing.push(() => files.close(0))
    await install()
    putImage(installed('old'), 'old', { createdAt: '2026-01-01T00:00:00.000Z' })
    serveImage('new')
    writeRecord(path('host/system'), { committed: 'a', images: { a: 'old' }, wanted: null, trying: null, failed: null })
    host = {
      run: (_command: string, _args: readonly string[], _options: RunOptions) =>
        Promise.resolve({ stdout: '', stderr: '' }),
      boot: { slot: 'a', image: 'old', trial: false },
      folders: {
        root: path('host'),
        system: path('host/system'),
        state: path('host/state'),
        esps: path('host/esps'),
        run: path('host/run'),
      },
      document: { ...smallHost, imageKeys: [publicKey.export({ type: 'spki', format: 'pem' })] },
      storage: {
        systemArray: '1:2:3:4',
        systemFileSystem: 'u',
        state: { group: 'vmp', device: { kind: 'array', name: 'main', uuid: '5:6:7:8' } },
      },
      disks: () => Promise.resolve([{ path: '/dev/sda', esp: '/dev/sda3' }]),
    }
  })
  afterEach(async () => {
    for (const close of closing.toReversed()) await close()
    rmSync(folder, { recursive: true })
  })

  test('brings the image that it serves now, and says before which it is and which runs', async () => {
    expect((await start()).slot).toEqual({ slot: 'b', image: 'new' })
    for (const name of names) expect(readFileSync(installed('new', name)).equals(contentOf(name, 'new'))).toBe(true)
    expect(readRecord(path('host/system'))).toMatchObject({ images: { a: 'old', b: 'new' }, wanted: 'b' })
    expect(events.flatMap(({ message }) => (message ? [message] : []))).toEqual([
      { key: 'upgrade.offered', params: { image: 'new', version: '0.1.0', date: '2026-02-01', size: '3 MB' } },
      { key: 'upgrade.installed', params: { image: 'old', version: '0.1.0', date: '2026-01-01' } },
    ])
    const copied = events.findLast(({ type, step }) => type === 'progress' && step === 'copy')
    expect(copied).toMatchObject({ done: 3_000_000, total: 3_000_000 })
  })

  test('fetches only what an attempt that was cut off has not brought', async () => {
    mkdirSync(installed('.new.part'))
    writeFileSync(installed('.new.part/vmlinuz'), contentOf('vmlinuz', 'new'))
    writeFileSync(installed('.new.part/initrd'), contentOf('initrd', 'new').subarray(0, 400_000))
    await start()
    const brought = transfers.filter(({ phase }) => phase === 'done').map(({ path, bytes }) => [path, bytes])
    expect(brought).toEqual([
      ['/images/new/initrd', 600_000],
      ['/images/new/host.squashfs', 1_000_000],
    ])
    expect(readFileSync(installed('new/initrd')).equals(contentOf('initrd', 'new'))).toBe(true)
  })

  test('begins a file anew that was of another image of the same name', async () => {
    mkdirSync(installed('.new.part'))
    writeFileSync(installed('.new.part/initrd'), contentOf('initrd', 'else').subarray(0, 400_000))
    await start()
    expect(readFileSync(installed('new/initrd')).equals(contentOf('initrd', 'new'))).toBe(true)
  })

  test.each([
    ['is older', { createdAt: '2025-12-01T00:00:00.000Z' }, 'upgrade.older'],
    ['nobody signed', { signed: false }, 'upgrade.unsigned'],
  ])('is refused when the image %s, unless told', async (_, options, code) => {
    serveImage('other', options)
    await expect(start()).rejects.toMatchObject({ code })
    isUntouched()
    expect((await start({ older: true, unsigned: true })).slot.image).toBe('other')
  })

  test('is nothing to do when the station serves what runs', async () => {
    serveImage('old')
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.same' })
    isUntouched()
  })

  test('believes no file because it comes from the station', async () => {
    writeFileSync(images('new/host.squashfs'), contentOf('host.squashfs', 'NEW'))
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.altered', params: { file: 'host.squashfs' } })
    isUntouched()
  })

  test('believes no manifest because it comes from the station', async () => {
    const { privateKey: stranger } = generateKeyPairSync('ed25519')
    writeFileSync(images('new/manifest.json.sig'), signatureOf(readFileSync(images('new/manifest.json')), stranger))
    await expect(start()).rejects.toMatchObject({ code: 'upgrade.unknownKey' })
    isUntouched()
  })

  test('goes on with the image that it began with, and says so when that is gone', async () => {
    const begun = await source()
    serveImage('newer', { createdAt: '2026-03-01T00:00:00.000Z' })
    expect((await upgradeCheck.run({ source: begun, allowed: strict, host })).check.manifest.id).toBe('new')
    rmSync(images('new'), { recursive: true })
    await expect(upgrade.run({ source: begun, allowed: strict, host })).rejects.toMatchObject({
      code: 'upgrade.sourceMissing',
    })
    isUntouched()
    expect((await start()).slot.image).toBe('newer')
  })

  test('says what is the matter with the station', async () => {
    rmSync(images('new/host.squashfs'))
    await expect(source()).rejects.toMatchObject({ code: 'upgrade.stationEmpty' })
    rmSync(path('host/machine.key'))
    await openProofKey(path('host/machine.key'), now)
    await expect(source()).rejects.toMatchObject({ code: 'host.unknown' })
    await closing[1]!()
    await expect(source()).rejects.toMatchObject({ code: 'upgrade.stationGone', params: { url: station.url } })
  })
})
