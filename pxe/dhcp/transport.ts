import { log } from '../../lib/log.ts'
import { openUdpSocket } from '../socket.ts'
import { CLIENT_PORT } from './codes.ts'
import type { OpenTransport } from './types.ts'

/** Milliseconds: a flood of requests from addresses without a route must not become a flood of the log. */
const SAY_EVERY = 10_000

/** Opens the DHCP ports on one interface. The client's port is shared with this machine's own DHCP client, if any. */
export function udpTransport(name: string): OpenTransport {
  const logger = log('dhcp')
  return async (port, receive) => {
    const socket = await openUdpSocket({ interface: name, port, broadcast: true, reuse: port === CLIENT_PORT })
    socket.on('message', receive)
    // An interface that goes down fails every send until it is back; the service waits for it.
    let failures = 0
    let said = -Infinity
    const failed = (error: Error | null): void => {
      if (!error) return
      failures += 1
      if (performance.now() - said < SAY_EVERY) return
      said = performance.now()
      logger.warn({ interface: name, port, failures, error: error.message }, 'UDP failed')
    }
    socket.on('error', failed)
    return {
      send: (bytes, port, address) => socket.send(bytes, port, address, failed),
      close: () => new Promise((resolve) => socket.close(resolve)),
    }
  }
}
