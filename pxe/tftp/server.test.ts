import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../lib/exec.ts'
import type { BootFile, TransferEvent } from '../boot/files.ts'
import { createTftpServer } from './server.ts'
import type { TftpOptions, TftpServer } from './server.ts'

const ADDRESS = '127.0.0.1'
const CONTENT = Buffer.from(Array.from({ length: 300_001 }, (_, index) => (index * 7) & 255))

let folder: string
let events: TransferEvent[]
let server: TftpServer | undefined
const sockets: Socket[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmp-tftp-'))
  await writeFile(join(folder, 'loader.efi'), CONTENT)
  events = []
})

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close()
  await server?.close()
  server = undefined
  await rm(folder, { recursive: true })
})

async function serve(options: Partial<TftpOptions> = {}): Promise<TftpServer> {
  const files: Record<string, BootFile> = {
    '/loader.efi': { kind: 'file', path: join(folder, 'loader.efi'), size: CONTENT.length, etag: '"1"' },
    '/stale.efi': { kind: 'file', path: join(folder, 'gone'), size: 10, etag: '"2"' },
    '/grub.cfg': { kind: 'bytes', bytes: Buffer.from('set a=1\nboot\r'), type: 'text/plain' },
  }
  server = await createTftpServer({
    address: ADDRESS,
    port: 0,
    resolve: ({ path }) => Promise.resolve(files[path]),
    onTransfer: (event) => void events.push(event),
    ...options,
  })
  return server
}

/** A client of its own: sends packets, and reads answers one by one. */
async function client(): Promise<{
  send(port: number, packet: string): void
  next(): Promise<{ text: string; port: number }>
}> {
  const socket = createSocket('udp4')
  sockets.push(socket)
  socket.bind(0, ADDRESS)
  await once(socket, 'listening')
  const answers: { text: string; port: number }[] = []
  socket.on('message', (packet, { port }) => {
    answers.push({ text: packet.toString('latin1'), port })
    socket.emit('answer')
  })
  return {
    send: (port, packet) => socket.send(Buffer.from(packet, 'latin1'), port, ADDRESS),
    async next() {
      while (answers.length === 0) await once(socket, 'answer')
      return answers.shift()!
    },
  }
}

const until = async (condition: () => boolean): Promise<void> => {
  await expect.poll(condition, { timeout: 5000, interval: 10 }).toBe(true)
}

const curl = async (args: string[], path: string, port: number): Promise<Buffer> => {
  const file = join(folder, 'got')
  await run('curl', ['-s', '-m', '10', ...args, '-o', file, `tftp://${ADDRESS}:${port}/${path}`], { timeout: 12_000 })
  return readFile(file)
}

describe('with curl', () => {
  it.each([['512'], ['1428'], ['65464']])('sends a file in blocks of %s', async (blksize) => {
    const { port } = await serve()
    const got = await curl(['--tftp-blksize', blksize], '/loader.efi', port)
    expect(got.equals(CONTENT)).toBe(true)
    await until(() => events.length === 2)
    const common = { transport: 'tftp', client: ADDRESS, path: '/loader.efi', size: CONTENT.length }
    expect(events).toEqual([
      { ...common, phase: 'started' },
      { ...common, phase: 'done', bytes: CONTENT.length, ms: expect.any(Number) },
    ])
  })

  it('sends without options to a client that knows none', async () => {
    const { port } = await serve()
    expect((await curl(['--tftp-no-options'], 'loader.efi', port)).equals(CONTENT)).toBe(true)
  })

  it('sends text in netascii', async () => {
    const { port } = await serve()
    expect((await curl(['-B'], 'grub.cfg', port)).toString()).toBe('set a=1\r\nboot\r\0')
  })

  it('says that a file is not there: unknown, or gone since', async () => {
    const { port } = await serve()
    for (const path of ['none', 'stale.efi'])
      await expect(curl([], path, port)).rejects.toMatchObject({ code: 'command.failed' })
    expect(events.map(({ path, phase }) => [path, phase])).toEqual([
      ['/none', 'missing'],
      ['/stale.efi', 'missing'],
    ])
  })
})

describe('on the wire', () => {
  it.each([
    ['a write', '\0\x02a\0octet\0', 2],
    ['a path that climbs', '\0\x01../../etc/passwd\0octet\0', 2],
    ['mode mail', '\0\x01a\0mail\0', 4],
    ['an unterminated string', '\0\x01a', 4],
    ['hundreds of options', `\0\x01a\0octet\0${'x\x001\0'.repeat(200)}`, 8],
    ['an unknown file', '\0\x01none\0octet\0', 1],
  ])('answers %s with an error', async (_name, packet, code) => {
    const { port } = await serve()
    const peer = await client()
    peer.send(port, packet)
    expect((await peer.next()).text.slice(0, 4)).toBe(`\0\x05\0${String.fromCharCode(code)}`)
  })

  it('takes a question about the size for what it is', async () => {
    const running = await serve()
    const peer = await client()
    peer.send(running.port, '\0\x01loader.efi\0octet\0tsize\x000\0blksize\x001468\0')
    const oack = await peer.next()
    expect(oack.text).toBe('\0\x06blksize\x001468\0tsize\x00300001\0')
    peer.send(oack.port, '\0\x05\0\x08User aborted the transfer\0')
    await until(() => running.active() === 0)
    expect(events).toEqual([])
  })

  it('gives a client that vanished up, and reports how far it came', async () => {
    const running = await serve({ limits: { interval: 20, maxInterval: 20, retries: 2 } })
    const peer = await client()
    peer.send(running.port, '\0\x01loader.efi\0octet\0')
    const first = await peer.next()
    peer.send(first.port, '\0\x04\0\x01')
    await until(() => running.active() === 0)
    expect(events.at(-1)).toMatchObject({ phase: 'failed', bytes: 512, error: 'the client stopped answering' })
  })

  it('serves a request once, however often it is repeated, and answers one address only so many at once', async () => {
    const running = await serve({ limits: { perClient: 2 } })
    const [first, second, third] = [await client(), await client(), await client()]
    const request = '\0\x01loader.efi\0octet\0tsize\x000\0'
    for (let index = 0; index < 5; index++) first.send(running.port, request)
    await first.next()
    second.send(running.port, request)
    await second.next()
    expect(running.active()).toBe(2)
    third.send(running.port, request)
    expect((await third.next()).text).toContain('Too many transfers')
  })

  it('lets the same port ask for another file', async () => {
    const running = await serve()
    const peer = await client()
    peer.send(running.port, '\0\x01loader.efi\0octet\0')
    await peer.next()
    await until(() => events.length === 1)
    peer.send(running.port, '\0\x01grub.cfg\0octet\0')
    // Before it come the end of the first transfer and, on a busy machine, repetitions of its block.
    let text = ''
    while (!text.includes('set a=1')) ({ text } = await peer.next())
    await until(() => running.active() === 1)
    expect(text).toBe('\0\x03\0\x01set a=1\nboot\r')
  })
})

it('says what to do when the port is taken', async () => {
  const { port } = await serve()
  await expect(
    createTftpServer({ address: ADDRESS, port, resolve: () => Promise.resolve(undefined) }),
  ).rejects.toMatchObject({
    code: 'files.portInUse',
  })
  await expect(
    createTftpServer({ address: '203.0.113.77', port: 0, resolve: () => Promise.resolve(undefined) }),
  ).rejects.toMatchObject({ code: 'files.addressMissing' })
})

it('closes in the middle of a transfer and tells the client', async () => {
  const running = await serve()
  const peer = await client()
  peer.send(running.port, '\0\x01loader.efi\0octet\0')
  await peer.next()
  const since = performance.now()
  await running.close()
  server = undefined
  expect(performance.now() - since).toBeLessThan(2000)
  expect((await peer.next()).text).toContain('the server is stopping')
})

it('goes on when the resolver fails', async () => {
  const { port } = await serve({ resolve: () => Promise.reject(new Error('broken')) })
  const peer = await client()
  peer.send(port, '\0\x01a\0octet\0')
  expect((await peer.next()).text.slice(0, 4)).toBe('\0\x05\0\0')
  expect(events.at(-1)).toMatchObject({ phase: 'failed' })
})
