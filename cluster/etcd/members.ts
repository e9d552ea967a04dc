/** The members of etcd and the changes to them, each of which may be asked for again when its answer was lost. */
import { VmpError } from '../../lib/errors.ts'
import { listAt, textAt, valueAt } from '../../lib/tools/json.ts'
import { isRefused } from './gateway.ts'
import type { CallOptions, Gateway } from './gateway.ts'

export interface Member {
  /** 64 bits, in decimal as the gateway writes it. */
  readonly id: string
  /** The host's id; empty as long as it never started. */
  readonly name: string
  readonly peerUrls: readonly string[]
  readonly clientUrls: readonly string[]
  readonly learner: boolean
}

export type MemberChange =
  | { readonly kind: 'add'; readonly name: string; readonly peerUrl: string }
  | { readonly kind: 'promote'; readonly name: string; readonly id: string }
  | { readonly kind: 'remove'; readonly name: string; readonly id: string }
  | { readonly kind: 'update'; readonly name: string; readonly id: string; readonly peerUrl: string }

export function parseMembers(answer: unknown): Member[] {
  return listAt(answer, 'members').map((member) => ({
    id: textAt(member, 'ID') ?? '0',
    name: textAt(member, 'name') ?? '',
    peerUrls: listAt(member, 'peerURLs').map(String),
    clientUrls: listAt(member, 'clientURLs').map(String),
    learner: valueAt(member, 'isLearner') === true,
  }))
}

/** As the quorum knows them. */
export async function listMembers(gateway: Gateway, options?: CallOptions): Promise<Member[]> {
  return parseMembers(await gateway.call('/v3/cluster/member/list', { linearizable: true }, options))
}

export function isDone(change: MemberChange, members: readonly Member[]): boolean {
  if (change.kind === 'add') return members.some(({ peerUrls }) => peerUrls.includes(change.peerUrl))
  const member = members.find(({ id }) => id === change.id)
  if (change.kind === 'remove') return member === undefined
  if (member === undefined) throw new VmpError('etcd.noMember', { name: change.name })
  return change.kind === 'promote' ? !member.learner : member.peerUrls.includes(change.peerUrl)
}

const paths = { add: 'add', promote: 'promote', remove: 'remove', update: 'update' } as const

function bodyOf(change: MemberChange): object {
  if (change.kind === 'add') return { peerURLs: [change.peerUrl], isLearner: true }
  return change.kind === 'update' ? { ID: change.id, peerURLs: [change.peerUrl] } : { ID: change.id }
}

export interface ApplyOptions {
  readonly signal?: AbortSignal | undefined
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>
  /** How often etcd is asked, a second apart: it refuses changes for five seconds after it missed or met a member. */
  readonly attempts?: number
}

/**
 * Makes one change through any member that has the quorum, and returns the members after it.
 * @throws VmpError `etcd.notYet` when etcd still finds it too early; nothing is changed then, and it may be tried later.
 */
export async function applyChange(
  gateway: Gateway,
  change: MemberChange,
  { signal, pause, attempts = 30 }: ApplyOptions,
): Promise<Member[]> {
  let reason: unknown
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (attempt > 0) await pause(1000, signal)
    try {
      // Looked at first: the answer to an earlier attempt may have been lost.
      const members = await listMembers(gateway, { signal })
      if (isDone(change, members)) return members
      await gateway.call(`/v3/cluster/member/${paths[change.kind]}`, bodyOf(change), { signal, timeout: 10_000 })
      return await listMembers(gateway, { signal })
    } catch (error) {
      if (!isTooEarly(error)) throw error
      reason = error
    }
  }
  const detail = reason instanceof VmpError ? String(reason.params['detail']) : '?'
  throw new VmpError('etcd.notYet', { name: change.name, reason: detail }, { cause: reason })
}

const isTooEarly = (error: unknown): boolean =>
  (['unhealthy', 'notInSync', 'notEnoughStarted', 'leaderless'] as const).some((why) => isRefused(error, why))
