/**
 * Which of a cluster's lives this is. Every takeover begins a new one; whoever comes back with an older one starts nothing and
 * joins anew.
 */
import { listAt, textAt } from '../../lib/tools/json.ts'
import type { CallOptions, Gateway } from './gateway.ts'

export interface Epoch {
  /** 1 for a cluster that was created, one more after each takeover. */
  readonly number: number
  /** Of this life alone: it tells apart two takeovers of the same number, which only a person's wrong word can bring about. */
  readonly token: string
  /** ISO 8601. */
  readonly since: string
}

/** In the cluster's state. */
const epochKey = 'epoch'

export type EpochOrder =
  | 'same'
  /** The other one is to be followed. */
  | 'newer'
  | 'older'
  /** Two sides went on by themselves at once: a person must say whose changes are dropped. */
  | 'split'

export function compareEpochs(own: Epoch, other: Epoch): EpochOrder {
  if (other.number !== own.number) return other.number > own.number ? 'newer' : 'older'
  return other.token === own.token ? 'same' : 'split'
}

const encoded = (text: string): string => Buffer.from(text).toString('base64')

export async function readEpoch(gateway: Gateway, options?: CallOptions): Promise<Epoch | null> {
  const [found] = listAt(await gateway.call('/v3/kv/range', { key: encoded(epochKey) }, options), 'kvs')
  const value = textAt(found, 'value')
  return value === undefined ? null : (JSON.parse(Buffer.from(value, 'base64').toString('utf8')) as Epoch)
}

export async function writeEpoch(gateway: Gateway, epoch: Epoch, options?: CallOptions): Promise<void> {
  await gateway.call('/v3/kv/put', { key: encoded(epochKey), value: encoded(JSON.stringify(epoch)) }, options)
}
