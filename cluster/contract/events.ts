/** What happened, and who changed what, across all hosts. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { Actor } from '../audit/actor.ts'
import { levels } from '../history/record.ts'
import { hostContract } from './route.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Instant = Type.String({ format: 'date-time' })
const Subject = Type.Object({ kind: Type.String(), id: Type.String(), name: Maybe(Type.String()) })
const Problem = Type.Object({
  code: Type.String(),
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
})

const kept = {
  host: Type.String({ description: 'where it was kept' }),
  seq: Type.Integer({ description: 'counts the records of that host' }),
  at: Instant,
  level: Type.Enum(levels),
  kind: Type.String(),
  actor: Maybe(Type.String()),
  object: Maybe(Subject),
}

export const Event = Type.Object({
  ...kept,
  params: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()]), {
    description: 'of the message event.KIND',
  }),
  task: Maybe(Type.String()),
})
export type Event = Static<typeof Event>

export const FollowedEvent = Type.Object({
  ...Event.properties,
  cursor: Type.String({ description: 'goes on after this event' }),
})
export type FollowedEvent = Static<typeof FollowedEvent>

export const AuditRecord = Type.Object({
  ...kept,
  by: Maybe(Actor),
  address: Type.String({ description: 'of the caller; empty: at the host itself' }),
  agent: Maybe(Type.String()),
  outcome: Type.Enum(['done', 'refused', 'unknown']),
  code: Maybe(Type.String({ description: 'of the error that it was refused with' })),
  changes: Type.Array(Type.Object({ object: Subject, before: Type.Unknown(), after: Type.Unknown() })),
})
export type AuditRecord = Static<typeof AuditRecord>

const search = {
  text: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'anywhere, in upper or lower case' })),
  kind: Type.Optional(Type.String({ maxLength: 100, description: 'or the beginning of one, up to a dot' })),
  level: Type.Optional(Type.Enum(levels, { description: 'at least' })),
  actor: Type.Optional(Type.String({ maxLength: 200 })),
  object: Type.Optional(Type.String({ maxLength: 200, description: 'its id or its name' })),
  since: Type.Optional(Instant),
  until: Type.Optional(Instant),
}
const PageOf = Type.Object({
  ...search,
  after: Type.Optional(Type.String({ maxLength: 8192, description: 'the next of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
})
const page = <T extends TSchema>(records: T) =>
  Type.Object({
    records: Type.Array(records, { description: 'newest first; a page may be short and not the last' }),
    next: Maybe(Type.String()),
    missing: Type.Array(Type.Object({ host: Type.String(), problem: Problem }), {
      description: 'hosts that did not answer',
    }),
  })

export const eventsContract = hostContract({
  events: {
    method: 'GET',
    path: '/api/v1/events',
    summary: 'What happened, on all hosts',
    access: 'user',
    permission: 'event.view',
    query: PageOf,
    response: page(Event),
  },
  followEvents: {
    method: 'GET',
    path: '/api/v1/events/stream',
    summary: 'What happens, as it happens; without a place to go on from, from now on',
    access: 'user',
    permission: 'event.view',
    query: Type.Object({ ...search, after: PageOf.properties.after }),
    response: FollowedEvent,
    stream: true,
    eventId: 'cursor',
  },
  audit: {
    method: 'GET',
    path: '/api/v1/audit',
    summary: 'Who changed what, from where, and what came of it',
    access: 'user',
    permission: 'audit.view',
    query: PageOf,
    response: page(AuditRecord),
  },
})
