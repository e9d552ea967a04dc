import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download } from './download.ts'
import type { DownloadErrors } from './download.ts'
import { VmpError } from './errors.ts'

/** Of no round length, as images are. */
const content = Buffer.from(Array.from({ length: 300_001 }, (_, index) => index % 251))
const other = Buffer.from(content.map((byte) => byte ^ 1))

const errors: DownloadErrors = {
  missing: ({ href }) => new VmpError('upgrade.sourceMissing', { source: href }),
  longer: ({ pathname }) => new VmpError('upgrade.altered', { file: pathname.split('/').at(-1)! }),
  interrupted: ({ href }, problem, cause) => new VmpError('upgrade.interrupted', { url: href, problem }, { cause }),
}

/** How one request is answered; those after the last as it is. */
interface Answer {
  readonly status?: number
  /** After so many bytes: the connection breaks, or nothing more comes. */
  readonly after?: number
  readonly end?: 'break' | 'silence'
  readonly file?: Buffer
}

describe('a download', () => {
  let folder: string
  let target: string
  let server: Server
  let url: URL
  let answers: Answer[]
  let asked: { range: string | undefined; ifRange: string | undefined }[]
  let bytes: number[]
  let onHeard: (count: number) => unknown

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { range, 'if-range': ifRange } = request.headers
    const { status = 200, after, end, file = content } = answers[Math.min(asked.length, answers.length - 1)] ?? {}
    asked.push({ range, ifRange: ifRange?.toString() })
    const etag = file === content ? '"one"' : '"two"'
    const start = ifRange === undefined || ifRange === etag ? Number(/\d+/.exec(range ?? '')?.[0] ?? 0) : 0
    if (status !== 200) return void response.writeHead(status).end()
    if (start > file.length) return void response.writeHead(416).end()
    const rest = file.subarray(start)
    const about = { 'content-length': rest.length, 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }
    response.writeHead(start > 0 ? 206 : 200, { ...about, etag })
    if (after === undefined) return void response.end(rest)
    response.write(rest.subarray(0, after))
    // Not before it was heard: what waits in a connection that breaks is lost.
    if (end === 'break') onHeard = (count) => count >= start + after && response.socket?.destroy()
  }
  const get = (more: { size?: number; target?: string; signal?: AbortSignal } = {}) =>
    download(url, more.target ?? target, {
      fetch,
      errors,
      size: more.size ?? content.length,
      signal: more.signal ?? new AbortController().signal,
      onBytes(count) {
        bytes.push(count)
        onHeard(count)
      },
      limits: { stalled: 200, pause: 1, fruitless: 3 },
    })
  const got = (): Buffer => readFileSync(target)

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'vmp-download-'))
    target = join(folder, 'host.squashfs')
    answers = []
    asked = []
    bytes = []
    onHeard = () => undefined
    server = createServer(serve).listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/images/one/host.squashfs`)
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })

  it('brings a file, and says how much of it is there', async () => {
    await get()
    expect(got().equals(content)).toBe(true)
    expect(bytes.at(-1)).toBe(content.length)
    expect(bytes).toEqual(bytes.toSorted((one, two) => one - two))
  })

  it('asks only for what an attempt before it has not brought', async () => {
    writeFileSync(target, content.subarray(0, 100_000))
    await get()
    expect(asked).toEqual([{ range: 'bytes=100000-', ifRange: undefined }])
    expect(got().equals(content)).toBe(true)
    expect(bytes[0]).toBeGreaterThan(100_000)
  })

  it('asks for nothing when all of it is there', async () => {
    writeFileSync(target, content)
    await get()
    expect(asked).toEqual([])
  })

  it.each(['break', 'silence'] as const)('goes on where it ended in %s', async (end) => {
    answers = [{ after: 120_000, end }, { after: 50_000, end }, {}]
    await get()
    expect(got().equals(content)).toBe(true)
    expect(asked).toEqual([
      { range: undefined, ifRange: undefined },
      { range: 'bytes=120000-', ifRange: '"one"' },
      { range: 'bytes=170000-', ifRange: '"one"' },
    ])
  })

  it('begins anew when the server has another file meanwhile', async () => {
    answers = [{ after: 120_000, end: 'break' }, { file: other }]
    await get()
    expect(got().equals(other)).toBe(true)
  })

  it('begins anew when the file there is shorter than what it has', async () => {
    writeFileSync(target, other.subarray(0, 250_000))
    answers = [{ status: 416 }, {}]
    await get()
    expect(got().equals(content)).toBe(true)
  })

  it('gives up after some times in a row that nothing came, and keeps what it has', async () => {
    answers = [{ after: 120_000, end: 'break' }, { status: 503 }]
    await expect(get()).rejects.toMatchObject({ code: 'upgrade.interrupted', params: { problem: 'HTTP 503' } })
    expect(asked).toHaveLength(4)
    expect(got().equals(content.subarray(0, 120_000))).toBe(true)
  })

  it('says so when nobody answers', async () => {
    server.close()
    await expect(get()).rejects.toMatchObject({ code: 'upgrade.interrupted' })
  })

  it('asks once for what is not there', async () => {
    answers = [{ status: 404 }]
    await expect(get()).rejects.toMatchObject({ code: 'upgrade.sourceMissing', params: { source: url.href } })
    expect(asked).toHaveLength(1)
    expect(existsSync(target)).toBe(false)
  })

  it('never writes more than the file shall have', async () => {
    await expect(get({ size: 100_000 })).rejects.toMatchObject({
      code: 'upgrade.altered',
      params: { file: 'host.squashfs' },
    })
    expect(got().length).toBeLessThanOrEqual(100_000)
    expect(asked).toHaveLength(1)
  })

  it('ends at once on a full disk', async () => {
    await expect(get({ target: '/dev/full' })).rejects.toMatchObject({ code: 'disk.full' })
    expect(asked).toHaveLength(1)
  })

  it('ends when it is called off', async () => {
    answers = [{ after: 120_000, end: 'silence' }]
    const ending = new AbortController()
    const running = get({ signal: ending.signal })
    await expect.poll(() => bytes.at(-1)).toBe(120_000)
    ending.abort()
    await expect(running).rejects.toMatchObject({ code: 'cancelled' })
  })
})
