/** What perfdhcp, Kea's load generator, measured at one rate of four-way exchanges. */
export interface DhcpLoad {
  /** Exchanges a second that were begun. */
  readonly rate: number
  /** Messages that were not answered within a second. */
  readonly lost: number
  /** Milliseconds from DISCOVER to OFFER, and from REQUEST to ACK. */
  readonly offerDelay: number
  readonly ackDelay: number
}

export interface DhcpLoadSettings {
  /** The address it sends from, as a relay would, and the server's. */
  readonly local: string
  readonly server: string
  readonly clients: number
  /** Four-way exchanges a second, for so many seconds. */
  readonly rate: number
  readonly seconds: number
}

/** Exit code when the exchanges ran but some were lost. */
export const SOME_LOST = 3

/** It waits one second more for late answers. */
export function args({ local, server, clients, rate, seconds }: DhcpLoadSettings): string[] {
  const load = ['-R', String(clients), '-r', String(rate), '-p', String(seconds)]
  return ['-4', '-l', local, ...load, '-W', '1000000', server]
}

/** It prints two blocks: DISCOVER to OFFER, then REQUEST to ACK. */
export function parse(rate: number, lines: readonly string[]): DhcpLoad {
  const values = (name: string): number[] =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => Number.parseFloat(line.slice(name.length + 1)))
  const [offerDelay = Number.NaN, ackDelay = Number.NaN] = values('avg delay')
  return { rate, lost: values('drops').reduce((sum, drops) => sum + drops, 0), offerDelay, ackDelay }
}
