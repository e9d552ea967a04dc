import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { from, password } from '../../cluster/users/__fixtures__/hosts.ts'
import { server } from './__fixtures__/server.ts'

let host: Awaited<ReturnType<typeof server>>
beforeEach(async () => {
  host = await server()
})
afterEach(() => host.close())

const path = '/api/v1/events/stream'
const MINUTE = 60_000
const inDays = (days: number): string => new Date(host.cluster.now().getTime() + days * 86_400_000).toISOString()

function happen(user: string): void {
  host.events.add('user.locked', { user, address: '192.0.2.7', seconds: 30, failures: 5 })
  host.events.flush()
}

interface Heard {
  readonly id: string
  readonly user: string
}

/** Reads events until there are so many, or the stream ends. */
async function hear(response: IncomingMessage, count = Infinity): Promise<Heard[]> {
  expect(response.statusCode).toBe(200)
  let read = ''
  const heard = (): Heard[] =>
    read
      .split('\n\n')
      .slice(0, -1)
      .filter((each) => each.includes('data: '))
      .map((each) => ({
        id: /^id: (.*)$/m.exec(each)![1]!,
        user: (JSON.parse(/^data: (.*)$/m.exec(each)![1]!) as { params: { user: string } }).params.user,
      }))
  for await (const chunk of response) {
    read += String(chunk)
    if (heard().length >= count) break
  }
  return heard()
}

/** What has been subscribed by now: the stream's first bytes come when it stands. */
const standing = async (response: IncomingMessage): Promise<IncomingMessage> => {
  await once(response, 'readable')
  return response
}

describe('a stream of events', () => {
  test('goes on after a break where it was, with what happened meanwhile', async () => {
    const ann = await host.person('ann', 'viewer')
    const first = await standing(await ann.open(path))
    happen('one')
    const [one] = await hear(first, 1)
    expect(one!.user).toBe('one')
    happen('two')
    happen('three')
    const again = await hear(await ann.open(path, { 'last-event-id': one!.id }), 2)
    expect(again.map(({ user }) => user)).toEqual(['two', 'three'])
    const last = await hear(await ann.open(`${path}?after=${again[0]!.id}`), 1)
    expect(last.map(({ user }) => user)).toEqual(['three'])
  })

  test('that is to go on from nowhere is refused, and not asked for again without end', async () => {
    const ann = await host.person('ann', 'viewer')
    expect(await ann.call('GET', path, undefined, { 'last-event-id': 'x' })).toMatchObject({
      status: 400,
      body: { code: 'input.invalid' },
    })
  })

  test('is found in pages, and by its words', async () => {
    const ann = await host.person('ann', 'viewer')
    for (const user of ['one', 'two', 'three']) happen(user)
    const page = await ann.call('GET', '/api/v1/events?limit=2')
    const { records, next } = page.body as { records: { params: { user: string } }[]; next: string }
    expect(records.map(({ params }) => params.user)).toEqual(['three', 'two'])
    const rest = await ann.call('GET', `/api/v1/events?limit=2&after=${next}`)
    expect(rest.body).toMatchObject({ records: [{ params: { user: 'one' } }], next: null, missing: [] })
    const found = await ann.call('GET', `/api/v1/events?text=${encodeURIComponent('用户 TWO')}`)
    expect(found.body).toMatchObject({ records: [{ host: 'h1', params: { user: 'two' } }] })
  })
})

describe('an open stream ends', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['when the session is revoked', () => host.local.endUserSession({ params: { user: 'ann', session: sessionId() } })],
    ['when another host ends the session', () => host.cluster.host().sessions.end([session()])],
    ['when the session is revoked while the store is away', () => revokeWithoutStore()],
    ['when the user logs out', () => host.call('DELETE', '/api/v1/session', { headers: { cookie } })],
    ['when the user is removed', () => host.people.accounts.remove('ann')],
    ['when the user is disabled', () => host.people.accounts.change('ann', { disabled: true })],
    ['when somebody gives a new password', () => host.people.accounts.resetPassword('ann')],
    ['when the password is changed', () => changePassword()],
    ['when nothing else is done for half an hour', () => host.cluster.pass(31 * MINUTE)],
    ['after twelve hours, though the session is used', () => useForHours(12)],
  ])('%s', async (_, act) => {
    ;({ cookie } = await host.person('ann', 'viewer'))
    const stream = await standing(await host.browser(cookie).open(path))
    const heard = hear(stream)
    await act()
    expect(await heard).toEqual([])
  })
  let cookie: string
  const ann = () => host.people.accounts.get('ann')
  const sessionId = (): string => cookie.split('=')[1]!.split('_')[0]!
  const session = () => host.people.sessions.current(sessionId())!
  async function revokeWithoutStore(): Promise<void> {
    host.cluster.trouble.cut()
    const revoked = host.local.endUserSession({ params: { user: 'ann', session: sessionId() } })
    await expect(revoked).rejects.toMatchObject({ code: 'store.unavailable' })
  }
  const changePassword = async (): Promise<unknown> =>
    host.people.login.changePassword(await ann(), { old: password, new: 'vier rote Kraniche' }, from)
  async function useForHours(hours: number): Promise<void> {
    for (let quarter = 0; quarter <= hours * 4; quarter += 1) {
      await host.cluster.pass(15 * MINUTE)
      await host.call('GET', '/api/v1/session', { headers: { cookie } })
    }
  }

  test('when its token is made void', async () => {
    await host.person('ann', 'viewer')
    const made = { title: 't', role: 'viewer', kinds: null, expiresAt: inDays(1) } as const
    const { token, text } = await host.people.tokens.create(await ann(), made)
    const stream = await standing(await host.open('GET', path, { headers: { authorization: `Bearer ${text}` } }))
    const heard = hear(stream)
    await host.people.tokens.end([token])
    expect(await heard).toEqual([])
  })

  test('but not when something else changes', async () => {
    ;({ cookie } = await host.person('ann', 'viewer'))
    const stream = await standing(await host.browser(cookie).open(path))
    await host.person('bob', 'viewer')
    await host.people.accounts.change('ann', { role: 'operator' })
    await host.cluster.pass(29 * MINUTE)
    happen('one')
    expect(await hear(stream, 1)).toMatchObject([{ user: 'one' }])
  })
})
