import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { from, hosts, password } from './__fixtures__/hosts.ts'
import type { People } from './people.ts'
import { sessionCookie } from './secret.ts'

let cluster: ReturnType<typeof hosts>
let people: People
const MINUTE = 60_000
const logIn = (at = people) => at.login.logIn({ name: 'ann', password, cookies: undefined }, from, () => undefined)

beforeEach(() => {
  cluster = hosts()
  people = cluster.host()
})
afterEach(() => cluster.close())

describe('a session', () => {
  test('ends when nothing is done by it for half an hour', async () => {
    const { session, user } = await cluster.person(people, 'ann', 'viewer')
    await cluster.pass(29 * MINUTE)
    expect(people.sessions.endOf(session, user)).toBe(cluster.now().getTime() + MINUTE)
    people.sessions.used(session, from.address)
    await cluster.pass(29 * MINUTE)
    expect(people.sessions.endOf(session, user)).toBeDefined()
    await cluster.pass(MINUTE)
    expect(people.sessions.endOf(session, user)).toBeUndefined()
  })

  test('ends after twelve hours, whatever is done', async () => {
    const { session, user } = await cluster.person(people, 'ann', 'viewer')
    for (let quarters = 0; quarters < 47; quarters += 1) {
      await cluster.pass(15 * MINUTE)
      people.sessions.used(session, from.address)
    }
    expect(people.sessions.endOf(session, user)).toBeDefined()
    await cluster.pass(15 * MINUTE)
    expect(people.sessions.endOf(session, user)).toBeUndefined()
  })

  test('that is used at one host is not idle at another, and a thousand calls cost few writes', async () => {
    const other = cluster.host()
    const { session, user } = await cluster.person(people, 'ann', 'viewer')
    const before = (await cluster.memory.list('')).revision
    for (let n = 0; n < 1000; n += 1) {
      people.sessions.used(session, '192.0.2.99')
      if (n % 50 === 0) await cluster.pass(MINUTE)
    }
    await cluster.pass(0)
    expect((await cluster.memory.list('')).revision - before).toBeLessThanOrEqual(7)
    const seen = other.sessions.current(session.id)!
    expect(seen.status.address).toBe('192.0.2.99')
    await cluster.pass(20 * MINUTE)
    expect(other.sessions.endOf(seen, user)).toBeDefined()
  })

  test('is known on another host at once, also before that host has heard of it', async () => {
    const other = cluster.host()
    const { carried, session } = await cluster.person(people, 'ann', 'viewer')
    expect(await other.sessions.identify(sessionCookie(carried))).toEqual(session)
  })

  test('that is ended is over on this host, also when the store cannot be told', async () => {
    const { session, user } = await cluster.person(people, 'ann', 'viewer')
    cluster.trouble.cut()
    await expect(people.sessions.end([session])).rejects.toMatchObject({ code: 'store.unavailable' })
    expect(people.sessions.endOf(session, user)).toBeUndefined()
    expect(people.sessions.of(user)).toEqual([])
  })

  test('does not wait long for a store that is known to be away', async () => {
    const { user } = await cluster.person(people, 'ann', 'viewer')
    cluster.trouble.cut()
    await cluster.pass(0)
    cluster.trouble.before = () => new Promise(() => undefined)
    const begun = people.sessions.begin(user, from)
    await cluster.pass(2000)
    const { session } = await begun
    expect(people.sessions.endOf(session, user)).toBeDefined()
  })

  test('is not another’s with the right id and the wrong secret', async () => {
    const { carried } = await cluster.person(people, 'ann', 'viewer')
    expect(await people.sessions.identify(sessionCookie({ ...carried, secret: 'x'.repeat(32) }))).toBeUndefined()
  })

  test('keeps no secret in the store', async () => {
    const { carried } = await cluster.person(people, 'ann', 'viewer')
    const { entries } = await cluster.memory.list('')
    expect(JSON.stringify(entries)).toContain(carried.id)
    expect(JSON.stringify(entries)).not.toContain(carried.secret)
    expect(JSON.stringify(entries)).not.toContain(password)
  })

  test('of one user gives way, the least used first, when there are too many', async () => {
    const { user, session } = await cluster.person(people, 'ann', 'viewer')
    const more: string[] = []
    for (let n = 0; n < 20; n += 1) {
      await cluster.pass(1000)
      more.push((await logIn()).session.id)
    }
    expect(people.sessions.of(user).map(({ id }) => id)).toEqual(more.toReversed())
    expect(people.sessions.current(session.id)).toBeUndefined()
  })

  test('that nobody can use any more is removed when somebody logs in', async () => {
    const { session } = await cluster.person(people, 'ann', 'viewer')
    await cluster.pass(13 * 60 * MINUTE)
    expect(people.sessions.current(session.id)).toBeDefined()
    await logIn()
    expect(people.sessions.current(session.id)).toBeUndefined()
  })
})
