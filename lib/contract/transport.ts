import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import type { RequestOptions } from 'node:https'
import { Readable } from 'node:stream'
import type { Transport } from './client.ts'

export interface TransportOptions {
  readonly scheme: 'http' | 'https'
  /** Where to and how: host and port or socketPath, agent, CA. */
  readonly to: RequestOptions
  /** The `authorization` of a call; path without query. */
  readonly authorize?: (method: string, path: string) => Promise<string> | string
  /** Milliseconds until an answer begins, and again until a plain answer is whole; a stream may last. */
  readonly timeout: number
  /** What a missing answer is to the caller; passed through `failure` like any other. */
  readonly late?: (timeout: number) => Error
  /** What a failed connection is to the caller. */
  readonly failure: (error: Error) => Error
}

/** Carries calls by HTTP, over TCP, TLS or a local socket alike. */
export function httpTransport({
  scheme,
  to,
  authorize,
  timeout,
  late = noAnswer,
  failure,
}: TransportOptions): Transport {
  const open = scheme === 'https' ? secure : plain
  return async ({ method, path, headers, body, signal }) => {
    const authorization = await authorize?.(method, path.split('?')[0]!)
    return new Promise((resolve, reject) => {
      const sent = open({
        ...to,
        method,
        path,
        headers: {
          ...headers,
          ...(authorization === undefined ? {} : { authorization }),
          ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
        },
        ...(signal === undefined ? {} : { signal }),
      })
      const timer = setTimeout(() => sent.destroy(late(timeout)), timeout)
      sent.once('close', () => clearTimeout(timer))
      sent.on('error', (error) => reject(failure(error)))
      sent.once('response', (response) => {
        clearTimeout(timer)
        if (headers['accept'] !== 'text/event-stream') {
          const whole = setTimeout(() => response.destroy(late(timeout)), timeout)
          response.once('close', () => clearTimeout(whole))
        }
        const { statusCode: status = 500 } = response
        const content = status === 204 || status === 304 ? null : (Readable.toWeb(response) as ReadableStream)
        resolve(new Response(content, { status, headers: { 'content-type': response.headers['content-type'] ?? '' } }))
      })
      sent.end(body)
    })
  }
}

const noAnswer = (timeout: number): Error => new Error(`no answer within ${timeout / 1000} s`)
