/** Heavier runs of the TFTP server on loopback: large files, real clients, a bad network, hostile packets. */
import { createHash } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { run } from '../../lib/exec.ts'
import type { TransferEvent } from '../boot/files.ts'
import { createTftpServer } from './server.ts'
import type { TftpServer } from './server.ts'

interface WindowedClient {
  createGetStream(path: string): NodeJS.ReadableStream
}
/** The npm package ships its types for a CommonJS global only. */
const tftp = createRequire(import.meta.url)('node-tftp') as {
  createClient(options: Record<string, string | number>): WindowedClient
}

const ADDRESS = '127.0.0.1'
const SIZE = 40_000_000
/** More than 65,535 blocks of 512 bytes: the number rolls over. */
const CONTENT = numbers(SIZE, 1)
const SMALL = CONTENT.subarray(0, 700_001)

let folder: string
let server: TftpServer
let events: TransferEvent[]

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmp-tftp-'))
  await writeFile(join(folder, 'large'), CONTENT)
})
afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  events = []
  server = await createTftpServer({
    address: ADDRESS,
    port: 0,
    resolve: ({ path }) =>
      Promise.resolve(
        path === '/large'
          ? { kind: 'file', path: join(folder, 'large'), size: SIZE, etag: '"1"' }
          : path === '/small'
            ? { kind: 'bytes', bytes: SMALL, type: 'application/octet-stream' }
            : undefined,
      ),
    onTransfer: (event) => void events.push(event),
    limits: { interval: 40, maxInterval: 80, retries: 30 },
  })
})
afterEach(() => server.close())

describe('a file of more blocks than a number can count', () => {
  it('arrives by curl in blocks of 512', async () => {
    const file = join(folder, 'got')
    await run('curl', ['-s', '-m', '60', '-o', file, `tftp://${ADDRESS}:${server.port}/large`], { timeout: 70_000 })
    expect(await digestOf(createReadStream(file))).toBe(digest(CONTENT))
  })

  it('arrives by a windowed client', async () => {
    const client = tftp.createClient({ host: ADDRESS, port: server.port, blockSize: 512, windowSize: 16, retries: 20 })
    expect(await digestOf(client.createGetStream('large'))).toBe(digest(CONTENT))
  })
})

describe('through a network that loses, doubles and delays', () => {
  it.each([1, 4, 16])('every byte arrives with a window of %i', async (window) => {
    const bad = await badNetwork(server.port)
    const got = await windowedGet('small', bad.port, window)
    bad.close()
    expect(digest(got)).toBe(digest(SMALL))
    expect(bad.harmed()).toBeGreaterThan(20)
  })
})

it('survives 100,000 random and mutated packets, serves on, and its memory stays flat', async () => {
  const socket = createSocket('udp4')
  socket.on('error', () => socket.close())
  socket.bind(0, ADDRESS)
  await once(socket, 'listening')
  const random = generator(42)
  const seeds = [
    '\0\x01small\0octet\0blksize\x001468\0tsize\x000\0windowsize\x0016\0',
    '\0\x01large\0octet\0',
    '\0\x02large\0octet\0',
    '\0\x01../../etc/passwd\0netascii\0timeout\x001\0',
    '\0\x04\0\x01',
    '\0\x05\0\x08no\0',
  ].map((text) => Buffer.from(text, 'latin1'))
  const before = process.memoryUsage.rss()
  const since = performance.now()
  let sent = 0
  for (; sent < 100_000 && performance.now() - since < 90_000; sent++) {
    socket.send(hostile(seeds, random), server.port, ADDRESS)
    if (sent % 50 === 0) await setImmediate()
  }
  expect(sent).toBe(100_000)
  const file = join(folder, 'after')
  await run('curl', ['-sS', '-m', '20', '-o', file, `tftp://${ADDRESS}:${server.port}/small`], { timeout: 25_000 })
  expect(await digestOf(createReadStream(file))).toBe(digest(SMALL))
  expect(process.memoryUsage.rss() - before).toBeLessThan(200e6)
  socket.close()
  await expect.poll(() => server.active(), { timeout: 10_000 }).toBe(0)
}, 150_000)

it('serves 100 clients at once', async () => {
  const gets = Array.from({ length: 25 }, async (_, index) => {
    // Four transfers in each program, as one address may have only so many.
    const from = `127.0.0.${index + 10}`
    const urls = Array.from({ length: 4 }, () => `tftp://${ADDRESS}:${server.port}/small`)
    const outputs = urls.flatMap((url) => ['-o', '/dev/null', url])
    await run('curl', ['-s', '-Z', '-m', '40', '--interface', from, ...outputs], { timeout: 45_000 })
  })
  await Promise.all(gets)
  await expect.poll(() => events.filter(({ phase }) => phase === 'done').length).toBe(100)
}, 60_000)

/** Carries packets between a client and the server; one in six meets a fate, the same at every run. */
async function badNetwork(port: number): Promise<{ port: number; close(): void; harmed(): number }> {
  const fates = ['lost', 'doubled', 'late']
  const random = generator(7)
  const front = createSocket('udp4')
  const back = createSocket('udp4')
  let client: number | undefined
  let transfer = port
  let harmed = 0
  const carry = (socket: Socket, packet: Buffer, to: number): void => {
    const fate = fates[random(18)]
    if (fate !== undefined) harmed++
    if (fate === 'lost') return
    if (fate === 'late') {
      setTimeout(() => open.has(socket) && socket.send(packet, to, ADDRESS), 5)
      return
    }
    socket.send(packet, to, ADDRESS)
    if (fate === 'doubled') socket.send(packet, to, ADDRESS)
  }
  const open = new Set([front, back])
  front.on('message', (packet, remote) => {
    client = remote.port
    carry(back, packet, transfer)
  })
  back.on('message', (packet, remote) => {
    transfer = remote.port
    if (client !== undefined) carry(front, packet, client)
  })
  front.bind(0, ADDRESS)
  back.bind(0, ADDRESS)
  await Promise.all([once(front, 'listening'), once(back, 'listening')])
  return {
    port: front.address().port,
    harmed: () => harmed,
    close() {
      for (const socket of open) socket.removeAllListeners('message').close()
      open.clear()
    },
  }
}

/**
 * A client as RFC 7440 describes it: acknowledges a window's last block, and the last block in order when one is missing
 * or nothing comes. (node-tftp cannot stand in for it: it loses its place when a block comes twice.)
 */
async function windowedGet(path: string, port: number, window: number): Promise<Buffer> {
  const blksize = 1468
  const socket = createSocket('udp4')
  const blocks: Buffer[] = []
  let server = port
  let acked = -1
  let complained = false
  const request = Buffer.from(`\0\x01${path}\0octet\0blksize\0${blksize}\0windowsize\0${window}\0`, 'latin1')
  const answer = (): void => {
    const ack = Buffer.from([0, 4, (blocks.length >> 8) & 255, blocks.length & 255])
    socket.send(acked < 0 ? request : ack, server, ADDRESS)
  }
  const acknowledge = (): void => {
    acked = blocks.length
    answer()
  }
  socket.bind(0, ADDRESS)
  await once(socket, 'listening')
  answer()
  const again = setInterval(answer, 60)
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (packet, remote) => {
      const opcode = packet.readUInt16BE(0)
      if (opcode === 5) return reject(new Error(packet.toString('latin1', 4)))
      server = remote.port
      if (opcode === 6) return blocks.length === 0 ? acknowledge() : undefined
      if (packet.readUInt16BE(2) === blocks.length + 1) {
        complained = false
        blocks.push(Buffer.from(packet.subarray(4)))
        if (packet.length < blksize + 4) return resolve(acknowledge())
        if (blocks.length - acked === window) acknowledge()
      } else if (!complained) {
        complained = true
        acknowledge()
      }
    })
  })
  clearInterval(again)
  socket.close()
  return Buffer.concat(blocks)
}

function hostile(seeds: readonly Buffer[], random: (below: number) => number): Buffer {
  if (random(4) === 0) return Buffer.from(Array.from({ length: random(600) }, () => random(256)))
  const packet = Buffer.from(seeds[random(seeds.length)]!)
  for (let change = random(4); change > 0; change--) packet[random(packet.length)] = random(256)
  return random(3) === 0 ? packet.subarray(0, random(packet.length)) : packet
}

/** Numbers that look random and are the same at every run (xorshift32). */
function generator(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function numbers(size: number, seed: number): Buffer {
  const random = generator(seed)
  const words = new Uint32Array(size / 4)
  for (let index = 0; index < words.length; index++) words[index] = random(0xffffffff)
  return Buffer.from(words.buffer)
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Listens to events instead of iterating: the windowed client's streams close before they end. */
async function digestOf(stream: NodeJS.ReadableStream): Promise<string> {
  const hash = createHash('sha256')
  stream.on('data', (chunk: Buffer) => void hash.update(chunk))
  await new Promise((resolve, reject) => {
    stream.on('end', resolve)
    stream.on('error', reject)
  })
  return hash.digest('hex')
}
