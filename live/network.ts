/** The machine's addresses, and the news of their change. systemd-networkd does the work, as the initrd told it. */
import { networkInterfaces } from 'node:os'
import { asVmpError } from '../lib/errors.ts'
import type { run } from '../lib/exec.ts'
import type { log } from '../lib/log.ts'

export interface Address {
  interface: string
  address: string
  mac: string
}

/** Addresses that another machine can reach: no loopback, no link-local ones. */
export function addresses(interfaces = networkInterfaces()): Address[] {
  return Object.entries(interfaces).flatMap(([name, entries = []]) =>
    entries
      .filter(({ internal, address }) => !internal && !/^(?:fe[89ab]|169\.254\.)/i.test(address))
      .map(({ address, mac }) => ({ interface: name, address, mac })),
  )
}

/** Lines of `ip monitor` come in bursts; one look after a burst is enough. Milliseconds. */
const settle = 250
/** Milliseconds before `ip monitor` is started again should it end. */
const again = 5000
/** It runs as long as the live system; a limit is demanded, so it starts anew once a day. */
const day = 24 * 60 * 60 * 1000

/** Calls `changed` after each change of a link or an address until `signal` aborts. */
export async function watchNetwork(
  runTool: typeof run,
  changed: () => void,
  logger: ReturnType<typeof log>,
  signal: AbortSignal,
): Promise<void> {
  let settling: NodeJS.Timeout | undefined
  const onLine = () => {
    settling ??= setTimeout(() => {
      settling = undefined
      changed()
    }, settle)
  }
  while (!signal.aborted) {
    try {
      await runTool('ip', ['monitor', 'link', 'address'], { timeout: day, signal, onLine, maxOutput: 4096 })
    } catch (error) {
      if (signal.aborted) break
      logger.warn({ err: asVmpError(error) }, 'ip monitor ended')
    }
    const { promise, resolve } = Promise.withResolvers<void>()
    setTimeout(resolve, again)
    await promise
    changed()
  }
  clearTimeout(settling)
}
