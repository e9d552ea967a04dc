/** Addresses that are told what happens to machines. */
import { Type } from 'typebox'
import type { Static, TSchema } from 'typebox'
import { contract } from '../../lib/contract.ts'
import { machineStates } from './states.ts'

const Maybe = <T extends TSchema>(type: T) => Type.Union([type, Type.Null()])
const Instant = Type.String({ format: 'date-time' })

/** A machine came into a state; its installation does not move; its arrays are not whole; somebody tries the webhook. */
export const webhookEvents = [
  ...machineStates.map((state) => `machine.${state}` as const),
  'machine.stalled',
  'machine.degraded',
  'test',
] as const
export const WebhookEvent = Type.Enum(webhookEvents)
export type WebhookEvent = Static<typeof WebhookEvent>

/** Without its secret. */
export const Webhook = Type.Object({
  number: Type.Integer(),
  url: Type.String(),
  /** Empty: all. */
  events: Type.Array(WebhookEvent),
  madeAt: Instant,
  madeBy: Type.String(),
  /** Deliveries that wait. */
  waiting: Type.Integer(),
  deliveredAt: Maybe(Instant),
  /** Why the last try failed. */
  problem: Maybe(Type.String()),
})
export type Webhook = Static<typeof Webhook>

/** What is sent. `x-vmp-signature: t=SECONDS,v1=HEX` is HMAC-SHA-256 of `SECONDS.BODY` with the secret. */
export const WebhookBody = Type.Object({
  id: Type.String(),
  event: WebhookEvent,
  at: Instant,
  machine: Maybe(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      serial: Maybe(Type.String()),
      state: Type.String(),
      host: Maybe(Type.String()),
      /** Code of what failed. */
      problem: Maybe(Type.String()),
    }),
  ),
})
export type WebhookBody = Static<typeof WebhookBody>

const One = Type.Object({ webhook: Type.String() })

export const webhookContract = contract({
  webhooks: {
    method: 'GET',
    path: '/api/v1/webhooks',
    summary: 'Who is told what happens, and whether it arrives',
    access: 'administrator',
    response: Type.Object({ webhooks: Type.Array(Webhook) }),
  },
  addWebhook: {
    method: 'POST',
    path: '/api/v1/webhooks',
    summary: 'Tell an address what happens to machines; its secret is shown this once',
    access: 'administrator',
    body: Type.Object({
      url: Type.String({ maxLength: 1024 }),
      events: Type.Array(WebhookEvent, { maxItems: webhookEvents.length }),
    }),
    response: Type.Object({ webhook: Webhook, secret: Type.String() }),
  },
  removeWebhook: {
    method: 'DELETE',
    path: '/api/v1/webhooks/:webhook',
    summary: 'Tell it nothing any longer, nor what waits',
    access: 'administrator',
    params: One,
    response: Type.Object({ removed: Type.Integer() }),
  },
  testWebhook: {
    method: 'POST',
    path: '/api/v1/webhooks/:webhook/test',
    summary: 'Send it a test now, and say what came of it',
    access: 'administrator',
    params: One,
    response: Type.Object({ problem: Maybe(Type.String()) }),
  },
})
