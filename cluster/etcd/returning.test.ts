import { expect, test } from 'vitest'
import { ailmentOf, judgeData, markKeeper } from './returning.ts'
import type { MemberMark } from './returning.ts'
import type { Wal } from './wal.ts'

const found = (more: Partial<Wal> = {}): Wal => ({
  memberId: '7',
  clusterId: '9',
  index: 100,
  term: 2,
  commit: 100,
  ...more,
})
const mark = (more: Partial<MemberMark> = {}): MemberMark => ({ memberId: '7', clusterId: '9', index: 100, ...more })

test.each([
  ['nothing was ever heard of it', null, [], 'good'],
  ['it is just there', found(), [mark()], 'good'],
  ['it went on after that', found({ index: 200 }), [mark()], 'good'],
  ['there is nothing any more', null, [mark()], 'missing'],
  ['it was further once', found({ index: 99 }), [mark()], 'older'],
  ['one of those who remember says so', found(), [mark({ index: 50 }), mark({ index: 101 })], 'older'],
  ['it was taken out since, and came back as another member', found(), [mark({ memberId: '8' })], 'older'],
  ['there was a takeover since', found(), [mark({ clusterId: '10', memberId: '8' })], 'foreign'],
] as const)('%s', (_, wal, marks, expected) => {
  expect(judgeData(wal, marks)).toBe(expected)
})

test('only the reading before the last one counts, and only of the same member', () => {
  const marks = markKeeper()
  expect(marks.next(mark({ index: 1 }))).toBeNull()
  expect(marks.next(mark({ index: 5 }))).toEqual(mark({ index: 1 }))
  expect(marks.next(mark({ index: 6 }))).toEqual(mark({ index: 5 }))
  expect(marks.next(mark({ memberId: '8', index: 2 }))).toBeNull()
  expect(marks.next(mark({ memberId: '8', index: 3 }))).toEqual(mark({ memberId: '8', index: 2 }))
})

/** As its source words them, cut short; the first and the third are seen in members.system.test.ts and recovery.system.test.ts. */
test.each([
  [
    '{"level":"panic","logger":"raft","msg":"tocommit(55) is out of range [lastIndex(21)]. Was the raft log corrupted, truncated, or lost?"}',
    'older',
  ],
  [
    '{"level":"warn","msg":"server error","error":"the member has been permanently removed from the cluster"}',
    'removed',
  ],
  [
    '{"level":"warn","msg":"request cluster ID mismatch","local-member-cluster-id":"a1","remote-peer-cluster-id":"b2"}',
    'foreign',
  ],
  [
    '{"level":"fatal","msg":"checkInitialHashKV failed","error":"etcdserver: 1 peers with divergence on the data"}',
    'damaged',
  ],
  ['{"level":"fatal","msg":"failed to create WAL","error":"write x: no space left on device"}', 'diskFull'],
  ['{"level":"warn","msg":"prober detected unhealthy status"}', null],
])('%s', (line, expected) => {
  expect(ailmentOf(`{"level":"info"}\n${line}\n`)).toBe(expected)
})
