import { EventSourceParserStream } from 'eventsource-parser/stream'
import type { CallInput, CallOutput, Contract, Route } from '../contract.ts'
import { fromProblem, VmpError } from '../errors.ts'
import type { Problem } from '../errors.ts'

interface TransportRequest {
  readonly method: string
  /** Path and query, from the root. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal | undefined
}

/** Carries a request to a server: over TLS with a pinned CA, or over a local socket. */
export type Transport = (request: TransportRequest) => Promise<Response>

interface CallOptions {
  readonly signal?: AbortSignal
  /** The revision that this caller has seen: nothing newer is changed. */
  readonly ifMatch?: number
  /** The same for every try of one call, so that it makes one thing. */
  readonly idempotencyKey?: string
  /** The last event that this caller has of a stream. */
  readonly lastEventId?: string
}

/** A stream of events. Nothing is asked for until it is opened or iterated. */
interface EventStream<Event> extends AsyncIterable<Event> {
  /** Resolves once the server has subscribed the caller: what happens from then on is in the stream. */
  opened(): Promise<void>
}

type Call<R extends Route> = R extends { stream: true }
  ? (input: CallInput<R>, options?: CallOptions) => EventStream<CallOutput<R>>
  : (input: CallInput<R>, options?: CallOptions) => Promise<CallOutput<R>>

export type Client<C extends Contract> = { readonly [Name in keyof C]: Call<C[Name]> }

interface AnyInput {
  readonly params?: Record<string, string>
  readonly query?: Record<string, string | number | boolean | undefined>
  readonly body?: unknown
}

/** A typed client of a contract: one function a route. An error of the server is thrown as the `VmpError` it was. */
export function client<const C extends Contract>(contract: C, transport: Transport): Client<C> {
  const calls = Object.entries(contract).map(([name, route]) => [
    name,
    route.stream
      ? (input: AnyInput, options: CallOptions = {}) => stream(route, input, transport, options)
      : (input: AnyInput, options: CallOptions = {}) => call(route, input, transport, options),
  ])
  return Object.fromEntries(calls) as Client<C>
}

/** The path of a route with its parameters and query filled in. */
export function pathOf(route: Route, { params = {}, query = {} }: AnyInput): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value))
  return search.size > 0 ? `${path}?${search.toString()}` : path
}

async function send(
  route: Route,
  input: AnyInput,
  transport: Transport,
  accept: string,
  options: CallOptions,
): Promise<Response> {
  const response = await transport({
    method: route.method,
    path: pathOf(route, input),
    headers: {
      accept,
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
      ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
      ...(options.lastEventId === undefined ? {} : { 'last-event-id': options.lastEventId }),
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    signal: options.signal,
  })
  if (response.ok) return response
  throw await failure(response)
}

async function failure(response: Response): Promise<VmpError> {
  const text = await response.text()
  try {
    return fromProblem(JSON.parse(text) as Problem)
  } catch (cause) {
    return new VmpError('internal', { detail: `HTTP ${response.status}` }, { cause, detail: text.slice(0, 500) })
  }
}

async function call(route: Route, input: AnyInput, transport: Transport, options: CallOptions): Promise<unknown> {
  const response = await send(route, input, transport, 'application/json', options)
  return response.status === 204 ? undefined : response.json()
}

function stream(route: Route, input: AnyInput, transport: Transport, options: CallOptions): EventStream<unknown> {
  let sent: Promise<Response> | undefined
  const open = (): Promise<Response> => (sent ??= send(route, input, transport, 'text/event-stream', options))
  return {
    opened: async () => {
      await open()
    },
    [Symbol.asyncIterator]: () => read(open),
  }
}

async function* read(open: () => Promise<Response>): AsyncGenerator {
  const response = await open()
  if (!response.body) return
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const event of events) if (event.data !== '') yield JSON.parse(event.data)
}
