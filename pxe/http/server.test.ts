import { once } from 'node:events'
import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../lib/exec.ts'
import type { BootFile, TransferEvent } from '../boot/files.ts'
import { createBootHttp } from './server.ts'
import type { BootHttp, BootHttpOptions } from './server.ts'

const ADDRESS = '127.0.0.1'
const SIZE = 1_000_003
const CONTENT = Buffer.from(Array.from({ length: SIZE }, (_, index) => (index * 31 + (index >> 8)) & 255))

let folder: string
let events: TransferEvent[]
let server: BootHttp | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmp-http-'))
  await writeFile(join(folder, 'loader.efi'), CONTENT)
  await writeFile(join(folder, 'empty'), '')
  events = []
})

afterEach(async () => {
  await server?.close(0)
  server = undefined
  await rm(folder, { recursive: true })
})

async function serve(options: Partial<BootHttpOptions> = {}): Promise<string> {
  const files: Record<string, BootFile> = {
    '/loader.efi': { kind: 'file', path: join(folder, 'loader.efi'), size: SIZE, etag: '"v1"' },
    '/empty': { kind: 'file', path: join(folder, 'empty'), size: 0, etag: '"e"' },
    '/gone': { kind: 'file', path: join(folder, 'gone'), size: 5, etag: '"g"' },
    '/boot/script.ipxe': { kind: 'bytes', bytes: Buffer.from('#!ipxe\n'), type: 'text/plain' },
  }
  server = await createBootHttp({
    address: ADDRESS,
    port: 0,
    resolve: ({ path }) => Promise.resolve(files[path]),
    onTransfer: (event) => void events.push(event),
    ...options,
  })
  return `http://${ADDRESS}:${server.port}`
}

/** What a request written by hand is answered, until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = connect(server!.port, ADDRESS)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk))
  socket.end(text)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

describe('GET', () => {
  it('sends the file with length, type and validator', async () => {
    const answer = await fetch(`${await serve()}//loader.efi?x=1`)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-length': String(SIZE),
      'content-type': 'application/efi',
      'accept-ranges': 'bytes',
      etag: '"v1"',
    })
    expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT)).toBe(true)
    await expect
      .poll(() => events.map(({ phase, bytes }) => [phase, bytes]))
      .toEqual([
        ['started', undefined],
        ['done', SIZE],
      ])
  })

  it('sends bytes and empty files', async () => {
    const url = await serve()
    expect(await (await fetch(`${url}/boot/script.ipxe`)).text()).toBe('#!ipxe\n')
    const empty = await fetch(`${url}/empty`)
    expect([empty.headers.get('content-length'), await empty.text()]).toEqual(['0', ''])
  })

  it.each([
    [0, 0],
    [262_143, 262_144],
    [300_000, 900_000],
    [SIZE - 1, SIZE - 1],
  ])('sends the range %i-%i', async (start, end) => {
    const answer = await fetch(`${await serve()}/loader.efi`, { headers: { Range: `bytes=${start}-${end}` } })
    expect(answer.status).toBe(206)
    expect(answer.headers.get('content-range')).toBe(`bytes ${start}-${end}/${SIZE}`)
    expect(Buffer.from(await answer.arrayBuffer()).equals(CONTENT.subarray(start, end + 1))).toBe(true)
  })

  it('answers conditions', async () => {
    const url = `${await serve()}/loader.efi`
    const status = async (headers: Record<string, string>): Promise<number> => {
      const answer = await fetch(url, { headers })
      await answer.arrayBuffer()
      return answer.status
    }
    expect(await status({ 'If-None-Match': '"v1"' })).toBe(304)
    expect(await status({ 'If-None-Match': '"v0"' })).toBe(200)
    expect(await status({ Range: 'bytes=1-2', 'If-Range': '"v1"' })).toBe(206)
    expect(await status({ Range: 'bytes=1-2', 'If-Range': '"v0"' })).toBe(200)
    expect(await status({ Range: `bytes=${SIZE}-` })).toBe(416)
  })

  it('lets curl resume what broke off', async () => {
    const url = await serve()
    const file = join(folder, 'got')
    await writeFile(file, CONTENT)
    await truncate(file, 400_001)
    await run('curl', ['-s', '-f', '-m', '10', '-C', '-', '-o', file, `${url}/loader.efi`], { timeout: 12_000 })
    expect((await readFile(file)).equals(CONTENT)).toBe(true)
  })

  it('says 404 in plain text, for the unknown and for what is gone', async () => {
    const url = await serve()
    for (const path of ['/none', '/gone']) {
      const answer = await fetch(url + path)
      expect([answer.status, await answer.text()]).toEqual([404, 'Not found\n'])
    }
  })
})

it('HEAD tells all and sends nothing', async () => {
  const answer = await fetch(`${await serve()}/loader.efi`, { method: 'HEAD' })
  expect([answer.status, answer.headers.get('content-length'), answer.headers.get('etag')]).toEqual([
    200,
    String(SIZE),
    '"v1"',
  ])
  expect(events).toEqual([])
})

describe('what is not for us', () => {
  it.each([
    ['POST', 'POST /loader.efi HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n', 405],
    ['OPTIONS *', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 405],
    ['..', 'GET /../../etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['an encoded ..', 'GET /%2e%2e/etc/passwd HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['a NUL', 'GET /%00 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n', 400],
    ['nonsense', 'nonsense\r\n\r\n', 400],
    ['a huge header', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(40_000)}\r\n\r\n`, 400],
  ])('%s is answered by a status', async (_name, text, status) => {
    await serve()
    expect((await raw(text)).split('\r\n', 1)[0]).toContain(`HTTP/1.1 ${status}`)
  })

  it('a resolver that fails is a 500, and the next request is served', async () => {
    let broken = true
    const url = await serve({
      resolve: () => (broken ? Promise.reject(new Error('broken')) : Promise.resolve(undefined)),
    })
    expect((await fetch(`${url}/a`)).status).toBe(500)
    broken = false
    expect((await fetch(`${url}/a`)).status).toBe(404)
  })
})

it('breaks the connection when the file turns out shorter than promised', async () => {
  const url = await serve()
  await truncate(join(folder, 'loader.efi'), 600_000)
  await expect((await fetch(`${url}/loader.efi`)).arrayBuffer()).rejects.toThrow('terminated')
  await expect.poll(() => events.at(-1)).toMatchObject({ phase: 'failed', error: expect.stringContaining('shorter') })
})

it('closes a client that takes nothing, and reports how far it came', async () => {
  const big = Buffer.alloc(64 * 1024 * 1024)
  await serve({
    limits: { idle: 300 },
    resolve: () => Promise.resolve({ kind: 'bytes', bytes: big, type: 'text/plain' }),
  })
  const socket = connect(server!.port, ADDRESS)
  socket.on('error', () => socket.destroy())
  socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n')
  socket.pause()
  await expect.poll(() => events.at(-1)?.phase, { timeout: 5000 }).toBe('failed')
  socket.destroy()
})

it('says what to do when the port is taken', async () => {
  await serve()
  const again = { address: ADDRESS, port: server!.port, resolve: () => Promise.resolve(undefined) }
  await expect(createBootHttp(again)).rejects.toMatchObject({ code: 'files.portInUse' })
  await expect(createBootHttp({ ...again, address: '203.0.113.77' })).rejects.toMatchObject({
    code: 'files.addressMissing',
  })
})

it('closes within its grace although a client holds on', async () => {
  await serve()
  const socket = connect(server!.port, ADDRESS)
  socket.on('error', () => socket.destroy())
  socket.write('GET /loader.efi HTTP/1.1\r\nHost: a\r\n\r\n')
  socket.pause()
  await expect.poll(() => events.length).toBeGreaterThan(0)
  const since = performance.now()
  await server!.close(100)
  server = undefined
  expect(performance.now() - since).toBeLessThan(1000)
  socket.destroy()
})
