import { createHash, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { signatureOf } from '../../lib/image/signature.ts'
import { imageSource } from './source.ts'
import type { SourceOptions } from './source.ts'

const files = { vmlinuz: 'a kernel', initrd: 'an initrd', 'host.squashfs': 'a root' }
const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex')
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const key = publicKey.export({ type: 'spki', format: 'pem' })
const manifest = Buffer.from(
  JSON.stringify({
    format: 1,
    id: '1.0-abc',
    version: '1.0',
    createdAt: '',
    suite: 'trixie',
    architecture: 'amd64',
    kernel: '6',
    files: Object.entries(files).map(([name, text]) => ({ name, size: text.length, sha256: sha256(text) })),
    packages: [],
    firmware: [],
  }),
)
const signature = signatureOf(manifest, privateKey)
const commandLine = `vmp.source=iso vmp.image=1.0-abc vmp.sha256=${sha256(files['host.squashfs'])}`

let top: string
let medium: string
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'vmp-source-'))
  medium = join(top, 'medium')
  mkdirSync(medium)
  for (const [name, text] of Object.entries(files)) writeFileSync(join(medium, name), text)
  writeFileSync(join(medium, 'manifest.json'), manifest)
  writeFileSync(join(medium, 'manifest.json.sig'), signature)
})
afterEach(() => rmSync(top, { recursive: true }))

const options = (more: Partial<SourceOptions> = {}): SourceOptions => ({
  commandLine,
  keys: [key],
  fetch: () => Promise.reject(new Error('not asked for')),
  signal: new AbortController().signal,
  folder: join(top, 'fetched'),
  places: { memory: medium, medium },
  ...more,
})

describe('the image of this boot', () => {
  it('is on the medium, with all that a host keeps', async () => {
    const { manifest: found, files: sources } = await imageSource(options())
    expect(found.id).toBe('1.0-abc')
    expect(sources.map(({ name }) => name)).toEqual([...Object.keys(files), 'manifest.json', 'manifest.json.sig'])
    expect(sources[0]).toEqual({ name: 'vmlinuz', path: join(medium, 'vmlinuz'), size: 8, sha256: sha256('a kernel') })
  })

  it('is fetched where the boot fetched it: but for what is in memory', async () => {
    const asked: string[] = []
    const served: Record<string, string | Buffer> = {
      ...files,
      'manifest.json': manifest,
      'manifest.json.sig': signature,
    }
    const fetch = (url: URL): Promise<Response> => {
      asked.push(url.href)
      return Promise.resolve(new Response(served[url.pathname.split('/').at(-1)!] as string))
    }
    const http = commandLine.replace(
      'vmp.source=iso',
      'vmp.source=http vmp.url=http://192.0.2.1/images/x/host.squashfs',
    )
    const { files: sources } = await imageSource(
      options({ commandLine: http, fetch: fetch as typeof globalThis.fetch }),
    )
    expect(asked.toSorted()).toEqual(
      ['initrd', 'manifest.json', 'manifest.json.sig', 'vmlinuz'].map((name) => `http://192.0.2.1/images/x/${name}`),
    )
    expect(sources.find(({ name }) => name === 'host.squashfs')?.path).toBe(join(medium, 'host.squashfs'))
  })

  const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' })
  it.each<[string, string, () => Partial<SourceOptions> | void]>([
    ['signed by a stranger', 'install.imageUntrusted', () => ({ keys: [stranger] })],
    ['signed by nobody that is believed', 'install.imageUntrusted', () => ({ keys: [] })],
    [
      'with an altered manifest',
      'install.imageUntrusted',
      () => writeFileSync(join(medium, 'manifest.json'), manifest.toString().replace('trixie', 'sid')),
    ],
    ['cut off', 'install.imageAltered', () => truncateSync(join(medium, 'host.squashfs'), 3)],
    [
      'with another initrd of the same size',
      'install.imageAltered',
      () => writeFileSync(join(medium, 'initrd'), 'AN INITRD'),
    ],
    ['without a kernel', 'install.imageMissing', () => rmSync(join(medium, 'vmlinuz'))],
    [
      'another than the one that runs',
      'install.imageOther',
      () => ({ commandLine: `vmp.source=iso vmp.image=old vmp.sha256=${sha256('another')}` }),
    ],
    ['of an installed host', 'install.noSource', () => ({ commandLine: 'vmp.source=disk' })],
  ])('%s: %s', async (_title, code, change) => {
    const changed = change() ?? {}
    await expect(imageSource(options(changed))).rejects.toMatchObject({ code })
  })
})

describe('an image whose station fails while it is fetched', () => {
  const served: Record<string, Buffer> = {
    ...Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
    'manifest.json': manifest,
    'manifest.json.sig': Buffer.from(signature),
  }
  /** What becomes of one request for a file; what is not said is served as it is. */
  let fate: (name: string, asked: number, response: ServerResponse) => boolean
  let asked: Record<string, (string | undefined)[]>
  let server: Server
  let http: string

  beforeEach(async () => {
    asked = {}
    server = createServer((request, response) => {
      const name = request.url!.split('/').at(-1)!
      const all = (asked[name] ??= [])
      all.push(request.headers.range)
      if (fate(name, all.length, response)) return
      const start = Number(/\d+/.exec(request.headers.range ?? '')?.[0] ?? 0)
      const file = served[name]!
      const rest = file.subarray(start)
      const about = { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}`, etag: '"1"' }
      response.writeHead(start > 0 ? 206 : 200, { 'content-length': rest.length, ...about }).end(rest)
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/images/x/host.squashfs`
    http = commandLine.replace('vmp.source=iso', `vmp.source=http vmp.url=${url}`)
  })
  afterEach(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })

  const patience = { stalled: 200, pause: 1, longestPause: 2, fruitless: 4, attempts: 20 }
  const source = (signal = new AbortController().signal) =>
    imageSource(options({ commandLine: http, fetch, patience, signal }))
  /** Sends the head and the first bytes, then the connection breaks, or nothing more comes. */
  const begin = (response: ServerResponse, name: string, bytes: number, then: 'breaks' | 'is silent'): true => {
    response.writeHead(200, { 'content-length': served[name]!.length, etag: '"1"' })
    response.write(served[name]!.subarray(0, bytes), () => {
      if (then === 'breaks') setImmediate(() => response.destroy())
    })
    return true
  }

  it.each([
    ['breaks', /^ (bytes=4-)? (bytes=4-)?$/],
    ['is silent', /^ bytes=4- bytes=4-$/],
  ] as const)('that %s in the middle, and comes back: it is whole', async (then, ranges) => {
    fate = (name, count, response) =>
      (name === 'initrd' && count === 1 && begin(response, name, 4, then)) ||
      // Restarting: it listens before it has its images.
      (name === 'initrd' && count === 2 && Boolean(response.writeHead(503).end()))
    const { files: sources } = await source()
    const initrd = sources.find(({ name }) => name === 'initrd')!
    expect(readFileSync(initrd.path, 'utf8')).toBe('an initrd')
    expect(asked['initrd']!.length).toBe(3)
    // What came is not fetched a second time; what waits in a connection that breaks is lost.
    expect(asked['initrd']!.join(' ')).toMatch(ranges)
  })

  it('that does not know its image yet when the manifest is asked for', async () => {
    fate = (name, count, response) =>
      name === 'manifest.json' && count < 4 && Boolean(response.writeHead(count === 1 ? 404 : 503).end())
    expect((await source()).manifest.id).toBe('1.0-abc')
    expect(asked['manifest.json']).toHaveLength(4)
  })

  it.each<[string, string, typeof fate]>([
    [
      'that stays away',
      'install.imageUnreachable',
      (name, _count, response) => name === 'initrd' && Boolean(response.destroy()),
    ],
    [
      'whose file is cut off',
      'install.imageUnreachable',
      (name, _count, response) =>
        name === 'initrd' && Boolean(response.writeHead(200, { 'content-length': 4 }).end('an i')),
    ],
    [
      'whose file is longer than it should be',
      'install.imageAltered',
      (name, _count, response) => name === 'initrd' && Boolean(response.writeHead(200).end('an initrd and more')),
    ],
    [
      'whose file has another digest',
      'install.imageAltered',
      (name, _count, response) => name === 'initrd' && Boolean(response.writeHead(200).end('AN INITRD')),
    ],
    [
      'whose manifest never ends',
      'install.imageUnreachable',
      (name, _count, response) =>
        name === 'manifest.json' && Boolean(response.writeHead(200).end('x'.repeat(2 ** 20 + 1))),
    ],
    [
      'that has the file no longer',
      'install.imageUnreachable',
      (name, _count, response) => name === 'vmlinuz' && Boolean(response.writeHead(404).end()),
    ],
  ])('%s: %s, in bounded time', async (_title, code, how) => {
    fate = how
    await expect(source()).rejects.toMatchObject({ code })
    for (const requests of Object.values(asked)) expect(requests.length).toBeLessThanOrEqual(patience.attempts)
  })

  it('is no longer waited for when somebody cancels', async () => {
    const cancel = new AbortController()
    fate = (name, _count, response) => {
      if (name !== 'initrd') return false
      cancel.abort()
      return Boolean(response.writeHead(503).end())
    }
    await expect(source(cancel.signal)).rejects.toMatchObject({ code: 'cancelled' })
    expect(asked['initrd']).toHaveLength(1)
  })
})
