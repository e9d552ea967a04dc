import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { freePort } from '../../../lib/__fixtures__/free-port.ts'
import { selfSigned } from '../../../api/__fixtures__/certificate.ts'
import { serveDocs } from '../../../api/docs.ts'
import { mount } from '../../../api/mount.ts'
import { startApi } from '../../../api/server.ts'
import { audit, auditMigrations } from '../../../cluster/audit/audit.ts'
import { eventsContract } from '../../../cluster/contract/events.ts'
import { usersContract } from '../../../cluster/contract/users.ts'
import { eventMigrations, events } from '../../../cluster/events/events.ts'
import type { History } from '../../../cluster/history/history.ts'
import type { HistorySource } from '../../../cluster/history/merge.ts'
import { hosts } from '../../../cluster/users/__fixtures__/hosts.ts'
import { client } from '../../../lib/contract/client.ts'
import { httpTransport } from '../../../lib/contract/transport.ts'
import { openDatabase } from '../../../lib/sqlite.ts'
import { eventsHandlers } from '../events.ts'
import { usersHandlers } from '../users.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: unknown
}

interface Sent {
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A host's API on HTTPS and on its local socket, as far as people are concerned. */
export async function server() {
  const cluster = hosts()
  const certificate = await selfSigned()
  const folder = mkdtempSync(join(tmpdir(), 'vmp-users-'))
  const { clock, now } = cluster
  const kept = events(openDatabase(':memory:', eventMigrations), { now })
  const record = audit(openDatabase(':memory:', auditMigrations), { now })
  const people = cluster.host({ events: kept })
  const port = await freePort()
  const address = `https://127.0.0.1:${port}`
  const socket = join(folder, 'host.sock')
  const sources = <Body>(history: History<Body>): HistorySource<Body>[] => [{ host: 'h1', ...history }]
  const api = await startApi({
    tls: { key: certificate.key, chain: certificate.chain, address: '127.0.0.1', port },
    socket,
    routes(app, listener) {
      const guards = { public: () => undefined, user: people.guard(listener) }
      mount(app, usersContract, guards, usersHandlers(people), record.record)
      const histories = { events: () => sources(kept.history), audit: () => sources(record.history), clock }
      mount(app, eventsContract, guards, eventsHandlers(histories), record.record)
      serveDocs(app, { title: 'VMP', version: '1' }, [usersContract, eventsContract])
    },
  })

  /** A call as it goes over the wire; a stream is left open. */
  const open = (method: string, path: string, { headers = {}, body }: Sent = {}): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const content = body === undefined ? undefined : JSON.stringify(body)
      const sent = request(`${address}${path}`, {
        method,
        ca: certificate.ca,
        headers: { ...(content === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      })
      sent.once('response', resolve)
      sent.once('error', reject)
      sent.end(content)
    })

  async function call(method: string, path: string, sent?: Sent): Promise<Answer> {
    const response = await open(method, path, sent)
    const content = await text(response)
    return {
      status: response.statusCode!,
      headers: response.headers,
      body: content === '' ? undefined : (JSON.parse(content) as unknown),
    }
  }

  /** As the one who logged in: the cookie, and what a browser says of our own page. */
  const browser = (cookie: string) => ({
    cookie,
    origin: address,
    call: (method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}) =>
      call(method, path, { headers: { cookie, origin: address, 'sec-fetch-site': 'same-origin', ...headers }, body }),
    open: (path: string, headers: Readonly<Record<string, string>> = {}) =>
      open('GET', path, { headers: { cookie, 'sec-fetch-site': 'same-origin', ...headers } }),
  })

  async function logIn(user: string, password: string, headers: Readonly<Record<string, string>> = {}) {
    const answer = await call('POST', '/api/v1/session', { headers, body: { user, password } })
    return { ...answer, browser: browser(cookieOf(answer)) }
  }

  const transport = httpTransport({
    scheme: 'http',
    to: { socketPath: socket },
    timeout: 20_000,
    failure: (error) => error,
  })
  return {
    cluster,
    people,
    events: kept,
    audit: record,
    address,
    call,
    open,
    browser,
    logIn,
    /** Logs in somebody whose password is known to nobody else. */
    async person(name: string, role: 'administrator' | 'operator' | 'viewer') {
      const { carried } = await cluster.person(people, name, role)
      return browser(`__Host-vmp=${carried.id}_${carried.secret}`)
    },
    local: client(usersContract, transport),
    async close(): Promise<void> {
      await api.close()
      kept.close()
      await cluster.close()
      rmSync(folder, { recursive: true })
    },
  }
}

/** What a browser would send back. */
export const cookieOf = ({ headers }: Pick<Answer, 'headers'>): string =>
  (headers['set-cookie'] ?? [''])[0]!.split(';')[0]!
