import { Agent, fetch } from 'undici'
import type { Transport } from './client.ts'

/**
 * Carries requests over a unix socket, which only root may open: the way the CLI reaches a station of the same machine.
 * @throws TypeError of fetch, when nothing listens there.
 */
export function socketTransport(socketPath: string): Transport {
  // One connection a request: a command line tool ends as soon as it has nothing open.
  const dispatcher = new Agent({ connect: { socketPath }, pipelining: 0 })
  return async ({ method, path, headers, body, signal }) => {
    const response = await fetch(`http://localhost${path}`, {
      method,
      headers,
      dispatcher,
      ...(body === undefined ? {} : { body }),
      ...(signal ? { signal } : {}),
    })
    return response as unknown as Response
  }
}
