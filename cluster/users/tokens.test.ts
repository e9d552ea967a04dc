import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Role, ScopeKind } from '../contract/permissions.ts'
import { hosts } from './__fixtures__/hosts.ts'
import type { UserDocument } from './kinds.ts'
import type { People } from './people.ts'
import { byToken, permissionsOf, roleOf } from './principal.ts'
import { shownToken } from './shown.ts'

let cluster: ReturnType<typeof hosts>
let people: People
let ann: UserDocument
const DAY = 86_400_000
const inDays = (days: number): string => new Date(cluster.now().getTime() + days * DAY).toISOString()
const create = (role: Role = 'viewer', kinds: ScopeKind[] | null = null, days = 30) =>
  people.tokens.create(ann, { title: 'backup', role, kinds, expiresAt: inDays(days) })

beforeEach(async () => {
  cluster = hosts()
  people = cluster.host()
  ann = (await cluster.person(people, 'ann', 'operator')).user
})
afterEach(() => cluster.close())

describe('a token', () => {
  test('is known by its text, which is shown once, and by its beginning', async () => {
    const { token, text } = await create()
    expect(await people.tokens.identify(`Bearer ${text}`)).toEqual(token)
    const shown = shownToken(token)
    expect(text.startsWith(shown.prefix)).toBe(true)
    const secret = text.slice(-32)
    expect(JSON.stringify([shown, (await cluster.memory.list('')).entries])).not.toContain(secret)
  })

  test('ends at its end', async () => {
    const { token } = await create('viewer', null, 1)
    await cluster.pass(DAY - 1)
    expect(people.tokens.endOf(token, ann)).toBeDefined()
    await cluster.pass(1)
    expect(people.tokens.endOf(token, ann)).toBeUndefined()
  })

  test.each([
    ['of more than its owner’s role', () => create('administrator'), 'user.tokenRole'],
    ['that has ended', () => create('viewer', null, 0), 'user.tokenLife'],
    ['for ever', () => create('viewer', null, 400), 'user.tokenLife'],
  ])('%s is not made', async (_, make, code) => {
    await expect(make()).rejects.toMatchObject({ code })
    expect(people.tokens.of(ann)).toEqual([])
  })

  test('of one user is one of fifty at the most', async () => {
    for (let n = 0; n < 50; n += 1) await create()
    await expect(create()).rejects.toMatchObject({ code: 'user.tooManyTokens' })
  })

  test('shows when and from where it was used last', async () => {
    const { token } = await create()
    people.tokens.used(token, '192.0.2.9')
    await cluster.pass(0)
    expect(people.tokens.current(token.id)!.status).toEqual({
      usedAt: cluster.now().toISOString(),
      address: '192.0.2.9',
    })
  })
})

describe('a token may', () => {
  test('what role and kinds of its scope both allow, and nothing about an account', async () => {
    const { token } = await create('operator', ['vm', 'task', 'alert'])
    expect(permissionsOf(byToken(ann, token))).toEqual([
      'own.view',
      'vm.view',
      'vm.operate',
      'vm.manage',
      'task.view',
      'task.operate',
      'alert.view',
      'alert.operate',
    ])
  })

  test('no more than its owner, whose role became less', async () => {
    const { token } = await create('operator')
    const { after } = await people.accounts.change('ann', { role: 'viewer' })
    const principal = byToken(after, token)
    expect(roleOf(principal)).toBe('viewer')
    expect(permissionsOf(principal)).not.toContain('vm.operate')
    expect(permissionsOf(principal)).toContain('vm.view')
  })
})
