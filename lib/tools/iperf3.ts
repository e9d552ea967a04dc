/** iperf3: how fast two machines can talk, and what gets lost. */

export interface ClientOptions {
  readonly server: string
  readonly port: number
  readonly seconds: number
  /** The server sends. */
  readonly reverse?: boolean
  /** Bits a second of UDP; TCP as fast as it goes without. */
  readonly udp?: number
}

/** Milliseconds for the connection; the default is as long as TCP tries. */
const connectTimeout = 5000

export function clientArgs({ server, port, seconds, reverse = false, udp }: ClientOptions): string[] {
  const peer = ['--client', server, '--port', String(port), '--connect-timeout', String(connectTimeout)]
  const kind = udp === undefined ? [] : ['--udp', '--bitrate', String(Math.round(udp))]
  return [...peer, '--json', '--time', String(seconds), ...kind, ...(reverse ? ['--reverse'] : [])]
}

/** @param address The only one to listen on. Lines come at once, also into a pipe. */
export function serverArgs(port: number, address?: string): string[] {
  const bind = address === undefined ? [] : ['--bind', address]
  return ['--server', '--port', String(port), ...bind, '--forceflush']
}

/** Whether a line of a server says that it listens. */
export const listens = (line: string): boolean => line.startsWith('Server listening on ')

interface Sum {
  readonly bits_per_second?: number
  readonly retransmits?: number
  readonly lost_percent?: number
  readonly jitter_ms?: number
}

export interface Transfer {
  readonly bitsPerSecond: number
  readonly retransmits: number | null
  /** Per cent of the packets, and milliseconds; of UDP only. */
  readonly lost: number | null
  readonly jitter: number | null
}

/** What arrived. @throws Error with iperf3's own words when there was no transfer; it exits with 0 even then. */
export function parseTransfer(json: string): Transfer {
  const { end, error } = JSON.parse(json) as {
    end?: { sum?: Sum; sum_sent?: Sum; sum_received?: Sum }
    error?: string
  }
  const received = end?.sum_received?.bits_per_second
  if (error !== undefined || received === undefined) throw new Error(error ?? 'nothing was transferred')
  return {
    bitsPerSecond: received,
    retransmits: end?.sum_sent?.retransmits ?? null,
    lost: end?.sum?.lost_percent ?? null,
    jitter: end?.sum?.jitter_ms ?? null,
  }
}
