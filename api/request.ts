/** What guards and handlers may know of a request. */
import type { FastifyRequest } from 'fastify'
import type { Route } from '../lib/contract.ts'
import { VmpError } from '../lib/errors.ts'

export interface RequestFacts {
  readonly method: string
  /** Without query. */
  readonly path: string
  readonly authorization: string | undefined
  readonly cookie: string | undefined
  /** Where a browser's page came from that makes this call (RFC 6454). */
  readonly origin: string | undefined
  /** How that page is related to us (Fetch Metadata: same-origin, same-site, cross-site, none). */
  readonly fetchSite: string | undefined
  /** What the caller calls us: host and port. */
  readonly host: string | undefined
  readonly agent: string | undefined
  /** Of the caller; empty over the local socket. */
  readonly address: string
}

export function factsOf(request: FastifyRequest): RequestFacts {
  const { headers } = request
  return {
    method: request.method,
    path: request.url.split('?')[0]!,
    authorization: headers.authorization,
    cookie: headers.cookie,
    origin: headers.origin,
    fetchSite: one(headers['sec-fetch-site']),
    host: headers.host,
    agent: headers['user-agent']?.slice(0, 200),
    address: request.ip ?? '',
  }
}

/** The headers by which a caller makes its call a careful one. */
export interface Conditions {
  /** The revision that the caller has seen. */
  readonly ifMatch: number | undefined
  readonly idempotencyKey: string | undefined
  /** The last event that it has of a stream. */
  readonly lastEventId: string | undefined
}

/** @throws VmpError `api.ifMatchMissing`, `input.invalid`. */
export function conditionsOf(route: Route, { headers }: FastifyRequest): Conditions {
  return {
    ifMatch: route.ifMatch === undefined ? undefined : ifMatchOf(route, headers['if-match']),
    idempotencyKey: route.idempotent ? idempotencyKeyOf(one(headers['idempotency-key'])) : undefined,
    lastEventId: route.eventId === undefined ? undefined : one(headers['last-event-id']),
  }
}

/** An entity tag as we send it: a revision between quotes; a weak one never matches (RFC 9110, 13.1.1). */
function ifMatchOf({ ifMatch }: Route, header: string | undefined): number | undefined {
  if (header === undefined && ifMatch === 'required') throw new VmpError('api.ifMatchMissing')
  if (header === undefined || (header.trim() === '*' && ifMatch === 'optional')) return undefined
  const revision = /^\s*"(\d{1,15})"\s*$/.exec(header)?.[1]
  if (revision === undefined)
    throw new VmpError('input.invalid', { problem: 'it is not one revision between quotes', where: 'If-Match' })
  return Number(revision)
}

function idempotencyKeyOf(key: string | undefined): string | undefined {
  if (key === undefined || /^[\x21-\x7e]{1,128}$/.test(key)) return key
  throw new VmpError('input.invalid', {
    problem: 'it is not 1 to 128 printable characters without spaces',
    where: 'Idempotency-Key',
  })
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)
