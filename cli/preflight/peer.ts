import { Command } from 'commander'
import { isVmpError } from '../../lib/errors.ts'
import { output } from '../context.ts'

/** A day; who forgets it finds it gone. */
const limit = 86_400_000

/** `vmp preflight peer`: the other machine of the network test, until Ctrl-C. */
export function peerCommand(): Command {
  return new Command('peer').description(output('cli.preflight.peerCommand')).action(serve)
}

async function serve(): Promise<void> {
  const [{ run }, { serverArgs }, { peerPort }] = await Promise.all([
    import('../../lib/exec.ts'),
    import('../../lib/tools/iperf3.ts'),
    import('../../preflight/deep/network.ts'),
  ])
  const ending = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ending.abort())
  process.stderr.write(`${output('preflight.peer.listening', { port: peerPort })}\n`)
  try {
    await run('iperf3', serverArgs(peerPort), { timeout: limit, signal: ending.signal })
  } catch (error) {
    // Ctrl-C is how it ends.
    if (!(isVmpError(error) && error.code === 'cancelled')) throw error
  }
}
