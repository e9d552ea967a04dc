/** How fast can this machine and another one talk, in both directions, and what is lost on the way? */
import { VmpError } from '../../lib/errors.ts'
import { clientArgs, parseTransfer } from '../../lib/tools/iperf3.ts'
import type { ClientOptions, Transfer } from '../../lib/tools/iperf3.ts'
import { impossible, round, tested, whileTelling } from './test.ts'
import type { DeepContext, DeepTest, Outcome } from './test.ts'

/** Where `vmp preflight peer` listens; iperf3's own. */
export const peerPort = 5201
/** Milliseconds for the connection and the exchange of results, beyond the transfer. */
const around = 15_000
/** UDP is sent at this share of what TCP reached: what is lost then, no full queue explains. */
const udpShare = 0.5
/** Per cent; a sound Ethernet loses nothing, a busy receiver now and then a packet. */
const mostLost = 1

export const network: DeepTest = {
  id: 'network',
  weight: 1,
  run: async (context) => [await tested('network', context.peer, context, () => testNetwork(context))],
}

async function testNetwork(context: DeepContext): Promise<Outcome> {
  const { peer, budget, signal } = context
  if (peer === null) return impossible('there is no other machine to talk to: --peer ADDRESS')
  const seconds = Math.max(1, Math.floor(budget / 3000))
  const transfer = async (options: Pick<ClientOptions, 'reverse' | 'udp'>): Promise<Transfer> => {
    const args = clientArgs({ server: peer, port: peerPort, seconds, ...options })
    const lines: string[] = []
    const onLine = (line: string, stream: string): void => {
      if (stream === 'stdout') lines.push(line)
    }
    try {
      await context.run('iperf3', args, { timeout: seconds * 1000 + around, signal, group: true, onLine })
    } catch (error) {
      // What it prints says why; older ones exit with 0 then.
      if (lines.length === 0) throw error
    }
    return parseTransfer(lines.join('\n'))
  }
  return whileTelling(
    context,
    (async (): Promise<Outcome> => {
      const refusal = (await context.peerReady?.(signal)) ?? null
      if (signal.aborted) throw new VmpError('cancelled')
      if (refusal !== null) return impossible(refusal)
      const sent = await transfer({})
      const received = await transfer({ reverse: true })
      const udp = await transfer({ udp: udpShare * Math.min(sent.bitsPerSecond, received.bitsPerSecond) })
      const lost = udp.lost ?? 0
      return {
        outcome: lost <= mostLost ? 'passed' : 'failed',
        covered: 100,
        figures: [
          { name: 'sent', value: round(sent.bitsPerSecond / 1e6), unit: 'Mb/s' },
          { name: 'received', value: round(received.bitsPerSecond / 1e6), unit: 'Mb/s' },
          { name: 'retransmits', value: (sent.retransmits ?? 0) + (received.retransmits ?? 0), unit: '' },
          { name: 'lost', value: round(lost), unit: '%' },
          { name: 'jitter', value: round(udp.jitter ?? 0), unit: 'ms' },
        ],
        problem: lost <= mostLost ? null : `${round(lost)} % of the packets were lost`,
      }
    })(),
  )
}
