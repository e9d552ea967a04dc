import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { from, hosts, password } from './__fixtures__/hosts.ts'
import type { People } from './people.ts'

let cluster: ReturnType<typeof hosts>
let people: People
const code = (wanted: string) => expect.objectContaining({ code: wanted })
const logIn = (name: string, given: string, at = people) =>
  at.login.logIn({ name, password: given, cookies: undefined }, from, () => undefined)

beforeEach(() => {
  cluster = hosts()
  people = cluster.host()
})
afterEach(() => cluster.close())

describe('a user', () => {
  test('gets a password that is shown once, and must be changed', async () => {
    const { user, madeUp } = await people.accounts.create({ name: 'ann', role: 'operator' })
    expect(user.spec).toMatchObject({ role: 'operator', disabled: false, mustChangePassword: true })
    expect(JSON.stringify(user)).not.toContain(madeUp)
    expect((await logIn('ANN', madeUp!)).user.id).toBe(user.id)
  })

  test('with a given password that is easy to guess is not made', async () => {
    const wrong = people.accounts.create({ name: 'kowalski', role: 'viewer', password: 'Kowalski2026' })
    await expect(wrong).rejects.toEqual(code('user.passwordWeak'))
    expect(people.accounts.list({}).total).toBe(0)
  })

  test.each(['', ' ', 'a b', 'a/b', 'a"b', 'x'.repeat(65), 'a\u0000b'])('is not named %j', async (name) => {
    await expect(people.accounts.create({ name, role: 'viewer' })).rejects.toEqual(code('document.invalid'))
  })

  test('that is disabled cannot log in, even with the right password, until enabled', async () => {
    await cluster.person(people, 'root2', 'administrator')
    const { session } = await cluster.person(people, 'ann', 'viewer')
    const { after } = await people.accounts.change('ann', { disabled: true })
    await expect(logIn('ann', password)).rejects.toEqual(code('user.disabled'))
    await expect(logIn('ann', 'wrong')).rejects.toEqual(code('user.wrongPassword'))
    expect(people.sessions.of(after)).toEqual([])
    const enabled = await people.accounts.change('ann', { disabled: false })
    expect(people.sessions.endOf(session, enabled.after)).toBeUndefined()
    await logIn('ann', password)
  })

  test('that somebody changed meanwhile is not changed by who saw it before', async () => {
    const { user } = await people.accounts.create({ name: 'ann', role: 'viewer' })
    await people.accounts.change('ann', { fullName: 'Ann' }, user.revision)
    await expect(people.accounts.change('ann', { role: 'operator' }, user.revision)).rejects.toEqual(
      code('document.changed'),
    )
    expect((await people.accounts.get('ann')).spec).toMatchObject({ fullName: 'Ann', role: 'viewer' })
  })
})

describe('the last administrator', () => {
  test('is not removed, disabled or made less', async () => {
    await cluster.person(people, 'ann', 'administrator')
    await cluster.person(people, 'bob', 'operator')
    for (const change of [
      () => people.accounts.remove('ann'),
      () => people.accounts.change('ann', { disabled: true }),
      () => people.accounts.change('ann', { role: 'operator' }),
    ])
      await expect(change()).rejects.toEqual(code('user.lastAdministrator'))
    await people.accounts.change('ann', { fullName: 'Ann', role: 'administrator' })
  })

  test('is not one who may not log in', async () => {
    await cluster.person(people, 'ann', 'administrator')
    await cluster.person(people, 'bob', 'administrator')
    await people.accounts.change('bob', { disabled: true })
    await expect(people.accounts.remove('ann')).rejects.toEqual(code('user.lastAdministrator'))
  })

  test('stays when two administrators remove each other at once, on two hosts', async () => {
    const other = cluster.host()
    await cluster.person(people, 'ann', 'administrator')
    await cluster.person(people, 'bob', 'administrator')
    const results = Promise.allSettled([
      people.accounts.remove('bob'),
      other.accounts.change('ann', { role: 'viewer' }),
    ])
    await cluster.pass(1000)
    expect((await results).map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect(people.accounts.list({ role: 'administrator' }).total).toBe(1)
  })
})

describe('the first administrator', () => {
  test('is made once', async () => {
    const first = await people.accounts.createFirst('admin')
    expect((await logIn('admin', first!.madeUp!)).user.spec.role).toBe('administrator')
    expect(await people.accounts.createFirst('admin')).toBeUndefined()
    expect(await people.accounts.createFirst('other')).toBeUndefined()
  })

  test('is one when two hosts try at once', async () => {
    const made = await Promise.all([people, cluster.host()].map((each) => each.accounts.createFirst('admin')))
    expect(made.filter((each) => each !== undefined)).toHaveLength(1)
  })
})

test('a password that an administrator gives ends sessions and tokens in the same write', async () => {
  const { user, session } = await cluster.person(people, 'ann', 'operator')
  const expiresAt = new Date(cluster.now().getTime() + 86_400_000).toISOString()
  const { token } = await people.tokens.create(user, { title: 't', role: 'viewer', kinds: null, expiresAt })
  expect([people.sessions.endOf(session, user), people.tokens.endOf(token, user)]).not.toContain(undefined)
  const { after, madeUp } = await people.accounts.resetPassword('ann')
  expect([people.sessions.endOf(session, after), people.tokens.endOf(token, after)]).toEqual([undefined, undefined])
  await expect(logIn('ann', password)).rejects.toEqual(code('user.wrongPassword'))
  expect((await logIn('ann', madeUp!)).user.spec.mustChangePassword).toBe(true)
})

test('no users are not the same as none that are known yet', () => {
  cluster.trouble.cut()
  expect(() => cluster.host().accounts.list({})).toThrow(code('store.unavailable'))
})

test('unlocking reaches the other hosts, and this one without the store, too', async () => {
  const other = cluster.host()
  await cluster.person(people, 'ann', 'operator')
  const lockOut = async (at: People): Promise<void> => {
    for (let n = 0; n < 5; n += 1) await logIn('ann', 'wrong', at).catch(() => undefined)
    await expect(logIn('ann', password, at)).rejects.toEqual(code('user.locked'))
  }
  await lockOut(people)
  await lockOut(other)
  await people.accounts.unlock('ann')
  await cluster.pass(0)
  await logIn('ann', password, other)
  await logIn('ann', password)
  await lockOut(people)
  cluster.trouble.cut()
  await expect(people.accounts.unlock('ann')).rejects.toEqual(code('store.unavailable'))
  await logIn('ann', password)
})
