/** What a member says of itself. */
import { listAt, textAt } from '../../lib/tools/json.ts'
import type { CallOptions, Gateway } from './gateway.ts'

export interface MemberStatus {
  readonly memberId: string
  readonly clusterId: string
  /** Null while it knows of none, so has no quorum. */
  readonly leader: string | null
  readonly learner: boolean
  /** Of the keys. */
  readonly revision: number
  /** Last entry of the log that it knows to be committed. */
  readonly index: number
  readonly term: number
  /** Bytes of the file, and what of it is not free inside. */
  readonly size: number
  readonly sizeInUse: number
  /** Its own words about itself, alarms among them. */
  readonly errors: readonly string[]
}

/** Numbers of 64 bits come as text, and not at all when they are 0. */
const numberAt = (answer: unknown, ...keys: readonly string[]): number => Number(textAt(answer, ...keys) ?? 0)

export async function statusOf(gateway: Gateway, options?: CallOptions): Promise<MemberStatus> {
  const answer = await gateway.call('/v3/maintenance/status', {}, options)
  const leader = textAt(answer, 'leader') ?? '0'
  return {
    memberId: textAt(answer, 'header', 'member_id') ?? '0',
    clusterId: textAt(answer, 'header', 'cluster_id') ?? '0',
    leader: leader === '0' ? null : leader,
    learner: (answer as { isLearner?: unknown }).isLearner === true,
    revision: numberAt(answer, 'header', 'revision'),
    index: numberAt(answer, 'raftAppliedIndex'),
    term: numberAt(answer, 'raftTerm'),
    size: numberAt(answer, 'dbSize'),
    sizeInUse: numberAt(answer, 'dbSizeInUse'),
    errors: listAt(answer, 'errors').map(String),
  }
}

type AlarmKind = 'NOSPACE' | 'CORRUPT'

export interface Alarm {
  readonly memberId: string
  readonly kind: AlarmKind
}

const parseAlarms = (answer: unknown): Alarm[] =>
  listAt(answer, 'alarms').flatMap((alarm) => {
    const kind = textAt(alarm, 'alarm')
    return kind === 'NOSPACE' || kind === 'CORRUPT' ? [{ memberId: textAt(alarm, 'memberID') ?? '0', kind }] : []
  })

export async function alarms(gateway: Gateway, options?: CallOptions): Promise<Alarm[]> {
  return parseAlarms(await gateway.call('/v3/maintenance/alarm', { action: 'GET' }, options))
}

export async function disarm(gateway: Gateway, alarm: Alarm, options?: CallOptions): Promise<void> {
  const body = { action: 'DEACTIVATE', memberID: alarm.memberId, alarm: alarm.kind }
  await gateway.call('/v3/maintenance/alarm', body, options)
}
