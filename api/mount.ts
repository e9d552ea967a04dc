import { Readable } from 'node:stream'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Access, CallInput, CallOutput, Contract, Route } from '../lib/contract.ts'
import { asVmpError, isVmpError, VmpError } from '../lib/errors.ts'
import { log } from '../lib/log.ts'

/** Who called, in the form that its access needs: filled in by the guard of that access. */
export type Principals = Readonly<Record<Access, unknown>>

interface CallContext<Principal> {
  readonly principal: Principal
  readonly request: RequestFacts
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal
}

/** What guards may know of a request. */
interface RequestFacts {
  readonly method: string
  /** Without query. */
  readonly path: string
  readonly authorization: string | undefined
  /** Of the caller; empty over the local socket. */
  readonly address: string
}

export type Guards<P extends Principals> = { readonly [A in Access]: (request: RequestFacts) => Promise<P[A]> | P[A] }

type Handler<R extends Route, P extends Principals> = R extends { stream: true }
  ? (call: CallInput<R> & CallContext<P[R['access']]>) => AsyncIterable<CallOutput<R>>
  : (call: CallInput<R> & CallContext<P[R['access']]>) => Promise<CallOutput<R>> | CallOutput<R>

/** One function a route of the contract; a missing one does not compile. */
export type Handlers<C extends Contract, P extends Principals> = { readonly [Name in keyof C]: Handler<C[Name], P> }

/**
 * Bytes of a body. A report on a server of 400 full disks, each with a finding, is 4 MiB; what anybody may send is an
 * enrolment, and shall not fill the memory of a station.
 */
const LARGEST: Readonly<Record<Access, number>> = {
  public: 64 * 1024,
  live: 16 * 1024 * 1024,
  host: 16 * 1024 * 1024,
  administrator: 16 * 1024 * 1024,
}

/** Seconds between comments on a quiet stream, so that both ends notice when the other is gone. */
const KEEPALIVE = 5

/** Serves a contract: every call is guarded, its input validated, its output typed. */
export function mount<const C extends Contract, P extends Principals>(
  app: FastifyInstance,
  contract: C,
  guards: Guards<P>,
  handlers: Handlers<C, P>,
): void {
  for (const [name, route] of Object.entries(contract)) {
    const handler = handlers[name] as (call: unknown) => unknown
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: LARGEST[route.access],
      schema: {
        ...(route.params ? { params: route.params } : {}),
        ...(route.query ? { querystring: route.query } : {}),
        ...(route.body ? { body: route.body } : {}),
      },
      // Guarded before the body is even read.
      onRequest: async (request) => {
        request.principal = await guards[route.access](factsOf(request))
      },
      handler: async (request, reply) => {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        const call = {
          params: request.params,
          query: request.query,
          body: request.body,
          principal: request.principal,
          request: factsOf(request),
          signal: gone.signal,
        }
        if (route.stream) return sendStream(reply, handler(call) as AsyncIterable<unknown>, gone)
        return (await handler(call)) ?? reply.code(204).send()
      },
    })
  }
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: unknown
  }
}

function factsOf(request: FastifyRequest): RequestFacts {
  return {
    method: request.method,
    path: request.url.split('?')[0]!,
    authorization: request.headers.authorization,
    address: request.ip ?? '',
  }
}

function sendStream(reply: FastifyReply, events: AsyncIterable<unknown>, gone: AbortController): FastifyReply {
  let wanted: () => void = () => undefined
  const body = new Readable({ read: () => wanted() })
  const keepalive = setInterval(() => {
    // Who does not read what waits for it already gets no comments on top.
    if (body.readableLength < body.readableHighWaterMark) body.push(':\n\n')
  }, KEEPALIVE * 1000)
  body.push(':\n\n')
  const pump = async (): Promise<void> => {
    try {
      for await (const event of events) {
        if (body.push(`data: ${JSON.stringify(event)}\n\n`)) continue
        // A slow caller holds its own events up (and loses the oldest), never the station's memory.
        await new Promise<void>((resolve) => {
          wanted = resolve
          if (body.destroyed) resolve()
        })
      }
      body.push(null)
    } catch (error) {
      if (!isVmpError(error)) log('api').error({ err: error })
      body.destroy(asVmpError(error))
    } finally {
      clearInterval(keepalive)
    }
  }
  body.once('close', () => {
    gone.abort()
    wanted()
  })
  void pump()
  return reply
    .type('text/event-stream')
    .header('cache-control', 'no-store')
    .header('x-accel-buffering', 'no')
    .send(body)
}

/** Bodies are checked as they are; only what stands in an address may be turned into a number or a boolean. */
export function validators(): (schema: {
  schema: object
  httpPart?: string
}) => (value: unknown) => boolean | { error: Error } {
  const strict = addFormats.default(new Ajv.default({ allErrors: false, strict: false }))
  const coercing = addFormats.default(new Ajv.default({ allErrors: false, strict: false, coerceTypes: true }))
  return ({ schema, httpPart = 'body' }) => {
    const ajv = httpPart === 'body' ? strict : coercing
    const check = ajv.compile(schema)
    return (value) => {
      if (check(value)) return true
      const [first] = check.errors ?? []
      const where = `${httpPart}${first?.instancePath ?? ''}`
      return { error: new VmpError('input.invalid', { problem: first?.message ?? 'not valid', where }) }
    }
  }
}
