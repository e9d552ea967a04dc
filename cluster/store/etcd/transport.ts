/** Calls of etcd's JSON gateway (`/v3/…`, gRPC by HTTP): one answer, or a stream of them, a line each. */
import { Agent as PlainAgent, request as plainRequest } from 'node:http'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { textAt, valueAt } from '../../../lib/tools/json.ts'

export interface ClientCertificate {
  /** PEM of the cluster's CA, of the certificate and of its key. */
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** There is no answer. */
export class NoAnswer extends Error {
  /** Whether it may have been asked at all. */
  readonly sent: boolean
  constructor(message: string, sent: boolean, cause?: unknown) {
    super(message, { cause })
    this.sent = sent
  }
}

/** etcd says no; the message is its own (api/v3rpc/rpctypes/error.go), the code that of gRPC. */
export class Refused extends Error {
  readonly grpc: number
  constructor(answer: unknown) {
    super(textAt(answer, 'message') ?? textAt(answer, 'error') ?? 'it gave no reason')
    const code = valueAt(answer, 'grpc_code') ?? valueAt(answer, 'code')
    this.grpc = typeof code === 'number' ? code : 2
  }
}

interface Limits {
  /** Milliseconds: for the whole answer, or between two messages of a stream. */
  readonly timeout: number
  readonly signal?: AbortSignal | undefined
  /** Whether a member that knows no leader may answer, too: what it says may be old. */
  readonly leaderless?: boolean | undefined
}

export interface Transport {
  /** @throws NoAnswer, Refused. */
  call(url: string, path: string, body: object, limits: Limits): Promise<unknown>
  /** @throws NoAnswer at its end, too, unless it `ends`: a watch has none. */
  stream(url: string, path: string, body: object, limits: StreamLimits): AsyncIterable<unknown>
  close(): void
}

interface StreamLimits extends Limits {
  readonly ends?: boolean
}

/** Milliseconds until a connection must stand: who is off or cut off does not answer at all. */
const CONNECT = 2000
/** A member on a socket that no other machine reaches. */
const UNIX = 'unix://'
/** Of calls at once to one member; streams are not counted. */
const SOCKETS = 32
const settings = { keepAlive: true, maxSockets: SOCKETS, maxFreeSockets: 4 } as const
/** A member without a leader shall say so at once, and end its streams, instead of serving what may be old. */
const headersFor = ({ leaderless }: Limits): Record<string, string> => ({
  'content-type': 'application/json',
  ...(leaderless ? {} : { 'grpc-metadata-hasleader': 'true' }),
})

/** @param tls Asked before each call: a renewed certificate is another object, and is used from then on. */
export function transport(tls?: () => ClientCertificate): Transport {
  const plain = new PlainAgent(settings)
  let secure: { readonly of: ClientCertificate; readonly agent: Agent } | undefined

  function secureAgent(): Agent {
    const of = tls!()
    if (secure?.of !== of) {
      // Calls that are under way go on with the old one.
      if (secure) for (const socket of Object.values(secure.agent.freeSockets).flat()) socket?.destroy()
      secure = { of, agent: new Agent({ ...settings, ...secrets(of) }) }
    }
    return secure.agent
  }

  function open(url: string, path: string, limits: Limits, streams: boolean): ClientRequest {
    const options = { method: 'POST', headers: headersFor(limits) }
    if (url.startsWith(UNIX))
      return plainRequest({ ...options, socketPath: url.slice(UNIX.length), path, agent: false })
    const target = new URL(path, url)
    if (target.protocol === 'http:') return plainRequest(target, { ...options, agent: streams ? false : plain })
    return streams
      ? request(target, { ...options, agent: false, ...secrets(tls!()) })
      : request(target, { ...options, agent: secureAgent() })
  }

  /** The head of an answer. Its time runs on for whoever reads the body, and ends it. */
  async function begin(url: string, path: string, body: object, limits: Limits, streams: boolean): Promise<Answer> {
    if (!URL.canParse(url)) throw new NoAnswer('no member is known', false)
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
    let sent = false
    const sending = open(url, path, limits, streams)
    const end = (message: string): void => void sending.destroy(new NoAnswer(message, sent))
    const wait = (): NodeJS.Timeout =>
      setTimeout(() => end(`no sign of life within ${limits.timeout / 1000} s`), limits.timeout)
    let timer = wait()
    const connecting = setTimeout(() => end(`no connection within ${CONNECT / 1000} s`), CONNECT)
    const abort = (): void => end('cancelled')
    const release = (): void => {
      clearTimeout(timer)
      clearTimeout(connecting)
      limits.signal?.removeEventListener('abort', abort)
    }
    limits.signal?.addEventListener('abort', abort, { once: true })
    sending.once('socket', (socket) => {
      const stands = (): void => {
        sent = true
        clearTimeout(connecting)
        if (streams) socket.setKeepAlive(true, 5000)
      }
      if (socket.connecting) socket.once(isSecure(socket) ? 'secureConnect' : 'connect', stands)
      else stands()
    })
    sending.once('response', resolve)
    sending.on('error', (error) => reject(error instanceof NoAnswer ? error : new NoAnswer(error.message, sent, error)))
    if (limits.signal?.aborted) abort()
    else sending.end(JSON.stringify(body))
    try {
      const response = await promise
      return {
        response,
        hold: () => clearTimeout(timer),
        goOn() {
          timer = wait()
        },
        release,
      }
    } catch (error) {
      release()
      throw error
    }
  }

  return {
    async call(url, path, body, limits) {
      const { response, release } = await begin(url, path, body, limits, false)
      try {
        const answer = parsed(await textOf(response))
        if (response.statusCode !== 200) throw new Refused(answer)
        return answer
      } finally {
        release()
      }
    },
    async *stream(url, path, body, limits) {
      const { response, hold, goOn, release } = await begin(url, path, body, limits, true)
      try {
        if (response.statusCode !== 200) throw new Refused(parsed(await textOf(response)))
        for await (const line of linesOf(response)) {
          const message = parsed(line)
          const result = valueAt(message, 'result')
          if (result === undefined) throw new Refused(valueAt(message, 'error') ?? message)
          // How long its reader takes is not the stream's silence.
          hold()
          yield result
          goOn()
        }
        if (!limits.ends) throw new NoAnswer('it ended the connection', true)
      } finally {
        release()
        response.destroy()
      }
    },
    close() {
      plain.destroy()
      secure?.agent.destroy()
    },
  }
}

interface Answer {
  readonly response: IncomingMessage
  /** Stops its time, and lets it begin anew. */
  readonly hold: () => void
  readonly goOn: () => void
  readonly release: () => void
}

const secrets = ({ authority, certificate, key }: ClientCertificate) => ({ ca: authority, cert: certificate, key })

const isSecure = (socket: object): socket is TLSSocket => 'encrypted' in socket

async function* chunksOf(response: IncomingMessage): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of response) yield chunk as Buffer
  } catch (error) {
    throw error instanceof NoAnswer ? error : new NoAnswer('the connection broke', true, error)
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of chunksOf(response)) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  const begun: Buffer[] = []
  for await (const chunk of chunksOf(response)) {
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      begun.push(chunk.subarray(from, end))
      const line = Buffer.concat(begun.splice(0)).toString('utf8')
      if (line !== '') yield line
      from = end + 1
    }
    if (from < chunk.length) begun.push(chunk.subarray(from))
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new NoAnswer('the answer is not etcd’s', true, error)
  }
}
