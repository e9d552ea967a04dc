/**
 * The first connection to the station, when this machine's clock may be wrong: the pinned CA is checked, its signature on
 * the station's certificate and the address too, but no dates. It yields that CA and the time; all later connections are
 * ordinary TLS with this CA, dates included (transport.ts).
 */
import { X509Certificate } from 'node:crypto'
import { request } from 'node:http'
import { isIP } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { Check } from 'typebox/value'
import { VmpError } from '../errors.ts'
import { clockRoute } from './clock-route.ts'
import { hostOf, portOf } from './transport.ts'

export interface StationAddress {
  readonly url: URL
  /** SHA-256 of the DER of the station's CA certificate, 64 lower-case hexadecimal digits. */
  readonly pin: string
}

/** Milliseconds for the whole of it. */
const limit = 20_000
/** id-kp-serverAuth, RFC 5280 4.2.1.12. */
const serverAuth = '1.3.6.1.5.5.7.3.1'
/** The answer is one line; whoever sends more is not the station. */
const longestAnswer = 4096

export interface FirstContact {
  /** The station's CA certificate, PEM. */
  ca: string
  /** The station's time, halfway through the exchange. */
  now: Date
}

/** @throws VmpError `live.pinMismatch`, `live.certificateWrong`, `live.stationUnreachable`, `live.answerUnusable`. */
export async function firstContact({ url, pin }: StationAddress, signal: AbortSignal): Promise<FirstContact> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(limit)])
  const socket = await connectUnchecked(url, within)
  try {
    const ca = checkChain(chainOf(socket), url, pin)
    const sent = performance.now()
    const answer = await askTime(socket, url, within)
    const halfway = (performance.now() - sent) / 2
    return { ca, now: new Date(answer.getTime() + halfway) }
  } finally {
    socket.destroy()
  }
}

/** Why there was no exchange; a time that ran out shows in `signal`, whatever error it made on its way. */
function unreachable(url: URL, error: Error, signal: AbortSignal): VmpError {
  const late = signal.aborted && signal.reason instanceof Error && signal.reason.name === 'TimeoutError'
  return late
    ? new VmpError('live.stationTimeout', { url: url.origin, seconds: limit / 1000 }, { cause: error })
    : new VmpError('live.stationUnreachable', { url: url.origin, problem: error.message }, { cause: error })
}

function connectUnchecked(url: URL, signal: AbortSignal): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const host = hostOf(url)
    const socket = connect({
      host,
      port: portOf(url),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      // OpenSSL would refuse by date; checkChain does the rest of its work, and the handshake itself still proves that the
      // other side holds the certificate's key.
      rejectUnauthorized: false,
      ALPNProtocols: ['http/1.1'],
    })
    const abort = () => socket.destroy(new Error(signal.reason instanceof Error ? signal.reason.message : 'ended'))
    signal.addEventListener('abort', abort, { once: true })
    socket.once('close', () => signal.removeEventListener('abort', abort))
    // Stays: what fails later is reported by the request, but an error nobody listens to would end the program.
    socket.on('error', (error) => reject(unreachable(url, error, signal)))
    socket.once('secureConnect', () => resolve(socket))
  })
}

/** The certificates that the station sent, its own first. */
function chainOf(socket: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = []
  let sent: ReturnType<TLSSocket['getPeerCertificate']> | undefined = socket.getPeerCertificate(true)
  // A root names itself as its issuer, without end.
  while (sent?.raw !== undefined && chain.length < 8 && chain.at(-1)?.raw.equals(sent.raw) !== true) {
    chain.push(new X509Certificate(sent.raw))
    sent = 'issuerCertificate' in sent ? sent.issuerCertificate : undefined
  }
  return chain
}

/** Gives the pinned CA as PEM when it signed the station's certificate and that is for this address. */
function checkChain(chain: readonly X509Certificate[], url: URL, pin: string): string {
  const [leaf] = chain
  const ca = chain.find(({ fingerprint256 }) => fingerprint256.replaceAll(':', '').toLowerCase() === pin)
  if (leaf === undefined || ca === undefined) throw new VmpError('live.pinMismatch', { url: url.origin, pin })
  const wrong = (problem: string) => new VmpError('live.certificateWrong', { url: url.origin, problem })
  if (!ca.ca) throw wrong('the pinned certificate is not an authority')
  if (!leaf.checkIssued(ca) || !leaf.verify(ca.publicKey)) throw wrong('the pinned authority did not sign it')
  // Despite its name, Node's keyUsage lists the extended key usages.
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.includes(serverAuth)) throw wrong('it is not for a server')
  const host = hostOf(url)
  const matches = isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)
  if (matches === undefined) throw wrong(`it is for ${leaf.subjectAltName ?? 'no address'}, not ${host}`)
  return ca.toString()
}

function askTime(socket: TLSSocket, url: URL, signal: AbortSignal): Promise<Date> {
  return new Promise((resolve, reject) => {
    const { method, path } = clockRoute
    const asked = request({
      method,
      path,
      headers: { host: url.host, accept: 'application/json', connection: 'close' },
      createConnection: () => socket,
      signal,
    })
    asked.on('error', (error) => reject(unreachable(url, error, signal)))
    asked.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('error', (error) => reject(unreachable(url, error, signal)))
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > longestAnswer) response.destroy(new Error('the answer does not end'))
      })
      response.once('end', () => {
        const now = response.statusCode === 200 ? timeIn(text) : undefined
        if (now !== undefined) return resolve(now)
        const problem = `HTTP ${response.statusCode}: ${text.slice(0, 100)}`
        reject(new VmpError('live.answerUnusable', { url: url.origin, problem }))
      })
    })
    asked.end()
  })
}

function timeIn(text: string): Date | undefined {
  try {
    const answer: unknown = JSON.parse(text)
    return Check(clockRoute.response, answer) ? new Date(answer.now) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
