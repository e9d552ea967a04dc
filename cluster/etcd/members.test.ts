import { expect, test } from 'vitest'
import { refusal, silence, testGateway } from './__fixtures__/gateway.ts'
import { applyChange, isDone, listMembers, parseMembers } from './members.ts'
import type { MemberChange } from './members.ts'

/** As etcd 3.5.16 answers: what is empty or false is left out. */
const captured = {
  header: { cluster_id: '17237436991929493444', member_id: '9372538179322589801', raft_term: '2' },
  members: [
    {
      ID: '9372538179322589801',
      name: 'h1',
      peerURLs: ['https://192.0.2.1:2380'],
      clientURLs: ['https://192.0.2.1:2379'],
    },
    { ID: '10501334649042878790', peerURLs: ['https://192.0.2.2:2380'], isLearner: true },
  ],
}
const [h1, h2] = parseMembers(captured) as [ReturnType<typeof parseMembers>[0], ReturnType<typeof parseMembers>[0]]

test('members are read with their ids unharmed', () => {
  expect([h1, h2]).toEqual([
    {
      id: '9372538179322589801',
      name: 'h1',
      peerUrls: ['https://192.0.2.1:2380'],
      clientUrls: ['https://192.0.2.1:2379'],
      learner: false,
    },
    {
      id: '10501334649042878790',
      name: '',
      peerUrls: ['https://192.0.2.2:2380'],
      clientUrls: [],
      learner: true,
    },
  ])
})

const add: MemberChange = { kind: 'add', name: 'h2', peerUrl: 'https://192.0.2.2:2380' }
const promote: MemberChange = { kind: 'promote', name: 'h2', id: h2.id }
const remove: MemberChange = { kind: 'remove', name: 'h2', id: h2.id }
const update: MemberChange = { kind: 'update', name: 'h2', id: h2.id, peerUrl: 'https://192.0.2.22:2380' }
const voter = { ...h2, name: 'h2', learner: false }
const moved = { ...h2, peerUrls: ['https://192.0.2.22:2380'] }

test.each([
  [add, [h1], false],
  [add, [h1, h2], true],
  [promote, [h1, h2], false],
  [promote, [h1, voter], true],
  [remove, [h1, h2], false],
  [remove, [h1], true],
  [update, [h1, h2], false],
  [update, [h1, moved], true],
])('%o among %o is done: %s', (change, members, expected) => {
  expect(isDone(change, members)).toBe(expected)
})

test('who was taken out in the meantime is neither promoted nor moved', () => {
  for (const change of [promote, update])
    expect(() => isDone(change, [h1])).toThrow(expect.objectContaining({ code: 'etcd.noMember' }))
})

/** Answers lists of members, and each change as the test says. */
function changing(lists: readonly unknown[], outcomes: readonly (Error | null)[]) {
  const left = { lists: [...lists], outcomes: [...outcomes] }
  return testGateway((path) => {
    if (path.endsWith('/list')) return left.lists.length > 1 ? left.lists.shift() : left.lists[0]
    const outcome = left.outcomes.shift()
    if (outcome) throw outcome
    return {}
  })
}
const pauses: number[] = []
const pause = async (milliseconds: number): Promise<void> => void pauses.push(milliseconds)
const alone = { members: captured.members.slice(0, 1) }

test('a change that was made when its answer was lost is not made again', async () => {
  const gateway = changing([captured], [])
  expect(await applyChange(gateway, add, { pause })).toEqual([h1, h2])
  expect(gateway.asked).toEqual(['/v3/cluster/member/list'])
})

test('while etcd finds it too early it is asked again, and no oftener than agreed', async () => {
  const early = refusal('etcdserver: unhealthy cluster')
  const gateway = changing([alone, alone, captured], [early, null])
  pauses.length = 0
  expect(await applyChange(gateway, add, { pause })).toEqual([h1, h2])
  expect(pauses).toEqual([1000])
  const never = changing([captured], [early, early, early, early])
  await expect(applyChange(never, remove, { pause, attempts: 3 })).rejects.toMatchObject({
    code: 'etcd.notYet',
    params: { name: 'h2', reason: 'etcdserver: unhealthy cluster' },
  })
  expect(never.asked.filter((path) => path.endsWith('/remove'))).toHaveLength(3)
})

test.each([silence(), refusal('etcdserver: Peer URLs already exists')])('%s ends it', async (failure) => {
  const gateway = changing([alone], [failure])
  await expect(applyChange(gateway, add, { pause })).rejects.toBe(failure)
  expect(gateway.asked).toHaveLength(2)
})

test('the list is that of the quorum', async () => {
  const gateway = testGateway((_, body) => (body['linearizable'] === true ? captured : { members: [] }))
  expect(await listMembers(gateway)).toHaveLength(2)
})
