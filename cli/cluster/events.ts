/** What a host answers about what happened, and who changed what, on all hosts. */
import type { Handlers } from '../../api/mount.ts'
import type { AuditBody } from '../../cluster/audit/audit.ts'
import type { AuditRecord, Event, eventsContract, FollowedEvent } from '../../cluster/contract/events.ts'
import type { EventBody } from '../../cluster/events/events.ts'
import { readCursor } from '../../cluster/history/cursor.ts'
import { followAll } from '../../cluster/history/follow.ts'
import type { Followed } from '../../cluster/history/follow.ts'
import { mergedPage } from '../../cluster/history/merge.ts'
import type { FromHost, HistorySource, MergedPage } from '../../cluster/history/merge.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Principals } from './principals.ts'

interface Histories {
  /** Asked for each call: hosts come and go. */
  readonly events: () => readonly HistorySource<EventBody>[]
  readonly audit: () => readonly HistorySource<AuditBody>[]
  readonly clock: Clock
}

/** Milliseconds that anybody waits for a host. */
const within = 3000

export function eventsHandlers({ events, audit, clock }: Histories): Handlers<typeof eventsContract, Principals> {
  return {
    events: async ({ query: { after, limit = 100, ...search } }) =>
      shownPage(await mergedPage(events(), search, { after, limit, within }), shownEvent),
    followEvents({ query: { after, ...search }, lastEventId = after, signal }) {
      // A bad one is refused before the stream begins: a browser would ask with it again and again.
      if (lastEventId !== undefined) readCursor(lastEventId)
      return shownAsTheyCome(followAll(events(), search, { cursor: lastEventId, within, clock, signal }))
    },
    audit: async ({ query: { after, limit = 100, ...search } }) =>
      shownPage(await mergedPage(audit(), search, { after, limit, within }), shownAudit),
  }
}

const shownPage = <Body, Shown>(
  { records, next, missing }: MergedPage<Body>,
  shown: (record: FromHost<Body>) => Shown,
) => ({ records: records.map(shown), next, missing: [...missing] })

async function* shownAsTheyCome(records: AsyncIterable<Followed<EventBody>>): AsyncGenerator<FollowedEvent> {
  for await (const record of records) yield { ...shownEvent(record), cursor: record.cursor }
}

function shownEvent({ host, seq, at, level, kind, actor, object, body }: FromHost<EventBody>): Event {
  return { host, seq, at, level, kind, actor, object, params: body.params, task: body.task }
}

function shownAudit({ host, seq, at, level, kind, actor, object, body }: FromHost<AuditBody>): AuditRecord {
  const { actor: by, address, agent, outcome, code, changes } = body
  return { host, seq, at, level, kind, actor, object, by, address, agent, outcome, code, changes: [...changes] }
}
