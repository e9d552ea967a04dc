import type { Static, TSchema } from 'typebox'

/**
 * Who may call: anybody; the station's administrator (token, or the root-only socket); the live system, or the host, that
 * holds the proof's key; a person of the cluster (session, API token, or the root-only socket) who has the route's permission.
 */
export type Access = 'public' | 'administrator' | 'live' | 'host' | 'user'

interface AnyRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With `:name` for parameters. */
  readonly path: string
  readonly summary: string
  readonly params?: TSchema
  readonly query?: TSchema
  readonly body?: TSchema
  /** What a normal call answers with, or each event of a stream. */
  readonly response: TSchema
  /** The answer is a stream of server-sent events, each one `response`. */
  readonly stream?: true
  /** The property of a stream's events that says where to go on: it is sent as their id, and comes back as `Last-Event-ID`. */
  readonly eventId?: string
  /** The answer has a `revision`; it is sent as its ETag, too. */
  readonly etag?: true
  /** Whether the caller says with `If-Match` which revision it has seen. */
  readonly ifMatch?: 'required' | 'optional'
  /** Makes something: answers 201. */
  readonly creates?: true
  /** A call with the `Idempotency-Key` of an earlier one makes nothing more, and answers with what that one made. */
  readonly idempotent?: true
}

/** One call of the API. Its schemas give the types, the validation and the OpenAPI document. */
export type Route = AnyRoute &
  (
    | { readonly access: Exclude<Access, 'user'> }
    | { readonly access: 'user'; /** What the caller's role must allow. */ readonly permission: string }
  )

export type Contract = Readonly<Record<string, Route>>

/** Says a contract; a function only so that its literal types are kept and checked. */
export function contract<const Routes extends Contract>(routes: Routes): Routes {
  return routes
}

type Part<Schema> = Schema extends TSchema ? Static<Schema> : undefined

type Only<Name extends string, Value> = Value extends undefined ? object : { readonly [Key in Name]: Value }

/** What a caller gives: the parts that the route declares, and nothing else. */
export type CallInput<R extends Route> = Only<'params', Part<R['params']>> &
  Only<'query', Part<R['query']>> &
  Only<'body', Part<R['body']>>

export type CallOutput<R extends Route> = R['response'] extends TSchema ? Static<R['response']> : never
