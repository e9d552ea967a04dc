/** A station for tests: real TLS on loopback, proofs verified by jose, and memory instead of a database. */
import { once } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { importJWK, jwtVerify, type JWK } from 'jose'
import { Check } from 'typebox/value'
import { shippedPolicy } from '../../preflight/policies.ts'
import type { Report } from '../../preflight/report.ts'
import { toProblem, VmpError } from '../../lib/errors.ts'
import type { Progress, Request } from '../../pxe/contract/recheck.ts'
import { liveContract, type Enrolment, type LiveEvent, type Orders } from '../../pxe/contract/live.ts'

/** The shipped policy, under another name. */
const orders: Orders = {
  policy: { ...shippedPolicy('host'), name: 'of-the-station' },
  dhcpServers: [],
  cluster: null,
}

export interface FakeStation {
  url: URL
  /** Calls in order, as "POST /api/v1/live/beat". */
  calls: string[]
  enrolments: Enrolment[]
  /** What was said about preflights: a run's start, its results and its report, in order. */
  heard: { run: string; request?: Request; check?: string; progress?: Progress; report?: Report }[]
  /** What was said about listening for another machine. */
  serving: { id: string; problem: string | null }[]
  /** What it says of the other machine of a network test. */
  peer: { listens: boolean; problem: string | null }
  /** Why each refused call was refused. */
  refused: string[]
  /** The time it tells; its own otherwise. */
  time: () => Date
  /** Open event channels. */
  listeners: () => number
  /** Sends to every open event channel. */
  send: (event: LiveEvent) => void
  /** Forgets every key, as a station does that lost its database. */
  forget: () => void
  close: () => Promise<void>
}

export async function fakeStation(tls: { cert: string; key: string }, port = 0): Promise<FakeStation> {
  const keys = new Map<string, JWK>()
  const channels = new Set<ServerResponse>()
  const seen = new Set<string>()
  const station = {
    calls: [] as string[],
    enrolments: [] as Enrolment[],
    heard: [] as FakeStation['heard'],
    serving: [] as FakeStation['serving'],
    peer: { listens: false, problem: null } as FakeStation['peer'],
    refused: [] as string[],
    time: () => new Date(),
  }

  const verify = async (request: IncomingMessage, keyOf: (kid: string) => JWK | undefined): Promise<void> => {
    const token = /^VMP-Proof (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? ''
    const { payload } = await jwtVerify(
      token,
      async ({ kid = '' }) => {
        const jwk = keyOf(kid)
        if (jwk === undefined) throw new Error('unknown key')
        return importJWK(jwk, 'EdDSA')
      },
      { maxTokenAge: 60 },
    )
    if (payload['htm'] !== request.method || payload['htu'] !== request.url) throw new Error('a proof for another call')
    if (payload.jti === undefined || seen.has(payload.jti)) throw new Error('a proof used twice')
    seen.add(payload.jti)
  }

  const answer = async (request: IncomingMessage, body: unknown, response: ServerResponse): Promise<unknown> => {
    const route = `${request.method} ${request.url}`
    const state = { state: 'discovered', name: 'box-1', shortCode: 'K7F-3QX' }
    if (route === 'GET /api/v1/time') return { now: station.time().toISOString() }
    if (route === 'POST /api/v1/live/nonce') return { nonce: 'a-nonce-for-a-medium' }
    if (route === 'POST /api/v1/live/enrol') {
      if (!Check(liveContract.enrol.body, body)) throw new Error('not an enrolment')
      await verify(request, () => body.publicKey)
      keys.set(body.publicKey.x, body.publicKey)
      station.enrolments.push(body)
      const enrolledFromMedia = body.nonce === 'a-nonce-for-a-medium'
      return { ...state, machineId: 'm1', bootId: 'b1', enrolledFromMedia }
    }
    await verify(request, () => [...keys.values()].at(-1))
    if (route === 'PUT /api/v1/live/facts') return { state: 'discovered' }
    if (route === 'POST /api/v1/live/beat') {
      if (!Check(liveContract.beat.body, body)) throw new Error('not a beat')
      return state
    }
    if (route === 'POST /api/v1/live/preflight') {
      if (!Check(liveContract.preflightStart.body, body)) throw new Error('not a start')
      station.heard.push(body)
      return orders
    }
    if (route === 'POST /api/v1/live/preflight/check') {
      if (!Check(liveContract.preflightCheck.body, body)) throw new Error('not a result')
      station.heard.push({ run: body.run, check: body.result.check })
      return { state: 'checking' }
    }
    if (route === 'POST /api/v1/live/preflight/progress') {
      if (!Check(liveContract.preflightProgress.body, body)) throw new Error('not a progress')
      station.heard.push(body)
      return { state: 'checking' }
    }
    if (route === 'POST /api/v1/live/preflight/peer') return station.peer
    if (route === 'POST /api/v1/live/serving') {
      if (!Check(liveContract.serving.body, body)) throw new Error('not about listening')
      station.serving.push(body)
      return { state: 'checked' }
    }
    if (route === 'PUT /api/v1/live/preflight/report') {
      if (!Check(liveContract.preflightReport.body, body)) throw new Error('not a report')
      station.heard.push(body)
      const { counts, checks } = body.report
      return { id: 'judged-1', state: 'checked', verdict: 'unfit', counts, checks }
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify({ type: 'hello', state: 'discovered' })}\n\n`)
    channels.add(response)
    response.once('close', () => channels.delete(response))
    return undefined
  }

  const server = createServer(tls, (request, response) => {
    void (async () => {
      station.calls.push(`${request.method} ${request.url}`)
      try {
        const body = await text(request)
        const value = await answer(request, body === '' ? undefined : JSON.parse(body), response)
        if (value === undefined) return
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
      } catch (error) {
        station.refused.push(error instanceof Error ? error.message : String(error))
        const problem = toProblem(new VmpError('input.invalid', { problem: 'refused', where: request.url ?? '' }))
        response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(problem))
      }
    })()
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return Object.assign(station, {
    url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`),
    listeners: () => channels.size,
    send: (event: LiveEvent) => {
      for (const channel of channels) channel.write(`data: ${JSON.stringify(event)}\n\n`)
    },
    forget: () => keys.clear(),
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  })
}
