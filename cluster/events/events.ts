/** What happened on this host, and to what it is responsible for, in words of the catalogue. */
import { log } from '../../lib/log.ts'
import type { Database, Migrations } from '../../lib/sqlite.ts'
import type { MessageKey, MessageParams } from '../../lib/text/messages.ts'
import { sayAny } from '../../lib/text/say.ts'
import type { Params } from '../../lib/text/types.ts'
import { history, historyMigrations } from '../history/history.ts'
import type { History, Retention } from '../history/history.ts'
import type { Level, Line, Subject } from '../history/record.ts'

export const eventMigrations: Migrations = historyMigrations('event')

const eventRetention: Retention = { days: 180, most: 200_000, least: 5_000 }

export interface EventBody {
  readonly params: Params
  /** The task that it belongs to. */
  readonly task: string | null
}

/** Those messages that are events: `event.user.locked` is of the kind `user.locked`. */
type EventKind = MessageKey extends infer Key ? (Key extends `event.${infer Kind}` ? Kind : never) : never

interface EventAbout {
  readonly level?: Level
  readonly actor?: string
  readonly object?: Subject
  readonly task?: string
}

export interface Events {
  readonly history: History<EventBody>
  /** Kept within a moment; a full disk makes it wait. */
  add<Kind extends EventKind>(kind: Kind, params: MessageParams<`event.${Kind}`>, about?: EventAbout): void
  /** Writes what waits, at once. */
  flush(): void
  /** The last call before the database is closed. */
  close(): void
}

/** Milliseconds that events wait for others, and after a failure. */
const BATCH = 100
const RETRY = 5000
/** Events that wait at the most. */
const WAITING = 5000

export function events(
  database: Database,
  { now, retention = eventRetention }: { readonly now: () => Date; readonly retention?: Retention },
): Events {
  const kept = history<EventBody>(database, 'event', { retention, now })
  let waiting: Line<EventBody>[] = []
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length === 0) return
    try {
      kept.add(waiting)
      waiting = []
    } catch (error) {
      log('events').error({ err: error, waiting: waiting.length })
      waiting = waiting.slice(-WAITING)
      timer = setTimeout(flush, RETRY)
    }
  }

  return {
    history: kept,
    add(kind, params, { level = 'info', actor, object, task } = {}) {
      const words = (['en', 'zh'] as const).map((language) => sayAny(language, `event.${kind}`, params as Params))
      waiting.push({
        at: now().toISOString(),
        level,
        kind,
        actor: actor ?? null,
        object: object ?? null,
        body: { params, task: task ?? null },
        words: words.join('\n'),
      })
      timer ??= setTimeout(flush, BATCH)
    },
    flush,
    close() {
      flush()
      clearTimeout(timer)
    },
  }
}
