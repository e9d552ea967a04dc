import { createRequire } from 'node:module'

/**
 * The npm package `dhcp` as a client that nobody here wrote: prints the offer as it reads it. It goes no further: its
 * REQUEST names neither the address nor the server (RFC 2131, table 5, says MUST to both), so no server acknowledges it.
 */

interface Offer {
  readonly yiaddr: string
  readonly siaddr: string
  readonly options: Readonly<Record<number, unknown>>
}

interface Client {
  on(event: 'listening', listener: () => void): void
  on(event: 'message', listener: (offer: Offer) => void): void
  listen(): void
  sendDiscover(): void
}

const require = createRequire(import.meta.url)
const { createClient } = require('dhcp') as {
  createClient(config: { readonly mac: string }): Client
}

const client = createClient({ mac: '02:00:00:00:00:77' })
client.on('listening', () => client.sendDiscover())
client.on('message', ({ yiaddr, siaddr, options }) => {
  const [type, server, mask, router] = [53, 54, 1, 3].map((code) => options[code])
  process.stdout.write(JSON.stringify({ yiaddr, siaddr, type, server, mask, router }))
  process.exit(0)
})
client.listen()
