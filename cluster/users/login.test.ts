import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { from, hosts, password, quickHasher } from './__fixtures__/hosts.ts'
import { passwordHasher } from './password-hash.ts'
import type { People } from './people.ts'
import { sessionCookie } from './secret.ts'

let cluster: ReturnType<typeof hosts>
let people: People
const code = (wanted: string) => expect.objectContaining({ code: wanted })
const logIn = (name: string, given: string, at = people, cookies?: string) =>
  at.login.logIn({ name, password: given, cookies }, from, () => undefined)

beforeEach(() => {
  cluster = hosts()
  people = cluster.host()
})
afterEach(() => cluster.close())

describe('a login', () => {
  test('says the same of a wrong name as of a wrong password, after the same work', async () => {
    const asked: string[] = []
    const hasher = quickHasher()
    const host = cluster.host({
      hasher: {
        ...hasher,
        verify: (given, hash) => {
          asked.push(hash === undefined ? 'nobody' : 'somebody')
          return hasher.verify(given, hash)
        },
      },
    })
    await people.accounts.create({ name: 'ann', role: 'viewer', password })
    await cluster.pass(0)
    const errors = await Promise.all(['ann', 'bob'].map((name) => logIn(name, 'x', host).catch((error) => error)))
    expect(errors[0]).toEqual(errors[1])
    expect(errors[0]).toEqual(code('user.wrongPassword'))
    expect(asked.toSorted()).toEqual(['nobody', 'somebody'])
  })

  test('by brute force is locked out and told of, also with the right password', async () => {
    await cluster.person(people, 'ann', 'viewer')
    for (let n = 0; n < 5; n += 1) await expect(logIn('ann', 'x')).rejects.toEqual(code('user.wrongPassword'))
    await expect(logIn('ann', password)).rejects.toEqual(code('user.locked'))
    expect(cluster.seen).toEqual([
      { kind: 'user.locked', params: { user: 'ann', address: from.address, failures: 5, seconds: 30 } },
    ])
    await cluster.pass(30_000)
    await logIn('ann', password)
  })

  test('of a name that nobody has writes no name down: it may be a password', async () => {
    for (let n = 0; n < 5; n += 1) await logIn(password, 'x').catch(() => undefined)
    expect(cluster.seen).toHaveLength(1)
    expect(JSON.stringify(cluster.seen)).not.toContain(password)
  })

  test('that the host is too busy for is no failure', async () => {
    await cluster.person(people, 'ann', 'viewer')
    const many = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => logIn(`name${n}`, 'x')))
    const busy = many.flatMap((each, n) =>
      each.status === 'rejected' && (each.reason as { code: string }).code === 'user.busy' ? [n] : [],
    )
    expect(busy.length).toBeGreaterThan(0)
    for (let n = 0; n < 5; n += 1)
      await expect(logIn(`name${busy[0]}`, 'x')).rejects.toEqual(code('user.wrongPassword'))
    await logIn('ann', password)
  })

  test('begins a new session, whatever the caller brings, and ends the one that it brings', async () => {
    const first = await cluster.person(people, 'ann', 'viewer')
    const second = await logIn('ann', password, people, sessionCookie(first.carried))
    expect(second.carried.id).not.toBe(first.carried.id)
    expect(people.sessions.current(first.session.id)).toBeUndefined()
    const planted = sessionCookie({ id: 'a'.repeat(20), secret: 'b'.repeat(32) })
    expect((await logIn('ann', password, people, planted)).carried.id).not.toBe('a'.repeat(20))
  })

  test('renews a hash of other parameters', async () => {
    await cluster.person(people, 'ann', 'viewer')
    const stronger = cluster.host({ hasher: passwordHasher({ memory: 16, passes: 1, parallelism: 1 }) })
    await logIn('ann', password, stronger)
    const { spec } = await stronger.accounts.get('ann')
    expect(spec.passwordHash).toContain('m=16,')
    expect(spec.credential).toBe(2)
    await logIn('ann', password, stronger)
  })

  test('without the store lets people look and take over, on this host', async () => {
    await cluster.person(people, 'ann', 'administrator')
    cluster.trouble.cut()
    await cluster.pass(0)
    expect(people.problem()).toMatchObject({ code: 'store.unavailable' })
    const { session, carried, user } = await logIn('ann', password)
    expect(await people.sessions.identify(sessionCookie(carried))).toEqual(session)
    expect(people.sessions.endOf(session, user)).toBeDefined()
    expect(await people.sessions.end([session])).toBe(1)
    expect(await people.sessions.identify(sessionCookie(carried))).toBeUndefined()
  })

  test('whose session the store took after all leaves none that anybody could use', async () => {
    const { user } = await cluster.person(people, 'ann', 'administrator')
    const before = await cluster.memory.list('documents/session/')
    cluster.trouble.loseAnswer()
    const { session, carried } = await logIn('ann', password)
    await cluster.pass(0)
    const { entries } = await cluster.memory.list('documents/session/')
    expect(entries).toHaveLength(before.entries.length + 1)
    expect(JSON.stringify(entries)).not.toContain(carried.id)
    expect(people.sessions.endOf(session, user)).toBeDefined()
  })
})

describe('a new password', () => {
  test('ends all sessions but the new one that it begins', async () => {
    const { user } = await cluster.person(people, 'ann', 'viewer')
    const { session } = await logIn('ann', password)
    const made = await people.login.changePassword(user, { old: password, new: 'vier rote Kraniche' }, from)
    expect(people.sessions.endOf(session, made.user)).toBeUndefined()
    expect(people.sessions.of(made.user).map(({ id }) => id)).toEqual([made.session.id])
    await expect(logIn('ann', password)).rejects.toEqual(code('user.wrongPassword'))
    await logIn('ann', 'vier rote Kraniche')
  })

  test.each([
    ['with the wrong old one', { old: 'x', new: 'vier rote Kraniche' }, 'user.oldPasswordWrong'],
    ['that is the old one', { old: password, new: password }, 'user.passwordSame'],
    ['that is weak', { old: password, new: 'password123' }, 'user.passwordWeak'],
  ])('%s is refused', async (_, given, wanted) => {
    const { user } = await cluster.person(people, 'ann', 'viewer')
    await expect(people.login.changePassword(user, given, from)).rejects.toEqual(code(wanted))
    await logIn('ann', password)
  })

  test('is not a way to try old ones without end', async () => {
    const { user } = await cluster.person(people, 'ann', 'viewer')
    const tries = async (): Promise<unknown> =>
      people.login.changePassword(user, { old: 'x', new: 'vier rote Kraniche' }, from).catch((error) => error)
    for (let n = 0; n < 5; n += 1) expect(await tries()).toEqual(code('user.oldPasswordWrong'))
    expect(await tries()).toEqual(code('user.locked'))
  })

  test('loses against one that an administrator gives at the same moment', async () => {
    const { user } = await cluster.person(people, 'ann', 'viewer')
    const { madeUp } = await people.accounts.resetPassword('ann')
    const late = people.login.changePassword(user, { old: password, new: 'vier rote Kraniche' }, from)
    await expect(late).rejects.toEqual(code('user.oldPasswordWrong'))
    await logIn('ann', madeUp!)
  })
})
