/** ping of iputils: whether an address answers, and how large a packet reaches it whole. */

/** IPv4 header (RFC 791) and ICMP header (RFC 792). */
const headers = 28

/** Milliseconds within which it ends by itself: three packets 0.2 s apart, then 0.5 s for an answer to any of them. */
export const pingTime = 900

/**
 * @param size Bytes of the whole IP packet, which no router on the way may take apart.
 * @param packets At most three.
 */
export function pingArgs(address: string, size?: number, packets = 3): string[] {
  const whole = size === undefined ? [] : ['-M', 'do', '-s', String(size - headers)]
  return ['-n', '-q', '-c', String(packets), '-i', '0.2', '-W', '0.5', ...whole, address]
}

/** Whether an answer came; undefined when none was asked for (ping may not, or prints something else). */
export function parsePing(output: string): boolean | undefined {
  const [, sent, received] = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(output) ?? []
  if (received === undefined) return undefined
  // A packet larger than the interface's own MTU is an error here, and still counted as sent.
  return Number(sent) > 0 && Number(received) > 0
}

/** Milliseconds within which `tripArgs` ends by itself. */
export const tripTime = 2500

/** Twenty packets, 0.05 s apart: enough to see one of twenty lost. */
export const tripArgs = (address: string): string[] => ['-n', '-q', '-c', '20', '-i', '0.05', '-W', '1', address]

export interface RoundTrip {
  /** Milliseconds. */
  readonly average: number
  readonly worst: number
  /** Of a hundred packets. */
  readonly lost: number
}

/** Undefined when nothing was sent, or nothing came back. */
export function parseTrip(output: string): RoundTrip | undefined {
  const [, sent, received] = /(\d+) packets transmitted, (\d+) (?:packets )?received/.exec(output) ?? []
  const [, average, worst] = /^rtt min\/avg\/max\/mdev = [\d.]+\/([\d.]+)\/([\d.]+)\//m.exec(output) ?? []
  if (average === undefined || worst === undefined || !Number(sent)) return undefined
  return {
    average: Number(average),
    worst: Number(worst),
    lost: (100 * (Number(sent) - Number(received))) / Number(sent),
  }
}
