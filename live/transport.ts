/** Carries calls to the station: TLS that trusts the pinned CA and nothing else, dates checked. */
import { Agent, request } from 'node:https'
import { Readable } from 'node:stream'
import { VmpError } from '../lib/errors.ts'
import type { Transport } from '../lib/contract/client.ts'
import type { LiveKey } from './live-key.ts'

/** Milliseconds for an answer; of a stream, until it begins. */
const answerLimit = 8000

/** The host without the brackets of an IPv6 literal. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')
export const portOf = (url: URL): number => Number(url.port || 443)

/** Every call carries a proof made by `key`. @param ca PEM. */
export function stationTransport(url: URL, ca: string, key: LiveKey): Transport & { close: () => void } {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 4 })
  const transport: Transport = async ({ method, path, headers, body, signal }) => {
    const [pathOnly = path] = path.split('?')
    const authorization = `VMP-Proof ${await key.proof(method, pathOnly)}`
    return new Promise((resolve, reject) => {
      const sent = request({
        agent,
        host: hostOf(url),
        port: portOf(url),
        method,
        path,
        headers: {
          ...headers,
          host: url.host,
          authorization,
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
        ...(signal === undefined ? {} : { signal }),
      })
      const late = new VmpError('live.stationTimeout', { url: url.origin, seconds: answerLimit / 1000 })
      const timer = setTimeout(() => sent.destroy(late), answerLimit)
      sent.once('close', () => clearTimeout(timer))
      sent.on('error', (error) => reject(asStationError(url, error)))
      sent.once('response', (response) => {
        clearTimeout(timer)
        if (headers['accept'] !== 'text/event-stream') {
          const whole = setTimeout(() => response.destroy(late), answerLimit)
          response.once('close', () => clearTimeout(whole))
        }
        const stream = Readable.toWeb(response) as ReadableStream
        const { statusCode: status = 500 } = response
        const bodiless = status === 204 || status === 304
        resolve(
          new Response(bodiless ? null : stream, {
            status,
            headers: { 'content-type': response.headers['content-type'] ?? '' },
          }),
        )
      })
      sent.end(body)
    })
  }
  return Object.assign(transport, { close: () => agent.destroy() })
}

/** OpenSSL's and Node's codes for a certificate that does not hold. */
const certificateCodes = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT)/

function asStationError(url: URL, error: Error): Error {
  if (error instanceof VmpError || error.name === 'AbortError') return error
  const code = 'code' in error ? String(error.code) : ''
  return certificateCodes.test(code)
    ? new VmpError('live.certificateWrong', { url: url.origin, problem: error.message }, { cause: error })
    : new VmpError('live.stationUnreachable', { url: url.origin, problem: error.message }, { cause: error })
}
