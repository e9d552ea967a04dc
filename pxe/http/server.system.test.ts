/** Many clients at once on loopback. */
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { get } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBootHttp } from './server.ts'
import type { BootHttp } from './server.ts'

const ADDRESS = '127.0.0.1'
const CLIENTS = 200
/** More than what is kept in memory at once. */
const MEGABYTES = 80

let folder: string
let server: BootHttp
let digest: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmp-http-'))
  const hash = createHash('sha256')
  const file = await open(join(folder, 'image'), 'w')
  for (let part = 0; part < MEGABYTES; part++) {
    const bytes = Buffer.alloc(1_000_000, part)
    hash.update(bytes)
    await file.write(bytes)
  }
  await file.close()
  digest = hash.digest('hex')
  server = await createBootHttp({
    address: ADDRESS,
    port: 0,
    resolve: () =>
      Promise.resolve({ kind: 'file', path: join(folder, 'image'), size: MEGABYTES * 1_000_000, etag: '"1"' }),
  })
})
afterAll(async () => {
  await server.close(0)
  await rm(folder, { recursive: true })
})

it('sends 200 clients the same image, and its memory stays flat', async () => {
  const before = process.memoryUsage.rss()
  let most = 0
  const sampler = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20)
  const got = await Promise.all(Array.from({ length: CLIENTS }, (_, index) => fetchImage(index)))
  clearInterval(sampler)
  expect(new Set(got.map(({ bytes }) => bytes))).toEqual(new Set([MEGABYTES * 1_000_000]))
  const digests = got.flatMap((one) => one.digest ?? [])
  expect(digests).toEqual(Array.from({ length: CLIENTS / 10 }, () => digest))
  // 64 MiB that are kept, a chunk or two on its way to each client, and the clients' own, which live here too.
  expect(most - before).toBeLessThan(500e6)
})

/** What a client gets: every fourth reads slowly, so that they drift apart; every tenth looks at each byte. */
function fetchImage(index: number): Promise<{ bytes: number; digest?: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ host: ADDRESS, port: server.port, path: '/image', agent: false }, (response) => {
      const hash = index % 10 === 0 ? createHash('sha256') : undefined
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        hash?.update(chunk)
        if (index % 4 !== 0) return
        response.pause()
        setImmediate(() => response.resume())
      })
      response.on('end', () => resolve(hash ? { bytes, digest: hash.digest('hex') } : { bytes }))
      response.on('error', reject)
    })
    request.on('error', reject)
  })
}
