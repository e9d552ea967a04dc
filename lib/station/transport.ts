/** Carries calls to the station: TLS that trusts the pinned CA and nothing else, dates checked. */
import { Agent } from 'node:https'
import { VmpError } from '../errors.ts'
import type { Transport } from '../contract/client.ts'
import { httpTransport } from '../contract/transport.ts'
import type { ProofKey } from './proof-key.ts'

/** Milliseconds for an answer; of a stream, until it begins. */
const answerLimit = 8000

/** The host without the brackets of an IPv6 literal. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1')
export const portOf = (url: URL): number => Number(url.port || 443)

/** Every call carries a proof made by `key`. @param ca PEM. */
export function stationTransport(url: URL, ca: string, key: ProofKey): Transport & { close: () => void } {
  const agent = new Agent({ ca, keepAlive: true, maxSockets: 4 })
  const transport = httpTransport({
    scheme: 'https',
    to: { agent, host: hostOf(url), port: portOf(url) },
    authorize: async (method, path) => `VMP-Proof ${await key.proof(method, path)}`,
    timeout: answerLimit,
    late: () => new VmpError('live.stationTimeout', { url: url.origin, seconds: answerLimit / 1000 }),
    failure: (error) => asStationError(url, error),
  })
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
