/** What the voters are worth as they are now, and what is waited for, in the words that people read. */
import type { MessageKey } from '../../lib/text/messages.ts'
import type { Params } from '../../lib/text/types.ts'
import { quorumOf } from './voters.ts'
import type { KnownMember, WaitReason } from './voters.ts'

export interface Words {
  readonly key: MessageKey
  readonly params: Params
}

export interface Standing {
  readonly voters: number
  readonly healthy: number
  /** Voters that may still be lost before nothing can be changed; negative when that is so already. */
  readonly bearable: number
  readonly words: Words
}

export function standingOf(members: readonly KnownMember[]): Standing {
  const all = members.filter(({ learner }) => !learner)
  const voters = all.length
  const healthy = all.filter(({ silentFor }) => silentFor === null).length
  const bearable = healthy - quorumOf(voters)
  return { voters, healthy, bearable, words: { key: keyOf(voters, bearable), params: { voters, healthy, bearable } } }
}

function keyOf(voters: number, bearable: number): MessageKey {
  if (bearable < 0) return 'etcd.standing.lost'
  if (bearable > 0) return 'etcd.standing.safe'
  // Neither of these two can be lost at any time, which is not the same as having lost somebody.
  if (voters === 1) return 'etcd.standing.single'
  return voters === 2 ? 'etcd.standing.two' : 'etcd.standing.bare'
}

export const wordsFor = ({ wait, name }: { readonly wait: WaitReason; readonly name: string }): Words => ({
  key: `etcd.wait.${wait}`,
  params: { name },
})
