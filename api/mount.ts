import type { FastifyInstance } from 'fastify'
import type { Access, CallInput, CallOutput, Contract, Route } from '../lib/contract.ts'
import { conditionsOf, factsOf } from './request.ts'
import type { Conditions, RequestFacts } from './request.ts'
import { sendStream } from './stream.ts'

/** Who called, in the form that its access needs: filled in by the guard of that access. */
export type Principals = Readonly<Partial<Record<Access, unknown>>>

/** A caller that may be shown the door while a stream of it is open: its signal aborts then. */
interface Endable {
  readonly ended?: AbortSignal
}

interface CallContext<Principal, R extends Route> extends Conditions {
  readonly ifMatch: R['ifMatch'] extends 'required' ? number : number | undefined
  readonly principal: Principal
  readonly request: RequestFacts
  /** Aborts when the caller goes away, or may hear no more. */
  readonly signal: AbortSignal
  readonly answer: Answer
  /** Says for the record what this call changes. */
  readonly changed: Recording['changed']
}

/** What an answer says besides its body. */
interface Answer {
  header(name: string, value: string): void
}

/** What a call changes: secrets in `before` and `after` are the recorder's to leave out. */
interface Change {
  readonly object: { readonly kind: string; readonly id: string; readonly name?: string }
  readonly before?: unknown
  readonly after?: unknown
}

interface Recording {
  changed(change: Change): void
  /** @param error What the call failed with. */
  end(error?: unknown): void
}

interface RecordedCall {
  /** The route's name in its contract. */
  readonly name: string
  readonly route: Route
  readonly principal: unknown
  readonly request: RequestFacts
  readonly params: unknown
}

/** Keeps who changed what. It is asked before anything is changed: when it throws, nothing is. */
export type Recorder = (call: RecordedCall) => Recording

type Guard<Principal> = (
  request: RequestFacts,
  call: { readonly route: Route; /** Aborts when the caller goes away. */ readonly gone: AbortSignal },
) => Promise<Principal> | Principal

export type Guards<P extends Principals, A extends Access = Access> = { readonly [Each in A]: Guard<P[Each]> }

type Handler<R extends Route, P extends Principals> = R extends { stream: true }
  ? (call: CallInput<R> & CallContext<P[R['access']], R>) => AsyncIterable<CallOutput<R>>
  : (call: CallInput<R> & CallContext<P[R['access']], R>) => Promise<CallOutput<R>> | CallOutput<R>

/** One function a route of the contract; a missing one does not compile. */
export type Handlers<C extends Contract, P extends Principals> = { readonly [Name in keyof C]: Handler<C[Name], P> }

/**
 * Bytes of a body. A report on a server of 400 full disks, each with a finding, is 4 MiB; what anybody may send is an
 * enrolment or a login, and shall not fill the memory of a station.
 */
const LARGEST: Readonly<Record<Access, number>> = {
  public: 64 * 1024,
  live: 16 * 1024 * 1024,
  host: 16 * 1024 * 1024,
  administrator: 16 * 1024 * 1024,
  user: 16 * 1024 * 1024,
}

const unrecorded: Recording = { changed: () => undefined, end: () => undefined }

/** Serves a contract: every call is guarded, its input validated, its output typed, its changes recorded. */
export function mount<const C extends Contract, P extends Principals>(
  app: FastifyInstance,
  contract: C,
  guards: Guards<P, C[keyof C]['access']>,
  handlers: Handlers<C, P>,
  recorder: Recorder = () => unrecorded,
): void {
  for (const [name, route] of Object.entries(contract)) {
    const handler = handlers[name] as (call: unknown) => unknown
    const guard = guards[route.access as C[keyof C]['access']] as Guard<unknown>
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
      onRequest: async (request, reply) => {
        const gone = new AbortController()
        reply.raw.once('close', () => gone.abort())
        request.gone = gone
        request.principal = await guard(factsOf(request), { route, gone: gone.signal })
      },
      handler: async (request, reply) => {
        const { gone, principal, params } = request
        const { ended } = (principal ?? {}) as Endable
        const facts = factsOf(request)
        const answer: Answer = { header: (field, value) => void reply.header(field, value) }
        const call = {
          params,
          query: request.query,
          body: request.body,
          principal,
          request: facts,
          ...conditionsOf(route, request),
          signal: ended === undefined ? gone.signal : AbortSignal.any([gone.signal, ended]),
          answer,
        }
        if (route.stream)
          return sendStream(reply, handler({ ...call, changed: unrecorded.changed }) as AsyncIterable<unknown>, {
            eventId: route.eventId,
            gone,
            ended,
          })
        const recording =
          route.method === 'GET' ? unrecorded : recorder({ name, route, principal, request: facts, params })
        const result = await recorded(recording, () => handler({ ...call, changed: recording.changed }))
        if (result === undefined) return reply.code(204).send()
        if (route.etag) reply.header('etag', `"${(result as { revision: number }).revision}"`)
        if (route.creates) reply.code(201)
        return result
      },
    })
  }
}

async function recorded(recording: Recording, work: () => unknown): Promise<unknown> {
  let result: unknown
  try {
    result = await work()
  } catch (error) {
    recording.end(error)
    throw error
  }
  recording.end()
  return result
}

declare module 'fastify' {
  interface FastifyRequest {
    principal: unknown
    gone: AbortController
  }
}
