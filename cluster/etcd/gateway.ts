/** One member of etcd, asked for the care of etcd itself; the Store on all of them is cluster/store/etcd. */
import { VmpError } from '../../lib/errors.ts'
import { NoAnswer, Refused, transport } from '../store/etcd/transport.ts'
import type { ClientCertificate } from '../store/etcd/transport.ts'

export interface CallOptions {
  /** Milliseconds; 5000. */
  readonly timeout?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Gateway {
  /** Of the member that it asks. */
  readonly url: string
  /**
   * Also a member without a leader answers, if it can.
   * @throws VmpError `etcd.unreachable`: there is no answer, and what was asked may be done all the same; `etcd.refused`;
   *   `cancelled`.
   */
  call(path: string, body: object, options?: CallOptions): Promise<unknown>
  /** What a call with many answers says, one by one, to its end. The limit is for the time between two of them. */
  stream(path: string, body: object, options?: CallOptions): AsyncIterable<unknown>
  close(): void
}

const TIMEOUT = 5000

/**
 * @param url `https://…`, or `unix:///…`.
 * @param tls Asked before each call, for certificates are renewed; not for a socket.
 */
export function gateway(url: string, tls?: () => ClientCertificate): Gateway {
  const member = transport(tls)
  const limitsOf = ({ timeout = TIMEOUT, signal }: CallOptions) => ({ timeout, signal, leaderless: true })
  return {
    url,
    async call(path, body, options = {}) {
      try {
        return await member.call(url, path, body, limitsOf(options))
      } catch (error) {
        throw ours(error, url, options)
      }
    },
    async *stream(path, body, options = {}) {
      try {
        yield* member.stream(url, path, body, { ...limitsOf(options), ends: true })
      } catch (error) {
        throw ours(error, url, options)
      }
    },
    close: () => member.close(),
  }
}

function ours(error: unknown, url: string, { signal }: CallOptions): unknown {
  if (signal?.aborted) return new VmpError('cancelled', {}, { cause: error })
  const [params, cause] = [{ endpoint: url, detail: error instanceof Error ? error.message : '' }, { cause: error }]
  if (error instanceof NoAnswer) return new VmpError('etcd.unreachable', params, cause)
  return error instanceof Refused ? new VmpError('etcd.refused', params, cause) : error
}

/** What etcd says when it refuses (api/v3rpc/rpctypes/error.go of 3.5); the gateway gives no better name. */
const refusals = {
  /** A member was lost, or came, within the last five seconds. */
  unhealthy: /unhealthy cluster/,
  notInSync: /can only promote a learner member which is in sync with leader/,
  notEnoughStarted: /not enough started members/,
  leaderless: /no leader|leader changed|request timed out/,
  noSpace: /database space exceeded/,
  compacted: /required revision has been compacted/,
} as const

export function isRefused(error: unknown, why: keyof typeof refusals): boolean {
  return (
    error instanceof VmpError && error.code === 'etcd.refused' && refusals[why].test(String(error.params['detail']))
  )
}
