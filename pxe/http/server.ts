import { open } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isSystemError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import type { BootFile, BootRequest, ResolveBootFile, TransferEvent } from '../boot/files.ts'
import { cannotListen } from '../boot/listen.ts'
import { Body, Interrupted } from './body.ts'
import { Chunks } from './chunks.ts'
import { allowsRange, matchesNone, parseRange } from './range.ts'
import { parseTarget } from './target.ts'
import { contentType } from './types.ts'

interface BootHttpLimits {
  /** Connections at once; more are closed as they come. */
  readonly connections: number
  /** ms without a byte moved, after which a connection is closed. */
  readonly idle: number
  /** ms in which a request's header must have come. */
  readonly header: number
}

export interface BootHttpOptions {
  /** Local address to serve. */
  readonly address: string
  readonly port?: number
  /** Also answers everything dynamic (scripts, notes): what it returns as bytes is sent as it is. */
  readonly resolve: ResolveBootFile
  readonly onTransfer?: (event: TransferEvent) => void
  readonly limits?: Partial<BootHttpLimits>
}

export interface BootHttp {
  readonly address: string
  readonly port: number
  /** Stops listening; transfers under way get `grace` ms (1000), then their connections are closed. */
  close(grace?: number): Promise<void>
}

const LIMITS: BootHttpLimits = { connections: 2000, idle: 60_000, header: 15_000 }
const MAX_HEADER = 16 * 1024
const KEEP_ALIVE = 30_000

/**
 * Plain HTTP for boot files: GET and HEAD, single ranges, ETag conditions, always with a length. It knows no path of its
 * own: `resolve` decides, so nothing else can be had from it.
 * @throws VmpError `files.portInUse`, `files.addressMissing`, `files.portDenied`
 */
export async function createBootHttp(options: BootHttpOptions): Promise<BootHttp> {
  const limits = { ...LIMITS, ...options.limits }
  const port = options.port ?? 8080
  const chunks = new Chunks()

  const server = createServer(
    {
      headersTimeout: limits.header,
      requestTimeout: limits.header * 2,
      keepAliveTimeout: Math.min(KEEP_ALIVE, limits.idle),
      connectionsCheckingInterval: Math.min(limits.header, 5000),
      maxHeaderSize: MAX_HEADER,
    },
    (request, response) => void answer(request, response),
  )
  server.maxConnections = limits.connections
  server.setTimeout(limits.idle)
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(BAD_REQUEST)
    else socket.destroy()
  })
  await listen()

  async function listen(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen({ host: options.address, port, backlog: 1024 }, () => {
          server.off('error', reject)
          resolve()
        })
      })
    } catch (error) {
      throw cannotListen(error, 'TCP', options.address, port)
    }
  }

  function emit(event: Omit<TransferEvent, 'transport'>): void {
    try {
      options.onTransfer?.({ transport: 'http', ...event })
    } catch (error) {
      log('boot-http').error({ err: error }, 'the listener of transfers failed')
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      // A body may follow that nobody reads.
      response.setHeader('Connection', 'close')
      return plain(response, 405, 'Only GET and HEAD are served here', { Allow: 'GET, HEAD' })
    }
    const target = parseTarget(request.url ?? '')
    if (!target) return plain(response, 400, 'This path is not allowed')
    const client = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '')
    const asked: BootRequest = { ...target, client, transport: 'http' }
    const since = performance.now()
    const body = new Body(response)
    try {
      const found = await options.resolve(asked)
      if (!found) {
        emit({ client, path: asked.path, phase: 'missing' })
        return plain(response, 404, 'Not found')
      }
      await transfer(request, response, asked, found, body)
    } catch (error) {
      failed(response, asked, body, error, since)
    }
  }

  async function transfer(
    request: IncomingMessage,
    response: ServerResponse,
    { path, client }: BootRequest,
    found: BootFile,
    body: Body,
  ): Promise<void> {
    const since = performance.now()
    const size = found.kind === 'file' ? found.size : found.bytes.length
    const etag = found.kind === 'file' ? found.etag : undefined
    response.setHeader('Accept-Ranges', 'bytes')
    if (etag !== undefined) response.setHeader('ETag', etag)
    if (etag !== undefined && matchesNone(request.headers['if-none-match'], etag)) {
      response.writeHead(304).end()
      return
    }
    const range = allowsRange(request.headers['if-range']?.toString(), etag)
      ? parseRange(request.headers.range, size)
      : undefined
    if (range === 'unsatisfiable')
      return plain(response, 416, 'The range lies beyond the end', { 'Content-Range': `bytes */${size}` })
    const part = range ?? { start: 0, end: size - 1 }
    const length = part.end - part.start + 1
    if (range) response.setHeader('Content-Range', `bytes ${part.start}-${part.end}/${size}`)
    const head = {
      'Content-Type': found.kind === 'bytes' ? found.type : contentType(path),
      'Content-Length': length,
    }
    if (request.method === 'HEAD') {
      response.writeHead(range ? 206 : 200, head).end()
      return
    }
    // Opened before the header goes, so that a file that is not there is still a 404.
    const file = found.kind === 'file' ? await open(found.path, 'r') : undefined
    try {
      response.writeHead(range ? 206 : 200, head)
      emit({ client, path, phase: 'started', size })
      if (found.kind === 'bytes') await body.sendBytes(found.bytes.subarray(part.start, part.end + 1))
      else if (file) await body.sendFile(file, `${found.etag} ${found.path}`, part, chunks)
    } finally {
      await file?.close()
    }
    emit({ client, path, phase: 'done', bytes: length, size, ms: Math.round(performance.now() - since) })
  }

  function failed(
    response: ServerResponse,
    { path, client }: BootRequest,
    { sent }: Body,
    error: unknown,
    since: number,
  ): void {
    if (isSystemError(error) && error.code === 'ENOENT' && !response.headersSent) {
      emit({ client, path, phase: 'missing' })
      return plain(response, 404, 'Not found')
    }
    if (!(error instanceof Interrupted)) log('boot-http').error({ err: error, client, path }, 'a request failed')
    const ms = Math.round(performance.now() - since)
    const reason = error instanceof Error ? error.message : String(error)
    emit({ client, path, phase: 'failed', bytes: sent, ms, error: reason })
    // With the header gone, only a broken connection tells the client that the length was not reached.
    if (response.headersSent) response.destroy()
    else plain(response, 500, 'Internal error')
  }

  return {
    address: options.address,
    port: (server.address() as AddressInfo).port,
    async close(grace = 1000) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const late = setTimeout(() => server.closeAllConnections(), grace)
      await closed
      clearTimeout(late)
    },
  }
}

const BAD_REQUEST =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 12\r\nConnection: close\r\n\r\nBad request\n'

function plain(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  const body = `${text}\n`
  response.writeHead(status, {
    ...headers,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}
