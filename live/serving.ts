/** Listens for another machine's network test, for as long as the station says and no longer. */
import { asVmpError, isVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'
import { listens, serverArgs } from '../lib/tools/iperf3.ts'
import { peerPort } from '../preflight/deep/network.ts'
import type { Serving } from '../pxe/contract/recheck.ts'

export interface Peer {
  /** Resolves when it listens, or with why it cannot. Said again for the same request it changes nothing. */
  readonly serve: (serving: Serving) => Promise<string | null>
  readonly stop: (id: string) => void
}

export interface PeerOptions {
  readonly run: typeof run
  readonly logger: ReturnType<typeof log>
  readonly signal: AbortSignal
}

interface Server {
  readonly id: string
  readonly ending: AbortController
  readonly ready: Promise<string | null>
  readonly ended: Promise<void>
}

export function peerServer({ run, logger, signal }: PeerOptions): Peer {
  let server: Server | undefined

  const begin = ({ id, address, milliseconds }: Serving, before: Server | undefined): Server => {
    const ending = new AbortController()
    const ready = Promise.withResolvers<string | null>()
    const work = async (): Promise<void> => {
      // The port is free only when the one before is gone.
      before?.ending.abort()
      await before?.ended
      try {
        await run('iperf3', serverArgs(peerPort, address), {
          timeout: milliseconds,
          signal: AbortSignal.any([signal, ending.signal]),
          group: true,
          onLine: (line) => {
            if (listens(line)) ready.resolve(null)
          },
        })
        ready.resolve('iperf3 ended')
      } catch (error) {
        ready.resolve(asVmpError(error).message)
        const over = isVmpError(error) && (error.code === 'cancelled' || error.code === 'command.timeout')
        if (!over) logger.warn({ err: asVmpError(error) }, 'no network test with another machine')
      } finally {
        if (server?.id === id) server = undefined
      }
    }
    return { id, ending, ready: ready.promise, ended: work() }
  }

  return {
    serve(serving) {
      if (server?.id !== serving.id) server = begin(serving, server)
      return server.ready
    },
    stop(id) {
      if (server?.id === id) server.ending.abort()
    },
  }
}
