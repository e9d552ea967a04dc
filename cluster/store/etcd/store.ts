import { systemClock } from '../../../lib/clock.ts'
import type { Clock } from '../../../lib/clock.ts'
import { VmpError } from '../../../lib/errors.ts'
import { textAt, valueAt } from '../../../lib/tools/json.ts'
import { checkTransaction } from '../limits.ts'
import type { Entry, Lease, ListOptions, Page, Store } from '../store.ts'
import { asking } from './asking.ts'
import type { Patience } from './asking.ts'
import { Refused, transport } from './transport.ts'
import type { ClientCertificate } from './transport.ts'
import { watchEtcd } from './watch.ts'
import { entriesOf, getRequest, listRequest, numberAt, revisionOf, transactionRequest } from './wire.ts'

export interface EtcdOptions {
  /** URLs of members, in the order in which they are asked; read anew at each call. */
  readonly endpoints: () => readonly string[]
  /** Without it only plain HTTP on this machine's loopback is spoken. A renewed certificate is another object. */
  readonly tls?: () => ClientCertificate
  readonly clock?: Clock
  readonly patience?: Patience
  /** Milliseconds without a sign of life after which a watch goes to another member. */
  readonly quiet?: number
}

export interface EtcdStore extends Store {
  close(): void
}

/** Two elections fit into the whole, by the election timeout of our etcd. */
const PATIENCE: Patience = { attempt: 3000, all: 8000 }
/** Twice what etcd is told to be silent for at most. */
const QUIET = 20_000
/** Entries of one answer; a longer list comes in several, all of one revision. */
const PAGE = 1000

/** The store on etcd 3.5, by its JSON gateway. */
export function etcdStore(options: EtcdOptions): EtcdStore {
  const { endpoints, tls, clock = systemClock, patience = PATIENCE, quiet = QUIET } = options
  const wire = transport(tls)
  const members = asking(wire, endpoints, clock, patience)
  const read = (path: string, body: object, signal?: AbortSignal): Promise<unknown> =>
    members.ask(path, body, { repeatable: true, signal })

  async function page(prefix: string, wanted: ListOptions): Promise<Page> {
    try {
      const answer = await read('/v3/kv/range', listRequest(prefix, wanted))
      const more = valueAt(answer, 'more') === true
      return { entries: entriesOf(answer), revision: wanted.at ?? revisionOf(answer), more }
    } catch (error) {
      // Also one of the future: the store was restored to a time before it.
      if (error instanceof Refused && error.grpc === 11)
        throw new VmpError('store.compacted', { revision: wanted.at ?? 0 }, { cause: error })
      throw error
    }
  }

  return {
    async get(key) {
      return entriesOf(await read('/v3/kv/range', getRequest(key)))[0]
    },
    async list(prefix, { limit = Infinity, ...from }: ListOptions = {}) {
      const entries: Entry[] = []
      let { after, at } = from
      for (;;) {
        const wanted = { limit: Math.min(PAGE, limit - entries.length), ...(after && { after }), ...(at && { at }) }
        const next = await page(prefix, wanted)
        entries.push(...next.entries)
        const { revision, more } = next
        if (!more || entries.length >= limit) return { entries, revision, more }
        after = entries.at(-1)!.key
        at = revision
      }
    },
    async commit(transaction) {
      checkTransaction(transaction)
      const answer = await members.ask('/v3/kv/txn', transactionRequest(transaction), { repeatable: false })
      return { done: valueAt(answer, 'succeeded') === true, revision: revisionOf(answer) }
    },
    watch: (prefix, after, signal, interrupted) =>
      watchEtcd({ transport: wire, members, clock, quiet }, prefix, after, signal, interrupted),
    async grant(ttl): Promise<Lease> {
      const granted = await members.ask('/v3/lease/grant', { TTL: String(ttl) }, { repeatable: true })
      const id = textAt(granted, 'ID')
      if (id === undefined) throw new Error('etcd granted a lease without an id')
      return {
        id,
        ttl: numberAt(granted, 'TTL'),
        async renew(signal) {
          const answer = valueAt(await read('/v3/lease/keepalive', { ID: id }, signal), 'result')
          const left = numberAt(answer, 'TTL')
          if (left <= 0) throw new VmpError('store.leaseGone')
          return left
        },
        async revoke() {
          try {
            await members.ask('/v3/lease/revoke', { ID: id }, { repeatable: true })
          } catch (error) {
            // It has ended by itself, or a first call without an answer has ended it.
            if (!(error instanceof VmpError) || error.code !== 'store.leaseGone') throw error
          }
        },
      }
    },
    close: () => wire.close(),
  }
}
