import { expect, test } from 'vitest'
import { isMessageKey } from '../../lib/text/messages.ts'
import { standingOf, wordsFor } from './standing.ts'
import type { KnownMember, WaitReason } from './voters.ts'

/** `a` answers, `-` is silent, `l` learns. */
const members = (text: string): KnownMember[] =>
  Array.from(text, (kind, index) => ({
    id: String(index),
    name: `h${index}`,
    peerUrls: [],
    clientUrls: [],
    learner: kind === 'l',
    silentFor: kind === '-' ? 5 : null,
  }))

test.each([
  ['a', 0, 'etcd.standing.single'],
  ['aa', 0, 'etcd.standing.two'],
  ['aal', 0, 'etcd.standing.two'],
  ['a-', -1, 'etcd.standing.lost'],
  ['aaa', 1, 'etcd.standing.safe'],
  ['aa-', 0, 'etcd.standing.bare'],
  ['a--', -1, 'etcd.standing.lost'],
  ['aaaaa', 2, 'etcd.standing.safe'],
  ['aaaa-', 1, 'etcd.standing.safe'],
  ['-', -1, 'etcd.standing.lost'],
])('%s can lose %i more: %s', (text, bearable, key) => {
  expect(standingOf(members(text))).toMatchObject({ bearable, words: { key } })
})

test('why it is waited has words', () => {
  const reasons: readonly WaitReason[] = ['noQuorum', 'voterSilent', 'learnerSilent', 'leavingNeeded']
  for (const wait of reasons) {
    const { key, params } = wordsFor({ wait, name: 'h2' })
    expect(isMessageKey(key)).toBe(true)
    expect(params).toEqual({ name: 'h2' })
  }
})
