import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { password } from '../../cluster/users/__fixtures__/hosts.ts'
import { cookieOf, server } from './__fixtures__/server.ts'

let host: Awaited<ReturnType<typeof server>>
beforeEach(async () => {
  host = await server()
})
afterEach(() => host.close())

const refused = (status: number, code: string) =>
  expect.objectContaining({ status, body: expect.objectContaining({ code }) })
const fine = expect.objectContaining({ status: 200 })
const inDays = (days: number): string => new Date(host.cluster.now().getTime() + days * 86_400_000).toISOString()
const records = () => host.audit.history.page({}, { limit: 100 }).records

describe('a login', () => {
  test('gives a session as a cookie that only this host gets back, by TLS, and no script reads', async () => {
    await host.person('ann', 'operator')
    const answer = await host.logIn('ann', password)
    expect(answer.body).toMatchObject({
      user: { name: 'ann', role: 'operator' },
      mustChangePassword: false,
      readOnly: false,
    })
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^__Host-vmp=\S+; Path=\/; Secure; HttpOnly; SameSite=Strict$/),
    ])
    expect(JSON.stringify(answer.body)).not.toContain(cookieOf(answer).slice(-32))
    expect(await answer.browser.call('GET', '/api/v1/session')).toMatchObject({
      status: 200,
      body: { user: { name: 'ann' } },
    })
  })

  test('with a wrong password or name is refused alike, without a cookie', async () => {
    await host.person('ann', 'operator')
    const [one, two] = [await host.logIn('ann', 'x'), await host.logIn('nobody', 'x')]
    expect(one).toEqual(refused(401, 'user.wrongPassword'))
    expect([two.status, two.body]).toEqual([one.status, one.body])
    expect(one.headers['set-cookie']).toBeUndefined()
  })

  test('by brute force ends in a lock, which root at the host opens', async () => {
    await host.person('ann', 'operator')
    for (let n = 0; n < 5; n += 1) expect(await host.logIn('ann', `x${n}`)).toEqual(refused(401, 'user.wrongPassword'))
    for (let n = 0; n < 3; n += 1) expect(await host.logIn('ann', password)).toEqual(refused(429, 'user.locked'))
    await host.local.unlockUser({ params: { user: 'ann' } })
    expect(await host.logIn('ann', password)).toEqual(fine)
  })

  test('does not take over a session that somebody else has planted', async () => {
    const mallory = await host.person('mallory', 'viewer')
    await host.person('ann', 'administrator')
    const answer = await host.logIn('ann', password, { cookie: mallory.cookie })
    expect(cookieOf(answer)).not.toBe(mallory.cookie)
    expect(await mallory.call('GET', '/api/v1/session')).toEqual(refused(401, 'user.notLoggedIn'))
  })

  test('lasts while something is done, and half an hour longer', async () => {
    const ann = await host.person('ann', 'viewer')
    for (let n = 0; n < 4; n += 1) {
      await host.cluster.pass(20 * 60_000)
      expect(await ann.call('GET', '/api/v1/session')).toEqual(fine)
    }
    await host.cluster.pass(30 * 60_000)
    expect(await ann.call('GET', '/api/v1/session')).toEqual(refused(401, 'user.notLoggedIn'))
  })

  test('ends with logging out, also for whoever kept the cookie', async () => {
    const ann = await host.person('ann', 'viewer')
    const out = await ann.call('DELETE', '/api/v1/session')
    expect(out.headers['set-cookie']![0]).toMatch(/^__Host-vmp=; Max-Age=0; /)
    expect(await ann.call('GET', '/api/v1/session')).toEqual(refused(401, 'user.notLoggedIn'))
  })
})

describe('a first password', () => {
  test('must be changed before anything else is allowed, and then its session is over', async () => {
    const administrator = await host.person('root2', 'administrator')
    const made = await administrator.call('POST', '/api/v1/users', { name: 'ann', role: 'administrator' })
    expect(made.status).toBe(201)
    const first = (made.body as { password: string }).password
    const { browser: ann, body } = await host.logIn('ann', first)
    expect(body).toMatchObject({ mustChangePassword: true, permissions: ['own.view', 'own.session'] })
    for (const [method, path, sent] of [
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/sessions'],
      ['GET', '/api/v1/events'],
      ['POST', '/api/v1/users', { name: 'bob', role: 'viewer' }],
      ['POST', '/api/v1/tokens', { title: 't', role: 'viewer', expiresAt: inDays(1) }],
    ] as const)
      expect(await ann.call(method, path, sent)).toEqual(refused(403, 'user.passwordToChange'))
    const same = await ann.call('PUT', '/api/v1/session/password', { old: first, new: first })
    expect(same).toEqual(refused(400, 'user.passwordSame'))
    const changed = await ann.call('PUT', '/api/v1/session/password', { old: first, new: password })
    expect(changed).toMatchObject({ status: 200, body: { mustChangePassword: false } })
    expect(await ann.call('GET', '/api/v1/session')).toEqual(refused(401, 'user.notLoggedIn'))
    expect(await host.browser(cookieOf(changed)).call('GET', '/api/v1/users')).toEqual(fine)
    expect(await host.logIn('ann', first)).toEqual(refused(401, 'user.wrongPassword'))
  })
})

describe('a page of another site', () => {
  const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }

  test('changes nothing with the session of whoever looks at it', async () => {
    const ann = await host.person('ann', 'administrator')
    const body = { name: 'mallory', role: 'administrator' }
    for (const headers of [evil, { origin: 'https://127.0.0.1:1', 'sec-fetch-site': 'same-site' }])
      expect(await ann.call('POST', '/api/v1/users', body, headers)).toEqual(refused(403, 'api.origin'))
    expect(host.people.accounts.list({}).total).toBe(1)
  })

  test('reads nothing by it, either, at another port of the same host', async () => {
    const ann = await host.person('ann', 'viewer')
    const headers = { origin: 'https://127.0.0.1:1', 'sec-fetch-site': 'same-site' }
    expect(await ann.call('GET', '/api/v1/events', undefined, headers)).toEqual(refused(403, 'api.origin'))
  })

  test('logs nobody in as somebody else', async () => {
    await host.person('mallory', 'viewer')
    const answer = await host.logIn('mallory', password, evil)
    expect(answer).toEqual(refused(403, 'api.origin'))
    expect(answer.headers['set-cookie']).toBeUndefined()
  })

  test('cannot send a form', async () => {
    const ann = await host.person('ann', 'administrator')
    const response = await host.open('POST', '/api/v1/users', {
      headers: { cookie: ann.cookie, 'content-type': 'text/plain' },
      body: { name: 'mallory', role: 'administrator' },
    })
    expect(response.statusCode).toBe(400)
    response.destroy()
    expect(host.people.accounts.list({}).total).toBe(1)
  })
})

describe('an API token', () => {
  const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } })
  async function token(role: string, kinds?: string[]) {
    const ann = await host.person('ann', 'administrator')
    const made = await ann.call('POST', '/api/v1/tokens', { title: 'backup', role, kinds, expiresAt: inDays(30) })
    expect(made.status).toBe(201)
    return { ann, ...(made.body as { secret: string; id: string }) }
  }

  test('may what its scope says, and nothing else', async () => {
    const { secret } = await token('administrator', ['event'])
    expect(await host.call('GET', '/api/v1/events', bearer(secret))).toEqual(fine)
    expect(await host.call('GET', '/api/v1/session', bearer(secret))).toMatchObject({
      body: { user: { name: 'ann' }, role: 'administrator', permissions: ['own.view', 'event.view'] },
    })
    for (const [method, path] of [
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/audit'],
    ] as const)
      expect(await host.call(method, path, bearer(secret))).toEqual(refused(403, 'user.forbidden'))
  })

  test('neither changes its owner’s password nor makes another token', async () => {
    const { secret } = await token('administrator')
    expect(await host.call('GET', '/api/v1/users', bearer(secret))).toEqual(fine)
    const more = { title: 'more', role: 'administrator', expiresAt: inDays(30) }
    for (const [method, path, body] of [
      ['POST', '/api/v1/tokens', more],
      ['PUT', '/api/v1/session/password', { old: password, new: 'vier rote Kraniche' }],
    ] as const)
      expect(await host.call(method, path, { ...bearer(secret), body })).toEqual(refused(403, 'user.accountNeeded'))
  })

  test('is shown once, recognised by its beginning, and void when it is removed', async () => {
    const { ann, secret, id } = await token('viewer')
    await host.call('GET', '/api/v1/events', bearer(secret))
    await host.cluster.pass(0)
    const listed = await ann.call('GET', '/api/v1/tokens')
    expect(listed.body).toMatchObject({ tokens: [{ id, title: 'backup', address: '127.0.0.1' }] })
    const [{ prefix }] = (listed.body as { tokens: [{ prefix: string }] }).tokens
    expect(secret.startsWith(prefix)).toBe(true)
    expect(JSON.stringify(listed.body)).not.toContain(secret.slice(-32))
    await ann.call('DELETE', `/api/v1/tokens/${id}`)
    expect(await host.call('GET', '/api/v1/events', bearer(secret))).toEqual(refused(401, 'user.notLoggedIn'))
  })

  test('counts alone when a cookie comes with it', async () => {
    const { ann, secret } = await token('viewer')
    const { headers } = bearer(secret)
    expect(await ann.call('GET', '/api/v1/users', undefined, headers)).toEqual(refused(403, 'user.forbidden'))
    const wrong = await ann.call('GET', '/api/v1/users', undefined, { authorization: 'Bearer vmpt_x' })
    expect(wrong).toEqual(refused(401, 'user.notLoggedIn'))
  })
})

describe('administrators', () => {
  test('see and end the sessions and tokens of others; others do not', async () => {
    const administrator = await host.person('root2', 'administrator')
    const ann = await host.person('ann', 'operator')
    const bob = await host.person('bob', 'viewer')
    const { sessions } = (await administrator.call('GET', '/api/v1/users/ann/sessions')).body as {
      sessions: { id: string; own: boolean }[]
    }
    expect(sessions).toMatchObject([{ own: false, address: '192.0.2.7' }])
    const path = `/api/v1/users/ann/sessions/${sessions[0]!.id}`
    expect(await bob.call('DELETE', path)).toEqual(refused(403, 'user.forbidden'))
    expect(await bob.call('DELETE', `/api/v1/sessions/${sessions[0]!.id}`)).toEqual(refused(404, 'document.notFound'))
    expect(await ann.call('GET', '/api/v1/session')).toEqual(fine)
    expect(await administrator.call('DELETE', path)).toEqual(fine)
    expect(await ann.call('GET', '/api/v1/session')).toEqual(refused(401, 'user.notLoggedIn'))
  })

  test('do not overwrite each other', async () => {
    const administrator = await host.person('root2', 'administrator')
    await host.person('ann', 'operator')
    const { headers } = await administrator.call('GET', '/api/v1/users/ann')
    const change = (role: string) =>
      administrator.call('PUT', '/api/v1/users/ann', { role }, { 'if-match': headers['etag']! })
    const changed = await change('viewer')
    expect(changed).toMatchObject({ status: 200, body: { role: 'viewer' } })
    expect(changed.headers['etag']).not.toBe(headers['etag'])
    expect(await change('administrator')).toEqual(refused(412, 'document.changed'))
  })

  test('keep one who may log in', async () => {
    const ann = await host.person('ann', 'administrator')
    expect(await ann.call('DELETE', '/api/v1/users/ann')).toEqual(refused(409, 'user.lastAdministrator'))
    await expect(host.local.removeUser({ params: { user: 'ann' } })).rejects.toMatchObject({
      code: 'user.lastAdministrator',
    })
  })

  test('page through users, in order', async () => {
    const administrator = await host.person('m', 'administrator')
    for (const name of ['c', 'a', 'b']) await host.people.accounts.create({ name, role: 'viewer' })
    const page = await administrator.call('GET', '/api/v1/users?role=viewer&offset=1&limit=1')
    expect(page.body).toMatchObject({ users: [{ name: 'b' }], total: 3 })
    expect(await administrator.call('GET', '/api/v1/users?limit=0')).toEqual(refused(400, 'input.invalid'))
  })
})

test('root at the host manages users without an account, and has none', async () => {
  const { password: made } = await host.local.createUser({ body: { name: 'ann', role: 'administrator' } })
  expect((await host.logIn('ann', made!)).status).toBe(200)
  await expect(host.local.self({})).resolves.toMatchObject({ user: null, role: 'administrator' })
  await expect(
    host.local.createToken({ body: { title: 't', role: 'viewer', expiresAt: inDays(1) } }),
  ).rejects.toMatchObject({
    code: 'user.accountNeeded',
  })
})

describe('without the store', () => {
  test('a host still lets people in and look, says how things are, and changes nothing', async () => {
    const ann = await host.person('ann', 'administrator')
    host.cluster.trouble.cut()
    await host.cluster.pass(0)
    expect(await ann.call('GET', '/api/v1/session')).toMatchObject({ status: 200, body: { readOnly: true } })
    expect((await ann.call('GET', '/api/v1/users')).body).toMatchObject({ users: [{ name: 'ann' }] })
    const { browser: again, status } = await host.logIn('ann', password)
    expect(status).toBe(200)
    expect(await again.call('GET', '/api/v1/events')).toEqual(fine)
    const changed = await again.call('POST', '/api/v1/users', { name: 'bob', role: 'viewer' })
    expect(changed).toEqual(refused(503, 'store.unavailable'))
    expect(await again.call('DELETE', '/api/v1/session')).toEqual(fine)
    expect(await again.call('GET', '/api/v1/session')).toEqual(refused(401, 'user.notLoggedIn'))
    host.cluster.trouble.heal()
    await host.cluster.pass(0)
    expect(await ann.call('GET', '/api/v1/session')).toMatchObject({ status: 200, body: { readOnly: false } })
  })
})

describe('the audit', () => {
  test('has who changed what from where, before and after, and no secret', async () => {
    const administrator = await host.person('root2', 'administrator')
    const made = await administrator.call('POST', '/api/v1/users', { name: 'ann', role: 'viewer' })
    const first = (made.body as { password: string }).password
    await administrator.call('PUT', '/api/v1/users/ann', { role: 'operator' })
    const { browser } = await host.logIn('ann', first)
    const changed = await browser.call('PUT', '/api/v1/session/password', { old: first, new: password })
    const ann = host.browser(cookieOf(changed))
    const token = await ann.call('POST', '/api/v1/tokens', { title: 't', role: 'viewer', expiresAt: inDays(1) })
    await ann.call('GET', '/api/v1/tokens')
    await host.logIn('ann', 'hunter2-hunter2')
    await host.local.removeUser({ params: { user: 'ann' } })
    expect(
      records().map(({ kind, actor, object, body }) => [kind, actor, object?.name, body.outcome, body.address]),
    ).toEqual([
      ['removeUser', 'root', 'ann', 'done', ''],
      ['login', null, 'ann', 'refused', '127.0.0.1'],
      ['createToken', 'ann', 't', 'done', '127.0.0.1'],
      ['changePassword', 'ann', 'ann', 'done', '127.0.0.1'],
      ['login', null, 'ann', 'done', '127.0.0.1'],
      ['changeUser', 'root2', 'ann', 'done', '127.0.0.1'],
      ['createUser', 'root2', 'ann', 'done', '127.0.0.1'],
    ])
    expect(records()[5]!.body.changes).toEqual([
      {
        object: { kind: 'user', id: expect.any(String), name: 'ann' },
        before: { role: 'viewer' },
        after: { role: 'operator' },
      },
    ])
    const written = JSON.stringify(records())
    const { secret } = token.body as { secret: string }
    for (const each of [first, password, 'hunter2', secret.slice(-32), ann.cookie.slice(-32), 'argon2id'])
      expect(written).not.toContain(each)
  })
})
