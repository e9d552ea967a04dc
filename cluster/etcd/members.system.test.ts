/** Members of a real etcd in network namespaces: they come, go, are killed, move and return with old data. Needs root. */
import { cpSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../../test/until.ts'
import { answers, keysAt, put, settle, writer } from './__fixtures__/caretaker.ts'
import { testHosts } from './__fixtures__/hosts.ts'
import type { TestHost, TestHosts } from './__fixtures__/hosts.ts'
import { listMembers } from './members.ts'
import { ailmentOf, judgeData, markKeeper } from './returning.ts'
import { statusOf } from './status.ts'
import { readWal } from './wal.ts'

let setup: TestHosts
let [h1, h2, h3] = [] as unknown as [TestHost, TestHost, TestHost]

beforeAll(async () => {
  setup = await testHosts(3)
  ;[h1, h2, h3] = setup.hosts as [TestHost, TestHost, TestHost]
})
afterAll(() => setup.close())

const isUp = (host: TestHost) => async (): Promise<true | undefined> =>
  (await answers(host.gateway)) ? true : undefined
const missing = (keys: readonly string[], from: readonly string[]): string[] => {
  const there = new Set(keys)
  return from.filter((key) => !there.has(key))
}

async function leader(): Promise<TestHost> {
  const { leader: id } = await statusOf(h1.gateway)
  const member = (await listMembers(h1.gateway)).find((one) => one.id === id)
  return setup.hosts.find(({ name }) => name === member?.name)!
}

/** Everybody has what was written before. */
async function even(): Promise<void> {
  await put(h1.gateway, 'even')
  const { revision } = await statusOf(h1.gateway)
  for (const host of setup.hosts)
    await until(`${host.name} has caught up`, 10, async () =>
      (await statusOf(host.gateway)).revision >= revision ? true : undefined,
    )
}

test('one becomes three, a learner first each time, while somebody writes; what was acknowledged is on all of them', async () => {
  await h1.start([])
  await until('the first is up', 15, isUp(h1))
  // All of its settings are ones that it knows.
  expect(h1.log()).not.toMatch(/unrecognized|deprecated/)
  const writing = writer('grow/', () => [h1.gateway])
  const done = await settle({ hosts: setup.hosts, through: h1 })
  await writing.stop()
  expect(done).toEqual(['add h2', 'promote h2', 'add h3', 'promote h3'])
  expect((await listMembers(h1.gateway)).map(({ name, learner }) => `${name} ${learner}`).sort()).toEqual([
    'h1 false',
    'h2 false',
    'h3 false',
  ])
  await even()
  expect(writing.acknowledged.length).toBeGreaterThan(100)
  for (const host of setup.hosts)
    expect(missing(await keysAt(host.gateway, 'grow/'), writing.acknowledged), host.name).toEqual([])
})

test('a client whose certificate was taken back is not heard any more', async () => {
  const { gateway, revoke } = await setup.revokedGateway(h2)
  await put(gateway, 'revoked')
  gateway.close()
  await revoke()
  await expect(put(gateway, 'revoked')).rejects.toMatchObject({ code: 'etcd.unreachable' })
  await put(h2.gateway, 'not-revoked')
  gateway.close()
})

test('the leader is killed while somebody writes, and comes back: nothing acknowledged is lost anywhere', async () => {
  const victim = await leader()
  const others = setup.hosts.filter((host) => host !== victim)
  const writing = writer('kill/', () => others.map(({ gateway }) => gateway))
  await until('something is written', 10, () => (writing.acknowledged.length > 20 ? true : undefined))
  await victim.kill()
  const before = writing.acknowledged.length
  await until('the others go on', 20, () => (writing.acknowledged.length > before + 20 ? true : undefined))
  await victim.start(await listMembers(others[0]!.gateway))
  await until('it is back', 20, isUp(victim))
  await writing.stop()
  await even()
  for (const host of setup.hosts)
    expect(missing(await keysAt(host.gateway, 'kill/'), writing.acknowledged), host.name).toEqual([])
})

test('a member with old data is known before it starts, etcd itself dies of them, and it comes back as a learner', async () => {
  // The leader stays, and remembers how far the other one was.
  const well = await leader()
  const victim = setup.hosts.find((host) => host !== well)!
  const old = `${victim.folder}/old`
  await victim.kill()
  cpSync(victim.dataFolder, old, { recursive: true })
  await victim.start(await listMembers(well.gateway))
  await until('it is back', 20, isUp(victim))
  const marks = markKeeper()
  for (let count = 0; count < 20; count += 1) await put(well.gateway, `old/${count}`)
  await even()
  expect(marks.next(await statusOf(victim.gateway))).toBeNull()
  const mark = marks.next(await statusOf(victim.gateway))!
  expect(judgeData(await readWal(victim.dataFolder), [mark])).toBe('good')

  await victim.kill()
  rmSync(victim.dataFolder, { recursive: true })
  cpSync(old, victim.dataFolder, { recursive: true })
  expect(judgeData(await readWal(victim.dataFolder), [mark])).toBe('older')
  await victim.start(await listMembers(well.gateway))
  await victim.exited
  expect(ailmentOf(victim.log())).toBe('older')

  const done = await settle({ hosts: setup.hosts, older: [victim], through: well })
  expect(done).toEqual([`remove ${victim.name}`, `add ${victim.name}`, `promote ${victim.name}`])
  await even()
  expect(missing(await keysAt(victim.gateway, 'old/'), ['old/0', 'old/19'])).toEqual([])
})

test('one leaves, and one of the two that are left moves to another address', async () => {
  expect(await settle({ hosts: setup.hosts, leaving: [h3], through: h1 })).toEqual(['remove h3'])
  await h2.kill()
  await h2.move(22)
  await h2.start([])
  await until('both have a quorum again', 20, isUp(h2))
  expect(await settle({ hosts: [h1, h2], through: h1 })).toEqual(['update h2'])
  await put(h1.gateway, 'moved')
  expect((await listMembers(h2.gateway)).flatMap(({ peerUrls }) => peerUrls).sort()).toEqual(
    [h1.peerUrl, h2.peerUrl].sort(),
  )
})
