import { createSocket } from 'node:dgram'
import type { RemoteInfo, Socket } from 'node:dgram'
import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { isSystemError } from '../../lib/errors.ts'
import { log } from '../../lib/log.ts'
import type { BootFile, ResolveBootFile, TransferEvent } from '../boot/files.ts'
import { cannotListen } from '../boot/listen.ts'
import { normalisePath } from '../boot/path.ts'
import { openUdpSocket } from '../socket.ts'
import { startEngine } from './engine.ts'
import type { Ended, Job } from './engine.ts'
import { toNetascii } from './netascii.ts'
import { negotiate } from './options.ts'
import { ERROR, errorPacket, oackPacket, parseRequest } from './packet.ts'
import type { Request } from './packet.ts'

interface TftpLimits {
  /** Transfers at once, of all clients; a request beyond is dropped, and the client asks again. */
  readonly transfers: number
  /** Transfers at once of one client address. */
  readonly perClient: number
  /** Largest window answered, in blocks. */
  readonly window: number
  /** Retransmissions without progress before a client counts as gone. */
  readonly retries: number
  /** First retransmission after this many ms, doubled each time up to `maxInterval`. */
  readonly interval: number
  readonly maxInterval: number
}

export interface TftpOptions {
  /** The one interface to serve; all that route to `address` when left out. */
  readonly interface?: string | undefined
  /** Local IPv4 address that requests come to and transfers are sent from. */
  readonly address: string
  readonly port?: number
  readonly resolve: ResolveBootFile
  readonly onTransfer?: (event: TransferEvent) => void
  readonly limits?: Partial<TftpLimits>
}

export interface TftpServer {
  readonly address: string
  readonly port: number
  /** Transfers going on now. */
  active(): number
  /** Stops listening and ends all transfers, within about two seconds. */
  close(): Promise<void>
}

/** A whole window of retransmissions lasts 1+2+4+4+4+4+4 s: longer than a switch port takes to come back from a flap. */
const LIMITS: TftpLimits = { transfers: 1000, perClient: 32, window: 64, retries: 6, interval: 1000, maxInterval: 4000 }

interface Transfer {
  readonly id: number
  readonly key: string
  readonly path: string
  readonly client: string
  readonly since: number
  size: number
  file: FileHandle | undefined
  /** 'asking' until the file is known, 'offered' until the client takes it, 'sending' then. */
  phase: 'asking' | 'offered' | 'sending'
}

/**
 * A read-only TFTP server: RFC 1350, options of RFC 2347 (blksize 2348, timeout and tsize 2349, windowsize 7440).
 * What a path means is `resolve`'s business alone; no path ever reaches the file system by itself.
 * @throws VmpError `files.portInUse`, `files.addressMissing`, `files.portDenied`, `socket.*`
 */
export async function createTftpServer(options: TftpOptions): Promise<TftpServer> {
  const limits = { ...LIMITS, ...options.limits }
  const port = options.port ?? 69
  const byKey = new Map<string, Transfer>()
  const byId = new Map<number, Transfer>()
  const perClient = new Map<string, number>()
  let nextId = 1

  const socket = await listen(options, port)
  const engine = await startEngine(
    { address: options.address, interface: options.interface },
    { started, ended },
  ).catch((error: unknown) => {
    socket.close()
    throw error
  })

  socket.on('message', (packet, remote) => {
    const request = parseRequest(packet)
    // What is no request is not answered: two servers would answer each other for ever.
    if (request.kind === 'other') return
    if (request.kind === 'malformed') return refuse(remote, request.code, request.reason)
    if (request.kind === 'write') return refuse(remote, ERROR.denied, 'This server is read-only')
    if (request.mode !== 'octet' && request.mode !== 'netascii')
      return refuse(remote, ERROR.illegal, 'The mode must be octet or netascii')
    void serve(request, remote)
  })
  socket.on('error', (error) => log('tftp').error({ err: error }, 'the listening socket failed'))

  function refuse(remote: RemoteInfo, code: number, message: string): void {
    socket.send(errorPacket(code, message), remote.port, remote.address, (error) => {
      if (error) log('tftp').debug({ err: error, client: remote.address }, 'an error packet was not sent')
    })
  }

  function emit(event: Omit<TransferEvent, 'transport'>): void {
    try {
      options.onTransfer?.({ transport: 'tftp', ...event })
    } catch (error) {
      log('tftp').error({ err: error }, 'the listener of transfers failed')
    }
  }

  async function serve(request: Request, remote: RemoteInfo): Promise<void> {
    const [rawPath = '', ...query] = request.path.split('?')
    const path = normalisePath(rawPath)
    const client = remote.address
    if (path === undefined) {
      emit({ client, path: rawPath.slice(0, 200), phase: 'failed', error: 'the path is not allowed' })
      return refuse(remote, ERROR.denied, 'This path is not allowed')
    }
    const transfer = admit(path, remote)
    if (!transfer) return
    try {
      const found = await options.resolve({
        path,
        query: new URLSearchParams(query.join('?')),
        client,
        transport: 'tftp',
      })
      // While we looked, the same port asked for something else.
      if (byKey.get(transfer.key) !== transfer) return forget(transfer)
      if (found) return await hand(transfer, request, remote, found)
      forget(transfer)
      emit({ client, path, phase: 'missing' })
      refuse(remote, ERROR.notFound, 'File not found')
    } catch (error) {
      forget(transfer)
      const missing = isSystemError(error) && error.code === 'ENOENT'
      if (!missing) log('tftp').error({ err: error, client, path }, 'a request failed')
      emit(missing ? { client, path, phase: 'missing' } : { client, path, phase: 'failed', error: String(error) })
      refuse(remote, missing ? ERROR.notFound : ERROR.undefined, missing ? 'File not found' : 'Internal error')
    }
  }

  /** @returns undefined when the request is a repetition of one being served, or over a limit. */
  function admit(path: string, remote: RemoteInfo): Transfer | undefined {
    const key = `${remote.address}:${remote.port}`
    const before = byKey.get(key)
    if (before) {
      // Asked again because our answer was late or lost: the transfer's own retransmission brings it.
      if (before.path === path && before.phase !== 'sending') return undefined
      // The same port asks for something else: the client gave the other one up.
      byKey.delete(key)
      engine.cancel(before.id, 'the client asked for another file')
    }
    if (byId.size >= limits.transfers) return undefined
    const count = perClient.get(remote.address) ?? 0
    if (count >= limits.perClient) {
      refuse(remote, ERROR.undefined, 'Too many transfers at once')
      return undefined
    }
    perClient.set(remote.address, count + 1)
    const transfer: Transfer = {
      id: nextId++,
      key,
      path,
      client: remote.address,
      since: performance.now(),
      size: 0,
      file: undefined,
      phase: 'asking',
    }
    byKey.set(key, transfer)
    byId.set(transfer.id, transfer)
    return transfer
  }

  async function hand(transfer: Transfer, request: Request, remote: RemoteInfo, found: BootFile): Promise<void> {
    const content = await contentOf(transfer, request, found)
    if (byKey.get(transfer.key) !== transfer) return forget(transfer)
    transfer.size = content.kind === 'file' ? content.size : content.bytes.length
    const agreed = negotiate(request.options, transfer.size, limits.window)
    transfer.phase = 'offered'
    engine.start({
      id: transfer.id,
      client: { address: remote.address, port: remote.port },
      content,
      sender: {
        blksize: agreed.blksize,
        window: agreed.window,
        interval: agreed.timeout ?? limits.interval,
        maxInterval: agreed.timeout ?? limits.maxInterval,
        retries: limits.retries,
        oack: agreed.answered.size > 0 ? oackPacket(agreed.answered) : undefined,
      },
    })
  }

  async function contentOf(transfer: Transfer, { mode }: Request, found: BootFile): Promise<Job['content']> {
    if (mode === 'netascii') return { kind: 'bytes', bytes: new Uint8Array(await toNetascii(found)) }
    if (found.kind === 'bytes') return { kind: 'bytes', bytes: new Uint8Array(found.bytes) }
    transfer.file = await open(found.path, 'r')
    return { kind: 'file', fd: transfer.file.fd, size: found.size }
  }

  function started(id: number): void {
    const transfer = byId.get(id)
    if (!transfer) return
    transfer.phase = 'sending'
    emit({ client: transfer.client, path: transfer.path, phase: 'started', size: transfer.size })
  }

  function ended({ id, outcome, reason, bytes }: Ended): void {
    const transfer = byId.get(id)
    if (!transfer) return
    forget(transfer)
    if (outcome === 'probed') return
    const { client, path, size } = transfer
    const ms = Math.round(performance.now() - transfer.since)
    const failure = reason === undefined ? {} : { error: reason }
    emit({ client, path, phase: outcome, bytes, size, ms, ...failure })
  }

  function forget(transfer: Transfer): void {
    byId.delete(transfer.id)
    if (byKey.get(transfer.key) === transfer) byKey.delete(transfer.key)
    const left = (perClient.get(transfer.client) ?? 1) - 1
    if (left > 0) perClient.set(transfer.client, left)
    else perClient.delete(transfer.client)
    transfer.file?.close().catch((error: unknown) => log('tftp').error({ err: error }, 'a file was not closed'))
    transfer.file = undefined
  }

  return {
    address: options.address,
    port: socket.address().port,
    active: () => byId.size,
    async close() {
      await new Promise<void>((resolve) => socket.close(() => resolve()))
      await engine.close()
      for (const transfer of byId.values()) forget(transfer)
    },
  }
}

async function listen({ interface: name, address }: TftpOptions, port: number): Promise<Socket> {
  if (name !== undefined) return openUdpSocket({ interface: name, address, port })
  const socket = createSocket('udp4')
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind(port, address, () => {
        socket.off('error', reject)
        resolve()
      })
    })
    return socket
  } catch (error) {
    socket.close()
    throw cannotListen(error, 'UDP', address, port)
  }
}
