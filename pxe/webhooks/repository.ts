import { randomBytes } from 'node:crypto'
import { VmpError } from '../../lib/errors.ts'
import type { Database, Migrations } from '../../lib/sqlite.ts'
import type { Webhook, WebhookBody, WebhookEvent } from '../contract/webhooks.ts'

export const webhookMigrations: Migrations = [
  `
  CREATE TABLE webhook (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    url TEXT NOT NULL,
    secret TEXT NOT NULL,
    events TEXT NOT NULL,
    made_at TEXT NOT NULL,
    made_by TEXT NOT NULL,
    delivered_at TEXT,
    problem TEXT
  ) STRICT;
  CREATE TABLE webhook_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    webhook INTEGER NOT NULL REFERENCES webhook (number) ON DELETE CASCADE,
    body TEXT NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX webhook_delivery_webhook ON webhook_delivery (webhook, id);
  `,
]

/** The oldest of what waits for one. */
interface Delivery {
  readonly id: number
  readonly body: string
  readonly tries: number
  readonly dueAt: string
}

export interface WebhookRepository {
  list(): Webhook[]
  /** @throws VmpError `webhook.unknown` */
  get(number: number): { readonly url: string; readonly secret: string }
  add(url: string, events: readonly WebhookEvent[], at: string, who: string): { webhook: Webhook; secret: string }
  /** @throws VmpError `webhook.unknown` */
  remove(number: number): void
  /** Puts it into the queue of everyone who wants to know; the oldest give way. */
  enqueue(body: WebhookBody): void
  next(number: number): Delivery | undefined
  delivered(number: number, delivery: number, at: string): void
  /** @param dueAt Null: it is given up. */
  failed(number: number, delivery: number, problem: string, dueAt: string | null): void
}

/** Webhooks at the most, and deliveries that wait for one. */
const most = 20
const mostWaiting = 1000

export function webhookRepository(database: Database): WebhookRepository {
  const sql = {
    list: database.prepare(
      'SELECT *, (SELECT count(*) FROM webhook_delivery WHERE webhook = number) AS waiting FROM webhook ORDER BY number',
    ),
    get: database.prepare('SELECT url, secret FROM webhook WHERE number = ?'),
    insert: database.prepare('INSERT INTO webhook (url, secret, events, made_at, made_by) VALUES (?, ?, ?, ?, ?)'),
    remove: database.prepare('DELETE FROM webhook WHERE number = ?'),
    enqueue: database.prepare('INSERT INTO webhook_delivery (webhook, body, due_at) VALUES (?, ?, ?)'),
    trim: database.prepare(
      'DELETE FROM webhook_delivery WHERE webhook = ?1 AND id <= (SELECT id FROM webhook_delivery WHERE webhook = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)',
    ),
    next: database.prepare('SELECT * FROM webhook_delivery WHERE webhook = ? ORDER BY id LIMIT 1'),
    drop: database.prepare('DELETE FROM webhook_delivery WHERE id = ?'),
    arrived: database.prepare('UPDATE webhook SET delivered_at = ?, problem = NULL WHERE number = ?'),
    problem: database.prepare('UPDATE webhook SET problem = ? WHERE number = ?'),
    later: database.prepare('UPDATE webhook_delivery SET tries = tries + 1, due_at = ? WHERE id = ?'),
  }
  const list = (): Webhook[] =>
    sql.list.all().map((row) => ({
      number: Number(row['number']),
      url: row['url'] as string,
      events: JSON.parse(row['events'] as string) as WebhookEvent[],
      madeAt: row['made_at'] as string,
      madeBy: row['made_by'] as string,
      waiting: Number(row['waiting']),
      deliveredAt: row['delivered_at'] as string | null,
      problem: row['problem'] as string | null,
    }))
  return {
    list,
    get(number) {
      const row = sql.get.get(number)
      if (!row) throw new VmpError('webhook.unknown', { webhook: number })
      return { url: row['url'] as string, secret: row['secret'] as string }
    },
    add(url, events, at, who) {
      if (list().length >= most) throw new VmpError('webhook.tooMany', { most })
      const secret = `whsec_${randomBytes(24).toString('base64url')}`
      sql.insert.run(url, secret, JSON.stringify(events), at, who)
      return { webhook: list().at(-1)!, secret }
    },
    remove(number) {
      if (sql.remove.run(number).changes === 0) throw new VmpError('webhook.unknown', { webhook: number })
    },
    enqueue(body) {
      const wanting = list().filter(({ events }) => events.length === 0 || events.includes(body.event))
      if (wanting.length === 0) return
      database.transaction(() => {
        for (const { number } of wanting) {
          sql.enqueue.run(number, JSON.stringify(body), body.at)
          sql.trim.run(number, mostWaiting)
        }
      })
    },
    next(number) {
      const row = sql.next.get(number)
      return (
        row && {
          id: Number(row['id']),
          body: row['body'] as string,
          tries: Number(row['tries']),
          dueAt: row['due_at'] as string,
        }
      )
    },
    delivered(number, delivery, at) {
      database.transaction(() => {
        sql.drop.run(delivery)
        sql.arrived.run(at, number)
      })
    },
    failed(number, delivery, problem, dueAt) {
      database.transaction(() => {
        sql.problem.run(problem.slice(0, 512), number)
        if (dueAt === null) sql.drop.run(delivery)
        else sql.later.run(dueAt, delivery)
      })
    },
  }
}
